/** Why it takes long, and why all threads are busy. */
import { instant } from '../clock.ts';
import type { Counted } from '../story/columns.ts';
import type { Evidence } from '../story/seen.ts';
import { waitingWords } from '../story/services.ts';
import { count, counted, time } from '../story/words.ts';
import type { Entities } from '../../engine/index.ts';
import { type Asked, BUSY, type Place } from './asked.ts';
import { ended, ofAll, within } from './hops.ts';
import { EDITS, loses, slows, takes } from './kinds.ts';
import type { Answer, Hop, Question } from './question.ts';

/** Half of what is busy waits for something else. */
const MOST = 0.5;
/** Less than that part of the time does not explain it. */
const PART = 0.4;
/** A shorter lull does not end a jam. */
const LULL_MS = 3000;
/** A queue that is that part of what it is now is the same jam. */
const LONG = 0.1;
/** That part of a jam is jammed. */
const MOSTLY = 0.8;
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
      : `nothing of it succeeded ${within(asked.counted(question, 'failed'))}`,
  };
  const bad = of === 'services' ? ['failed', 'rejected'] : ['failed'];
  if (!latency && bad.some((name) => asked.counted(question, name).value > 0))
    return { hops: [hop], next: { ...question, about: 'failed' } };
  if (of === 'services' && asked.isBusy(on, asked.last(question)))
    return { hops: [hop], next: { ...question, about: 'busy' } };
  const fault = of === 'clients' ? null : asked.faultOn(question, slows);
  if (fault) return ended(hop, fault);
  if (of === 'links') return beyond(asked, question, hop);
  const slowest = slowestFrom(asked, question, latency);
  if (slowest) return { hops: [hop], next: slowest };
  return ofItself(asked, question, hop, latency);
}

/** No call of it has taken that long. */
function ofItself(asked: Asked, question: Question, hop: Hop, latency: Measured | null): Answer {
  const { of, on, atMs } = question;
  // What is lost on the way takes no time that anybody has measured.
  const awaited = latency && of === 'services' ? awaitedBy(asked, question) : true;
  const lost = awaited ? asked.faultBelow(on, atMs, loses) : null;
  if (lost) return ended(hop, lost);
  if (!latency) {
    const most = asked.mostAwaited(question);
    return { hops: [hop], next: most ? callOver(asked, most.link.id, atMs) : null };
  }
  const waits = (asked.seen.topology.stacks.get(on)?.length ?? 0) > 0;
  if (of === 'services')
    hop.text += `; none of its calls takes that long: it is its own work${
      waits ? ', or it waits in its own patterns' : ''
    }`;
  return ended(hop, asked.editOn(question, EDITS.time));
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

/** Behind a link: attempts one after the other, its own patterns, or who answers. */
function beyond(asked: Asked, question: Question, hop: Hop): Answer {
  if (isCallees(asked, question)) return { hops: [hop], next: calleeOf(asked, question) };
  if (asked.triesAgain(question.on, question.atMs))
    return { hops: [hop], next: { ...question, about: 'attempts' } };
  const callee = calleeOf(asked, question);
  const its = latencyOf(asked, callee);
  // Answers that are held back are late for whoever waits.
  const late = asked.faultOn(callee, slows);
  if (late) return ended(hop, late);
  if (hop.evidence.length === 0 || !its) return { hops: [hop], next: callee };
  hop.text += `; p99 of ${callee.on} is only ${time(its.value)}: the rest is on the way there`;
  hop.evidence.push(its);
  return { hops: [hop], next: { ...question, about: 'load' } };
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
  const isOwn = asked.faultOn(question, slows) !== null || !isCallees(asked, question);
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
  const own = asked.faultOn(question, takes);
  const awaited = own ? null : awaitedBy(asked, question);
  if (awaited) {
    const { link, value } = awaited;
    hop.text += `; ${counted(value, 'call')} to ${link.to} ${value === 1 ? 'is' : 'are'} under way`;
    hop.evidence.push({ path: `links.${link.id}.inFlight`, atMs: seen.msOf(last), value });
    return { hops: [hop], next: callOver(asked, link.id, atMs) };
  }
  if (own) return ended(hop, own);
  const load: Question = { of: 'services', on, about: 'load', atMs };
  const since = asked.isBusy(on, last) ? jammedSince(asked, on, last) : last;
  // What keeps it busy is what comes now, or whatever it was when it began.
  if (since === last || asked.isMultiplied(on, atMs)) return { hops: [hop], next: load };
  const sinceMs = seen.msOf(since);
  hop.text += `; so it has been since ${instant(sinceMs)}`;
  hop.sinceMs = sinceMs;
  const began = asked.faultOn({ on, atMs: sinceMs }, takes);
  if (began) return ended(hop, began);
  return { hops: [hop], next: { ...load, atMs: Math.min(atMs, sinceMs + SOON_MS) } };
}

/** What its threads do at the end of an interval. */
function engaged({ seen }: Asked, on: string, interval: number): Pick<Hop, 'text' | 'evidence'> {
  const { all, busy } = seen.threads(interval, on);
  const piece = (name: string, value: number): Evidence => ({
    ...{ path: `services.${on}.threads.${name}`, atMs: seen.msOf(interval), value },
  });
  const evidence = [piece('busy', busy), piece('all', all)];
  if (all === 0) return { text: 'none of its replicas is up', evidence };
  if (all === 1) return { text: `its only thread is ${busy === 1 ? 'busy' : 'free'}`, evidence };
  const some = busy < all ? ofAll(busy, all, 'threads') : `all ${count(all)} threads`;
  return { text: `${some} ${busy <= 1 ? 'is' : 'are'} busy`, evidence };
}

/** The call with most under way, if that is most of what keeps threads busy. */
function awaitedBy(asked: Asked, place: Pick<Question, 'on' | 'atMs'>) {
  const { busy } = asked.seen.threads(asked.last(place), place.on);
  const most = asked.mostAwaited(place);
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
  let [since, jammed] = [last, 0];
  for (let i = last; i >= 0 && since - i <= lull; i--)
    if (isJammed(i)) {
      since = i;
      jammed++;
    }
  // A queue that comes and goes is no jam.
  return jammed >= MOSTLY * (last - since + 1) ? since : last;
}

/** Work that goes on though its caller has left. */
export function abandonedAt(asked: Asked, { on, atMs }: Question): Answer {
  const { seen } = asked;
  const last = asked.last({ atMs });
  const { busy, abandoned } = seen.threads(last, on);
  const piece = (name: 'busy' | 'abandoned', value: number): Evidence => ({
    ...{ path: `services.${on}.threads.${name}`, atMs: seen.msOf(last), value },
  });
  const left = asked.counted({ of: 'services', on, atMs }, 'abandoned');
  const hop: Hop = {
    ...{ of: 'services', on, atMs },
    text:
      abandoned > 0
        ? `${ofAll(abandoned, busy, 'busy threads')} ${abandoned === 1 ? 'works' : 'work'}` +
          ' for callers who left: it takes too long'
        : left.value > 0
          ? `callers abandoned ${counted(left.value, 'request')} ${within(left)}`
          : 'no thread works for a caller who left',
    evidence: [piece('busy', busy), piece('abandoned', abandoned), left],
  };
  const isWasted = abandoned > 0 || left.value > 0;
  return { hops: [hop], next: isWasted ? { of: 'services', on, about: 'slow', atMs } : null };
}
