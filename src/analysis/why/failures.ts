/** Why requests and calls fail: by reason, and who refused them. */
import {
  type Entities,
  OUTCOMES,
  type OutcomeName,
  REASONS,
  type SpecLink,
} from '../../engine/index.ts';
import { instant } from '../clock.ts';
import type { Counted } from '../story/columns.ts';
import type { Evidence } from '../story/seen.ts';
import { count, share } from '../story/words.ts';
import type { Asked, Place, Sum } from './asked.ts';
import { ended, ofAll, triggerHop, troubleOf, within } from './hops.ts';
import { EDITS, hurts, loses, makes, slows } from './kinds.ts';
import type { Answer, Hop, Part, Question } from './question.ts';

/** What ends well and badly. */
const ENDS: Readonly<Record<Entities, { good: string[]; bad: string[]; what: string }>> = {
  clients: { good: ['succeeded', 'degraded'], bad: ['failed'], what: 'requests' },
  links: { good: ['succeeded'], bad: ['failed'], what: 'calls' },
  services: { good: ['completed'], bad: ['failed', 'rejected'], what: 'requests' },
};
/** So many reasons have evidence of their own. */
const REASONS_MAX = 3;

/** Answers that came too late. */
const LATE: readonly OutcomeName[] = ['timeout', 'deadline', 'connect-timeout'];
/** A service refuses for want of threads. */
const FULL: readonly OutcomeName[] = ['queue-full', 'queue-timeout', 'shed'];

/** A hop about failures; where there are any, the reason of most. */
interface Failures {
  hop: Hop;
  reason: OutcomeName | null;
}

export function failedOn(asked: Asked, question: Question): Answer {
  const failures = failuresOf(asked, question);
  if (failures.reason === null) return hidden(asked, question, failures.hop);
  if (question.of === 'links') return onLink(asked, question, failures);
  if (question.of === 'services') return inService(asked, question, failures);
  const worst = worstOf(asked, question);
  const { hop } = failures;
  return worst ? { hops: [hop], next: worst } : { hops: [hop], next: null };
}

/** Nobody fails; fallbacks may hide why somebody would. */
function hidden(asked: Asked, question: Question, hop: Hop): Answer {
  // Nobody has had an answer yet: that takes long.
  const isSilent = hop.evidence.every(({ value }) => value === 0);
  if (isSilent && question.of !== 'links' && asked.mostAwaited(question))
    return { hops: [hop], next: { ...question, about: 'slow' } };
  const degraded = hop.evidence.find(({ path }) => path.endsWith('.degraded'))?.value ?? 0;
  if (degraded === 0) return { hops: [hop], next: null };
  hop.text += `; ${count(Number(degraded))} are degraded`;
  const { hops, next } = behind(asked, question, new Set());
  return { hops: [hop, ...hops], next };
}

/** Behind the fallbacks of a caller: a pattern that turns away, a fault, or a callee in trouble. */
function behind(asked: Asked, { on, atMs }: Place, known: Set<string>): Answer {
  if (known.has(on)) return { hops: [], next: null };
  known.add(on);
  for (const link of asked.linksFrom(on)) {
    const place = { of: 'links', on: link.id, atMs } as const;
    const opened = awayOn(asked, link, atMs);
    if (opened) return afterOpening(asked, link, [opened]);
    const callee = { of: 'services', on: link.to, atMs } as const;
    if (asked.isFailing(callee) || asked.faultOn(callee, slows))
      return { hops: [], next: troubleOf(asked, link.to, atMs) };
    const fault = asked.faultOn(place, hurts);
    if (fault) return { hops: [triggerHop(fault)], next: null };
    const further = behind(asked, callee, known);
    if (further.next || further.hops.length > 0) return further;
  }
  return { hops: [], next: null };
}

/** The decision of a pattern of which instances have not come back from it. */
function awayOn(asked: Asked, { id, layers }: SpecLink, atMs: number): Hop | null {
  const { seen } = asked;
  for (const [layer, { name }] of layers.entries()) {
    const [first] = seen.decisions(id, layer, name);
    if (first && seen.away(id, layer, first.from)(asked.last({ atMs })) > 0)
      return decided(asked, { on: id, layer, name, atMs });
  }
  return null;
}

/** Of what ended in the seconds before. */
function failuresOf(asked: Asked, place: Place): Failures {
  const { of, on, atMs } = place;
  const { good, bad, what } = ENDS[of];
  const counted = (name: string): Sum => asked.counted(place, name);
  const sum = (some: Sum[]): number => some.reduce((total, { value }) => total + value, 0);
  const [fine, failures] = [good.map(counted), bad.map(counted)];
  const [failed, all] = [sum(failures), sum([...fine, ...failures])];
  const parts = partsOf(asked, place);
  const reasons = parts.slice(0, REASONS_MAX).map(({ name }) => counted(`failures.${name}`));
  const span = within(fine[0]!);
  const because = parts[0] ? `, ${parts.length > 1 ? 'most' : 'all'} with ${parts[0].name}` : '';
  const part = failed > 0 ? `, ${share(failed, all)}` : '';
  return {
    hop: {
      ...{ of, on, atMs, evidence: [...fine, ...failures, ...reasons] },
      text:
        all === 0
          ? `none of its ${what} ended ${span}`
          : `${ofAll(failed, all, what)} failed ${span}${part}${because}`,
      ...(parts.length > 0 && { parts }),
    },
    reason: failed > 0 ? (parts[0]?.name ?? null) : null,
  };
}

function partsOf(asked: Asked, place: Place): Part[] {
  const values = REASONS.map((name) => ({
    name,
    value: asked.counted(place, `failures.${name}`).value,
  })).filter(({ value }) => value > 0);
  const all = values.reduce((sum, { value }) => sum + value, 0);
  const order = ({ name }: Part): number => OUTCOMES.indexOf(name);
  return values
    .map((one) => ({ ...one, share: one.value / all }))
    .sort((a, b) => b.value - a.value || order(a) - order(b));
}

/** Of what it calls, whatever failed most: the callee, unless the call itself made it fail. */
function worstOf(asked: Asked, { on, atMs }: Question): Question | null {
  const questions = asked
    .linksFrom(on)
    .map(({ id }): Question => ({ of: 'links', on: id, about: 'failed', atMs }));
  const failed = (question: Question): number => asked.counted(question, 'failed').value;
  const [worst] = questions.sort((a, b) => failed(b) - failed(a));
  if (!worst || failed(worst) === 0) return null;
  const [most] = partsOf(asked, worst);
  const isOwn =
    !most ||
    asked.gateOf(worst.on, most.name) >= 0 ||
    LATE.includes(most.name) ||
    asked.faultOn(worst, makes(most.name));
  return isOwn ? worst : { of: 'services', on: asked.link(worst.on).to, about: 'failed', atMs };
}

function onLink(asked: Asked, question: Question, { hop, reason }: Failures): Answer {
  const { on } = question;
  const link = asked.link(on);
  const fault = asked.faultOn(question, makes(reason!));
  if (fault) return ended(hop, fault);
  const atMs = lastWith(asked, question, reason!);
  const callee = { of: 'services', on: link.to, atMs } as const;
  const layer = asked.gateOf(on, reason!);
  if (layer < 0 && LATE.includes(reason!)) {
    // What is lost further down takes no time that anybody has measured.
    const lost = asked.isBusy(link.to, asked.last(callee))
      ? null
      : asked.faultBelow(link.to, atMs, loses);
    return lost ? ended(hop, lost) : { hops: [hop], next: { ...callee, about: 'slow' } };
  }
  if (layer < 0) return { hops: [hop], next: { ...callee, about: 'failed' } };
  const { name } = link.layers[layer]!;
  const opened = reason === 'circuit-open' ? decided(asked, { on, layer, name, atMs }) : null;
  if (opened) return afterOpening(asked, link, [hop, opened]);
  // What limits a rate has too many; what limits how many are under way, calls that take long.
  if (reason === 'rate-limited') return { hops: [hop], next: { ...question, about: 'load' } };
  return { hops: [hop], next: troubleOf(asked, link.to, atMs) };
}

/** The last instant of the seconds before at which calls failed so. */
function lastWith(asked: Asked, place: Place, reason: OutcomeName): number {
  const { from, to } = asked.window(place);
  const column = asked.seen.column(place.of, place.on, `failures.${reason}` as Counted<Entities>);
  for (let i = to - 1; i >= from; i--) if (column[i]! > 0) return asked.seen.msOf(i);
  return place.atMs;
}

/** What a pattern has seen before it began to turn away. */
function afterOpening(asked: Asked, { id, to }: SpecLink, hops: Hop[]): Answer {
  const { atMs } = hops.at(-1)!;
  const fault = asked.faultOn({ on: id, atMs }, hurts);
  return fault
    ? { hops: [...hops, triggerHop(fault)], next: null }
    : { hops, next: troubleOf(asked, to, atMs) };
}

interface Gate {
  on: string;
  layer: number;
  name: string;
  atMs: number;
}

/** What a pattern decided last before this instant, while it turns away. */
function decided(asked: Asked, { on, layer, name, atMs }: Gate): Hop | null {
  const own = asked.seen.decisions(on, layer, name);
  const last = own.findLast(
    (one) => one.atMs <= atMs + asked.seen.intervalMs && one.to === own[0]!.to,
  );
  if (!last) return null;
  const piece = (key: 'to' | 'why'): Evidence => ({
    ...{ path: `transitions[${last.index}].${key}`, atMs: last.atMs, value: last[key] },
  });
  const what = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return {
    ...{ of: 'links', on, atMs: last.atMs, evidence: [piece('to'), piece('why')] },
    text: `its ${what} has been ${last.to} since ${instant(last.atMs)}: ${last.why}`,
  };
}

function inService(asked: Asked, question: Question, { hop, reason }: Failures): Answer {
  const { on, atMs } = question;
  if (FULL.includes(reason!))
    return { hops: [hop], next: { of: 'services', on, about: 'busy', atMs } };
  if (asked.gateOf(on, reason!) >= 0) return { hops: [hop], next: { ...question, about: 'load' } };
  const fault = asked.faultOn(question, makes(reason!));
  if (fault) return ended(hop, fault);
  const worst = worstOf(asked, question);
  if (worst) return { hops: [hop], next: worst };
  if (reason === 'error') hop.text += '; no call of it failed: it errs by itself';
  return ended(hop, asked.editOn(question, EDITS.failures));
}
