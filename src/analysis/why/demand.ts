/** Why so much comes, and why calls are multiplied. */
import { refusalsOf, type SpecLink } from '../../engine/index.ts';
import { count, multiple, perSec } from '../story/words.ts';
import type { Asked, Sum } from './asked.ts';
import { ended, troubleOf, within } from './hops.ts';
import { EDITS, hurts, loads } from './kinds.ts';
import type { Answer, Hop, Question } from './question.ts';

/** What counts demand. */
const DEMAND = { clients: 'offered', links: 'calls', services: 'arrived' } as const;

export function loadOn(asked: Asked, question: Question): Answer {
  const { of, on, atMs } = question;
  const came = asked.counted(question, DEMAND[of]);
  const rate = perSec(came.value, came.atMs - came.fromMs);
  const span = within(came);
  const much = came.value > 0 ? rate : 'nothing';
  const hop: Hop = { of, on, atMs, text: `received ${much} ${span}`, evidence: [came] };
  if (of === 'links') return overLink(asked, question, hop, rate);
  if (of === 'services') return { hops: [hop], next: mostOf(asked, question, hop) };
  const trigger =
    asked.faultOn(question, loads) ?? asked.stageOn(question) ?? asked.editOn(question, EDITS.load);
  hop.text = `sent ${much} ${span}${trigger ? '' : ', as its load is set'}`;
  return ended(hop, trigger);
}

function overLink(asked: Asked, question: Question, hop: Hop, rate: string): Answer {
  const { on, atMs } = question;
  if (asked.triesAgain(on, atMs)) return attemptsOn(asked, question);
  hop.text = `made ${rate.replace('/', ' calls/')} ${within(asked.counted(question, 'calls'))}`;
  return onwards(asked, question, hop);
}

/** Calls are made for want of another one that failed, or for whoever calls their caller. */
function onwards(asked: Asked, { on, atMs }: Question, hop: Hop): Answer {
  const first = replacedBy(asked, on);
  if (!first) return { hops: [hop], next: callerOf(asked, on, atMs) };
  hop.text += `, as a fallback for ${first.to}`;
  return { hops: [hop], next: troubleOf(asked, first.to, atMs) };
}

function callerOf(asked: Asked, link: string, atMs: number): Question {
  const { from } = asked.link(link);
  const of = Object.hasOwn(asked.seen.spec.clients, from) ? 'clients' : 'services';
  return { of, on: from, about: 'load', atMs };
}

/** The call in whose place a fallback makes this one. */
function replacedBy(asked: Asked, link: string): SpecLink | undefined {
  const { from, path } = asked.link(link);
  const replaced = path.replace(FALLBACK, '');
  return path === replaced ? undefined : asked.linksFrom(from).find((one) => one.path === replaced);
}

/** Whatever a fallback tries in place of a call. */
const FALLBACK = /\.fallback\.try\[\d+\]$/;

/** The link over which most came, apart from what its own patterns turned away. */
function mostOf(asked: Asked, { on, atMs }: Question, hop: Hop): Question | null {
  const over = asked.linksTo(on).map(({ id, layers }) => {
    const place = { of: 'links', on: id, atMs } as const;
    const counted = (name: string): Sum => asked.counted(place, name);
    const turned = [...new Set(layers.flatMap(refusalsOf))].map((reason) =>
      counted(`failures.${reason}`),
    );
    const made = counted('attempts');
    const came = turned.reduce((sum, { value }) => sum - value, made.value);
    return { id, came, evidence: [made, ...turned.filter(({ value }) => value > 0)] };
  });
  const [most, next] = over.sort((a, b) => b.came - a.came);
  if (!most || most.came <= 0) {
    const turned = over.find(({ evidence }) => evidence.length > 1);
    return turned ? { of: 'links', on: turned.id, about: 'failed', atMs } : null;
  }
  if (next && next.came > 0) {
    hop.text += `, most over ${most.id}`;
    hop.evidence.push(...most.evidence);
  }
  const { id } = most;
  return asked.triesAgain(id, atMs) || replacedBy(asked, id)
    ? { of: 'links', on: id, about: 'load', atMs }
    : callerOf(asked, id, atMs);
}

export function attemptsOn(asked: Asked, question: Question): Answer {
  const { on, atMs } = question;
  const [made, calls] = [asked.counted(question, 'attempts'), asked.counted(question, 'calls')];
  const many = count(made.value);
  const times = calls.value > 0 ? `, ${multiple(made.value, calls.value)}` : '';
  const hop: Hop = {
    ...{ of: 'links', on, atMs, evidence: [made, calls] },
    text:
      calls.value + made.value === 0
        ? `nothing was called ${within(made)}`
        : `made ${many} attempts for ${count(calls.value)} calls ${within(made)}${times}`,
  };
  if (!asked.triesAgain(on, atMs)) return onwards(asked, question, hop);
  const trouble = troubleOf(asked, asked.link(on).to, atMs);
  const fault = asked.faultOn(question, hurts);
  return fault && trouble.about !== 'failed' ? ended(hop, fault) : { hops: [hop], next: trouble };
}
