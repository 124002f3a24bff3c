/** Why it takes long, and why all threads are busy. */
import { instant } from '../clock.ts';
import type { Counted, Evidence } from '../story/seen.ts';
import { waitingWords } from '../story/services.ts';
import { count, counted, time } from '../story/words.ts';
import type { Entities } from '../../engine/index.ts';
import type { Asked, Place } from './asked.ts';
import { ended, ofAll } from './hops.ts';
import type { Answer, Hop, Question } from './question.ts';

/** From this utilization on, requests wait for threads. */
const BUSY = 0.9;
/** Half of what is busy waits for something else. */
const MOST = 0.5;
/** Less than that part of the time does not explain it. */
const PART = 0.4;
/** Faults that take threads, or time of them. */
const TAKING = /^(slow|capacity|pause|crash|delay)$/;
/** Faults for which calls never come back. */
const LOSING = /^(drop|loss|pause|crash)$/;
/** A shorter lull does not end a jam. */
const LULL_MS = 3000;
/** A queue that is that part of what it is now is the same jam. */
const LONG = 0.1;
/** What a change of load brings is there by then. */
const SOON_MS = 3000;

type Measured = Evidence & { value: number };

export function slowOn(asked: Asked, question: Question): Answer {
  const { of, on, atMs } = question;
  const latency = latencyOf(asked, question);
  const hop: Hop = {
    ...{ of, on, atMs, evidence: latency ? [latency] : [] },
    text: latency
      ? `its p99 is ${time(latency.value)}`
      : `nothing of it has succeeded by ${instant(atMs)}`,
  };
  if (!latency && asked.counted(question, 'failed').value > 0)
    return { hops: [hop], next: { ...question, about: 'failed' } };
  if (of === 'services' && isBusy(asked, on, asked.last(question)))
    return { hops: [hop], next: { ...question, about: 'busy' } };
  const fault = of === 'clients' ? null : asked.faultOn(question);
  if (fault) return ended(hop, fault);
  if (of === 'links') return { hops: [hop], next: beyond(asked, question) };
  const slowest = slowestFrom(asked, question, latency);
  if (slowest) return { hops: [hop], next: slowest };
  // What is lost on the way takes no time that anybody has measured.
  const lost = asked.faultBelow(on, atMs, (fault) => LOSING.test(fault));
  if (of === 'services' && latency && !lost)
    hop.text += '; none of its calls takes that long: it is its own work';
  return ended(hop, lost ?? asked.changeOn(question));
}

/** The last p99 in the seconds before. */
function latencyOf(asked: Asked, { of, on, atMs }: Place): Measured | null {
  const { from, to } = asked.window({ atMs });
  const name = 'p99Ms' as Counted<Entities>;
  const column = asked.seen.column(of, on, name);
  for (let i = to - 1; i >= from; i--)
    if (column[i]! >= 0) return asked.seen.stood(of, on, name, i);
  return null;
}

/** Behind a link: attempts one after the other, or who answers. */
function beyond(asked: Asked, question: Question): Question {
  return asked.triesAgain(question.on, question.atMs) && !isCallees(asked, question)
    ? { ...question, about: 'attempts' }
    : calleeOf(asked, question);
}

const calleeOf = (asked: Asked, { on, atMs }: Question): Question => ({
  ...{ of: 'services', on: asked.link(on).to, about: 'slow', atMs },
});

/** Whether a call takes as long as its callee. */
function isCallees(asked: Asked, question: Question): boolean {
  const own = latencyOf(asked, question);
  const its = latencyOf(asked, calleeOf(asked, question));
  return own !== null && its !== null && its.value >= PART * own.value;
}

/** Why a call takes long: the callee is asked, unless there is something about the call itself. */
function callOver(asked: Asked, link: string, atMs: number): Question {
  const question: Question = { of: 'links', on: link, about: 'slow', atMs };
  const isOwn = asked.faultOn(question) !== null || !isCallees(asked, question);
  return isOwn ? question : calleeOf(asked, question);
}

/** Of its calls the slowest, if it takes most of the time. */
function slowestFrom(asked: Asked, { on, atMs }: Question, own: Measured | null): Question | null {
  const measured = asked.linksFrom(on).map(({ id }) => {
    const ms = latencyOf(asked, { of: 'links', on: id, atMs })?.value ?? 0;
    return { id, ms };
  });
  const [slowest] = measured.sort((a, b) => b.ms - a.ms);
  return slowest && slowest.ms > 0 && slowest.ms >= PART * (own?.value ?? 0)
    ? callOver(asked, slowest.id, atMs)
    : null;
}

function isBusy({ seen }: Asked, service: string, interval: number): boolean {
  const at = (name: 'utilization' | 'queue'): number =>
    seen.column('services', service, name)[interval]!;
  return at('utilization') >= BUSY || at('queue') >= 1;
}

export function busyAt(asked: Asked, question: Question): Answer {
  const { seen } = asked;
  const { on, atMs } = question;
  const last = asked.last(question);
  const hop: Hop = { of: 'services', on, atMs, ...engaged(asked, on, last) };
  const queue = seen.stood('services', on, 'queue', last);
  if (queue.value >= 0.5) {
    hop.text += `; ${waitingWords(queue.value)} in its queue`;
    hop.evidence.push(queue);
  }
  const own = asked.faultOn(question, (fault) => TAKING.test(fault));
  const awaited = own ? null : awaitedBy(asked, on, last);
  if (awaited) {
    const { link, value } = awaited;
    hop.text += `; ${counted(value, 'call')} to ${link.to} ${value === 1 ? 'is' : 'are'} under way`;
    hop.evidence.push({ path: `links.${link.id}.inFlight`, atMs: seen.msOf(last), value });
    return { hops: [hop], next: callOver(asked, link.id, atMs) };
  }
  const fault = asked.faultOn(question);
  if (fault) return ended(hop, fault);
  const load: Question = { of: 'services', on, about: 'load', atMs };
  const since = isBusy(asked, on, last) ? jammedSince(asked, on, last) : last;
  // What keeps it busy is what comes now, or whatever it was when it began.
  if (since === last || asked.isMultiplied(on, atMs)) return { hops: [hop], next: load };
  const sinceMs = seen.msOf(since);
  hop.text += `; so it is since ${instant(sinceMs)}`;
  hop.sinceMs = sinceMs;
  const began = asked.faultOn({ on, atMs: sinceMs });
  if (began) return ended(hop, began);
  return { hops: [hop], next: { ...load, atMs: Math.min(atMs, sinceMs + SOON_MS) } };
}

/** What its threads do at the end of an interval. */
function engaged({ seen }: Asked, on: string, interval: number): Pick<Hop, 'text' | 'evidence'> {
  const { all, busy } = seen.threads(interval, on);
  const piece = (name: string, value: number): Evidence => ({
    ...{ path: `services.${on}.threads.${name}`, atMs: seen.msOf(interval), value },
  });
  const some = busy < all ? ofAll(busy, all, 'threads') : `all ${counted(all, 'thread')}`;
  const verb = busy <= 1 || all === 1 ? 'is' : 'are';
  return {
    text: all === 1 && busy === 1 ? 'its only thread is busy' : `${some} ${verb} busy`,
    evidence: [piece('busy', busy), piece('all', all)],
  };
}

/** The call with most under way, if that is most of what keeps threads busy. */
function awaitedBy(asked: Asked, on: string, interval: number) {
  const { seen } = asked;
  const { busy } = seen.threads(interval, on);
  const [most] = asked
    .linksFrom(on)
    .map((link) => ({ link, value: seen.inFlight(link.id, interval) }))
    .sort((a, b) => b.value - a.value);
  return most && busy > 0 && most.value >= MOST * busy ? most : null;
}

/** Since when it has been as busy, or as many have waited, without a lull to speak of. */
function jammedSince({ seen }: Asked, on: string, last: number): number {
  const queue = seen.column('services', on, 'queue');
  const utilization = seen.column('services', on, 'utilization');
  const long = Math.max(1, LONG * queue[last]!);
  const isJammed = (i: number): boolean =>
    queue[i]! >= long || (long === 1 && utilization[i]! >= BUSY);
  const lull = seen.lasting(LULL_MS);
  let since = last;
  for (let i = last; i >= 0 && since - i <= lull; i--) if (isJammed(i)) since = i;
  return since;
}

/** Work that goes on though its caller has left. */
export function abandonedAt(asked: Asked, { on, atMs }: Question): Answer {
  const { seen } = asked;
  const last = asked.last({ atMs });
  const { busy, abandoned } = seen.threads(last, on);
  const piece = (name: 'busy' | 'abandoned', value: number): Evidence => ({
    ...{ path: `services.${on}.threads.${name}`, atMs: seen.msOf(last), value },
  });
  const hop: Hop = {
    ...{ of: 'services', on, atMs },
    text:
      abandoned === 0
        ? `none of its ${count(busy)} busy threads works for a caller who left`
        : `${ofAll(abandoned, busy, 'busy threads')} work for callers who left: it takes too long`,
    evidence: [piece('busy', busy), piece('abandoned', abandoned)],
  };
  return { hops: [hop], next: abandoned > 0 ? { of: 'services', on, about: 'slow', atMs } : null };
}
