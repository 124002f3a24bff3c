/**
 * Probes of replicas, as the kubelet makes them: each ticks by itself, waits for a thread in front
 * of the queue, calls what it looks at, and is late after its timeout. So many answers in a row
 * decide: who fails to live is killed, who is not ready gets nothing from balancers.
 */
import { TIMER } from '../../kernel/queue.ts';
import { nsOf } from '../../kernel/ns.ts';
import * as at from '../flight/frame.ts';
import { nameOf } from '../outcome.ts';
import { LIVENESS, PROBES, type ProbeName, STARTUP } from '../probe-names.ts';
import { CALLING, IDLE, LINED, type Inspection } from '../parts/inspection.ts';
import { replicaName } from '../parts/replica-number.ts';
import type { Prober } from '../parts/prober.ts';
import { LATE, TICK } from './upkeep.ts';
import type { Frame, Moves, Replica } from './moves.ts';

export class Probing {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** The next tick comes after a delay; one that was to come does not. */
  private begin(replica: Replica, probe: number, delayNs: number): void {
    const key = this.w.lives.wake(replica, TICK + probe, delayNs, TIMER);
    replica.inspections[probe]!.due = key;
  }

  /** The ticks of a replica that was there from the start, each at a phase of its own. */
  beginAll(replica: Replica): void {
    for (const { probe, spec } of probersOf(replica))
      this.begin(replica, probe, replica.phaseNs(nsOf(spec.period)));
  }

  /** Those of a replica that has just been made. */
  beginNew(replica: Replica): void {
    for (const { probe, spec } of probersOf(replica))
      this.begin(replica, probe, nsOf(spec.initialDelay));
  }

  /** A process begins: of what it was before nothing counts. */
  reset(replica: Replica): void {
    for (const { probe, one } of probersOf(replica)) {
      this.stop(replica, one);
      one.begins(probe === LIVENESS);
    }
  }

  /** It is time for a probe. */
  tick(replica: Replica, probe: number, key: number): void {
    const { service, isProbed, beganNs } = replica;
    const one = replica.inspections[probe]!;
    if (one.due !== key) return;
    const spec = service.probers[probe]!.spec;
    this.begin(replica, probe, nsOf(spec.period));
    const isDue = probe === STARTUP ? !replica.isStarted : replica.isStarted;
    if (!isProbed || !isDue || one.phase !== IDLE) return;
    if (this.w.now - beganNs < nsOf(spec.initialDelay)) return;
    if (!replica.isUp) return this.answered(replica, probe, false, 'its process is starting');
    one.phase = LINED;
    one.askedNs = this.w.now;
    one.late = this.w.lives.wake(replica, LATE + probe, nsOf(spec.timeout), TIMER);
    replica.asked++;
    this.answer(replica);
  }

  /** Those that wait take the threads that are free. */
  answer(replica: Replica): void {
    if (replica.paused > 0) return;
    for (;;) {
      const probe = this.next(replica);
      if (probe < 0) return;
      this.proceed(replica, probe);
    }
  }

  /** The probe whose turn it is and for which there is a thread; -1: none. */
  private next(replica: Replica): number {
    let first = -1;
    replica.inspections.forEach((one, probe) => {
      const { threads } = replica.service.probers[probe]?.spec ?? {};
      if (one.phase !== LINED || (threads === 'shared' && !replica.hasThread(this.w.queue))) return;
      if (first < 0 || one.askedNs < replica.inspections[first]!.askedNs) first = probe;
    });
    return first;
  }

  private proceed(replica: Replica, probe: number): void {
    const one = replica.inspections[probe]!;
    const prober = replica.service.probers[probe]!;
    replica.asked--;
    const known = one.known(this.w.now);
    if (prober.spec.calls.length === 0 || known !== null) {
      const passes = known ?? true;
      one.rests();
      this.answered(replica, probe, passes, passes ? '' : 'what it calls failed a moment ago');
    } else this.call(replica, one, prober);
  }

  /** Its calls begin, one after the other. */
  private call(replica: Replica, one: Inspection, prober: Prober): void {
    const { w } = this;
    const f = w.pool.take(at.PROBING, null);
    f.host = prober;
    f.link = null;
    f.stack = w.pool.none;
    w.pool.place(f, replica);
    f.caller = replica.index;
    f.user = -1;
    f.traits = f.key = 0;
    f.pc = f.depth = 0;
    f.active = 1;
    f.deadline = Infinity;
    f.start = f.arrived = w.now;
    f.phase = at.STARTING;
    one.phase = CALLING;
    one.frame = f.id;
    one.serial = f.serial;
    if (prober.spec.threads === 'shared') w.continuations.hold(f, replica);
    w.runner.resume(f);
  }

  /** All of its calls are answered, or one has failed. */
  ended(f: Frame, passes: boolean): void {
    const { w } = this;
    const replica = f.replica!;
    const probe = PROBES.indexOf((f.host as Prober).name);
    const one = replica.inspections[probe]!;
    const { cache } = replica.service.probers[probe]!.spec;
    if (cache > 0) one.know(passes, w.now + nsOf(cache));
    one.rests();
    const link = w.links[(f.cause >> 5) - 1];
    const why = link ? `${link.id}: ${nameOf(f.cause & 31)}` : '';
    this.release(f);
    this.answered(replica, probe, passes, why);
    w.jobs.fill(replica);
  }

  /** Its timeout is over. */
  late(replica: Replica, probe: number, key: number): void {
    const one = replica.inspections[probe]!;
    if (one.late !== key) return;
    const { onTimeout, timeout } = replica.service.probers[probe]!.spec;
    const where =
      one.phase === CALLING
        ? 'waited for what it calls'
        : replica.paused > 0
          ? 'found a process that hangs'
          : 'found no thread';
    this.stop(replica, one);
    const why = `it ${where} for ${timeout / 1000} s`;
    this.answered(replica, probe, onTimeout === 'warn', why);
    this.w.jobs.fill(replica);
  }

  /** Nobody waits for a probe any more: its calls are given up. */
  private stop(replica: Replica, one: Inspection): void {
    const { phase, frame, serial } = one;
    one.rests();
    if (phase === LINED) replica.asked--;
    if (phase !== CALLING) return;
    const f = this.w.pool.frames[frame]!;
    if (f.serial === serial && f.kind === at.PROBING) this.release(f);
  }

  private release(f: Frame): void {
    const { w } = this;
    if (f.first !== null) w.pool.orphan(f);
    w.runner.stop(f);
    w.jobs.giveThread(f);
    w.pool.release(f);
  }

  /** One more answer: enough of them in a row decide. */
  private answered(replica: Replica, probe: number, passes: boolean, why: string): void {
    const { spec, name } = replica.service.probers[probe]!;
    const inRow = replica.inspections[probe]!.counts(passes);
    const enough = passes ? (spec.successThreshold ?? 1) : spec.failureThreshold;
    if (inRow < enough) return;
    const said = `${name} probe ${passes ? 'passed' : 'failed'}`;
    const times = inRow > 1 ? ` ${inRow} times` : '';
    this.decided(replica, name, passes, `${said}${times}${why && `: ${why}`}`);
  }

  private decided(replica: Replica, name: ProbeName, passes: boolean, why: string): void {
    const { lives, restarts } = this.w;
    if (name === 'readiness') {
      const { state } = replica;
      if (!lives.happens(replica, passes ? 'passed' : 'failed', why)) return;
      const on = replicaName(replica.service.id, replica.index);
      this.w.decide({ on, by: 'probe', from: state, to: replica.state, why });
    } else if (!passes) restarts.kill(replica, 'probe', why);
    else if (name === 'startup') lives.serves(replica, why);
  }
}

/** Those of a replica's probes that there are. */
function* probersOf(replica: Replica) {
  const { probers } = replica.service;
  for (let probe = 0; probe < probers.length; probe++) {
    const prober = probers[probe];
    if (prober) yield { probe, spec: prober.spec, one: replica.inspections[probe]! };
  }
}
