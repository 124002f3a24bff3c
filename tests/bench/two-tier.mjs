// The speed that the engine is measured against: one program for one topology, written by hand as
// tightly as it goes. An open client (Poisson) calls tier a (64 threads, 10 ms), which calls tier b
// (32 threads, 8 ms, 2 % errors), all times exponential. Each call has a timeout, up to three
// retries with full jitter and a breaker over the last 100 calls; one histogram is all it counts.
// two-tier.yaml is the same work as a scenario. Do not improve it: it is the yardstick.
//   node tests/bench/two-tier.mjs [simulated seconds, 300] [requests per second, 2000]
class Q {
  constructor(n) {
    this.t = new Float64Array(n);
    this.s = new Float64Array(n);
    this.k = new Int32Array(n);
    this.p = new Int32Array(n);
    this.n = 0;
    this.seq = 0;
    this.now = 0;
    this.kind = 0;
    this.pl = 0;
  }
  push(time, kind, pl) {
    let i = this.n++;
    const t = this.t,
      s = this.s,
      p = this.p,
      kk = this.k;
    const q = this.seq++;
    while (i > 0) {
      const j = (i - 1) >> 2;
      if (t[j] <= time) break;
      t[i] = t[j];
      s[i] = s[j];
      p[i] = p[j];
      kk[i] = kk[j];
      i = j;
    }
    t[i] = time;
    s[i] = q;
    p[i] = pl;
    kk[i] = kind;
  }
  pop() {
    const t = this.t,
      s = this.s,
      p = this.p,
      kk = this.k;
    this.pl = p[0];
    this.kind = kk[0];
    this.now = t[0];
    const n = --this.n;
    if (n > 0) {
      const x = t[n],
        xs = s[n],
        xp = p[n],
        xk = kk[n];
      let i = 0;
      for (;;) {
        let c = (i << 2) + 1;
        if (c >= n) break;
        let m = c;
        const e = c + 4 < n ? c + 4 : n;
        for (let k = c + 1; k < e; k++) {
          if (t[k] < t[m] || (t[k] === t[m] && s[k] < s[m])) m = k;
        }
        if (t[m] > x || (t[m] === x && s[m] > xs)) break;
        t[i] = t[m];
        s[i] = s[m];
        p[i] = p[m];
        kk[i] = kk[m];
        i = m;
      }
      t[i] = x;
      s[i] = xs;
      p[i] = xp;
      kk[i] = xk;
    }
  }
}
let a = 1,
  b = 2,
  c = 3,
  d = 4;
function rnd() {
  const t = (((a + b) | 0) + d) | 0;
  d = (d + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + t) | 0;
  return (t >>> 0) / 4294967296;
}
const expo = (m) => -Math.log(1 - rnd()) * m;
const q = new Q(1 << 20);
let events = 0,
  done = 0,
  fail = 0;
// call objects
class Call {
  constructor(id) {
    this.id = id;
    this.gen = 0;
    this.parent = -1;
    this.svc = 0;
    this.attempt = 0;
    this.start = 0;
    this.state = 0;
    this.edge = 0;
  }
}
const calls = [];
const free = [];
function alloc() {
  if (free.length) return free.pop();
  const i = calls.length;
  calls.push(new Call(i));
  return i;
}
const ARR = 0,
  DONE = 1,
  TIMEOUT = 2,
  RETRY = 3;
const svc = [
  { c: 64, busy: 0, mean: 0.01, queue: [], head: 0, down: 1 },
  { c: 32, busy: 0, mean: 0.008, queue: [], head: 0, down: -1 },
];
const edge = [
  { timeout: 0.5, max: 3, win: new Uint8Array(100), i: 0, n: 0, f: 0, open: false, until: 0 },
  { timeout: 0.2, max: 3, win: new Uint8Array(100), i: 0, n: 0, f: 0, open: false, until: 0 },
];
const hist = new Uint32Array(4096);
function rec(e, ok) {
  const o = e.win[e.i];
  const v = ok ? 0 : 1;
  if (e.n === 100) e.f -= o;
  else e.n++;
  e.win[e.i] = v;
  e.f += v;
  if (++e.i === 100) e.i = 0;
  if (!e.open && e.n === 100 && e.f > 50) {
    e.open = true;
    e.until = q.now + 5;
  }
}
function admit(e) {
  if (e.open) {
    if (q.now < e.until) return false;
    e.open = false;
    e.n = 0;
    e.f = 0;
    e.i = 0;
    e.win.fill(0);
  }
  return true;
}
function startCall(parent, edgeIx, attempt) {
  const e = edge[edgeIx];
  if (!admit(e)) {
    finishAttempt(parent, edgeIx, attempt, false, q.now);
    return;
  }
  const id = alloc();
  const k = calls[id];
  k.parent = parent;
  k.edge = edgeIx;
  k.svc = edgeIx;
  k.attempt = attempt;
  k.start = q.now;
  k.state = 1;
  q.push(q.now + e.timeout, TIMEOUT, (id * 65536 + (k.gen & 65535)) | 0);
  const s = svc[edgeIx];
  if (s.busy < s.c) {
    s.busy++;
    begin(id);
  } else s.queue.push(id * 65536 + (k.gen & 65535));
}
function begin(id) {
  const k = calls[id];
  const s = svc[k.svc];
  q.push(q.now + expo(s.mean), DONE, id);
}
function release(s) {
  while (s.head < s.queue.length) {
    const x = s.queue[s.head++];
    if (s.head > 1024 && s.head * 2 > s.queue.length) {
      s.queue.splice(0, s.head);
      s.head = 0;
    }
    const id = (x / 65536) | 0;
    if ((calls[id].gen & 65535) === (x & 65535)) {
      begin(id);
      return;
    }
  }
  s.busy--;
}
function finishAttempt(parent, edgeIx, attempt, ok, start) {
  const e = edge[edgeIx];
  if (ok) {
    deliver(parent, edgeIx, true, start);
  } else if (attempt < e.max) {
    const dl = rnd() * 0.05 * (1 << attempt);
    const id = alloc();
    const k = calls[id];
    k.parent = parent;
    k.edge = edgeIx;
    k.attempt = attempt + 1;
    k.state = 9;
    k.start = start;
    q.push(q.now + dl, RETRY, id);
  } else deliver(parent, edgeIx, false, start);
}
function deliver(parent, edgeIx, ok, start) {
  if (parent < 0) {
    if (ok) done++;
    else fail++;
    const l = ((q.now - start) * 1000) | 0;
    hist[l < 4096 ? l : 4095]++;
    return;
  }
  // parent is call on svc edgeIx-1 in its svc; complete it
  complete(parent, ok);
}
function complete(id, ok) {
  const k = calls[id];
  const s = svc[k.svc];
  release(s);
  if (k.state === 1) {
    k.state = 0;
    rec(edge[k.edge], ok);
    const p = k.parent,
      e = k.edge,
      at = k.attempt,
      st = k.start;
    k.gen++;
    free.push(id);
    finishAttempt(p, e, at, ok, st);
  } else {
    k.gen++;
    free.push(id);
  }
}
const T = +process.argv[2] || 300,
  rate = +process.argv[3] || 2000;
q.push(expo(1 / rate), ARR, 0);
const t0 = performance.now();
const cpu0 = process.cpuUsage();
while (q.n && q.now < T) {
  q.pop();
  events++;
  switch (q.kind) {
    case ARR:
      q.push(q.now + expo(1 / rate), ARR, 0);
      startCall(-1, 0, 0);
      break;
    case DONE: {
      const id = q.pl;
      const k = calls[id];
      const s = svc[k.svc];
      if (s.down >= 0 && k.state !== 3) {
        if (k.state === 1 || k.state === 2) {
          startCall(id, s.down, 0);
        }
      } else complete(id, rnd() > 0.02);
      break;
    }
    case TIMEOUT: {
      const g = q.pl & 65535,
        id = q.pl >>> 16;
      const k = calls[id];
      if ((k.gen & 65535) === g && k.state === 1) {
        k.state = 2;
        rec(edge[k.edge], false);
        finishAttempt(k.parent, k.edge, k.attempt, false, k.start);
      }
      break;
    }
    case RETRY: {
      const id = q.pl;
      const k = calls[id];
      const p = k.parent,
        e = k.edge,
        at = k.attempt;
      k.gen++;
      free.push(id);
      startCall(p, e, at);
      break;
    }
  }
}
const dt = (performance.now() - t0) / 1e3;
const cpu = process.cpuUsage(cpu0);
console.log(
  JSON.stringify({
    events,
    done,
    fail,
    reqps: (done + fail) / dt,
    cpuNs: ((cpu.user + cpu.system) * 1e3) / (done + fail),
    pending: q.n,
    calls: calls.length,
  }),
);
