/**
 * The story of a run: the moments that mattered, in order, each with its cause and with the numbers
 * that it rests on. Rules find what was set to happen and what followed; nothing is written for one
 * scenario.
 */
import { aftermathOf, lastingIn } from './aftermath.ts';
import { causesOf } from './causes.ts';
import { type Chain, chainsOf } from './chains.ts';
import { clientSymptoms } from './clients.ts';
import { changesOf } from './edits.ts';
import { headlineOf } from './headline.ts';
import { decisionsOn, linkSymptoms } from './links.ts';
import { type Evidence, type Recording, Seen } from './seen.ts';
import { serviceSymptoms } from './services.ts';
import { type Happening, type Kind, KINDS } from './symptom.ts';
import { triggersOf } from './triggers.ts';
import { count } from './words.ts';

/** Kinds of the format, and `failure`: what clients and services fail, or are slow to answer. */
export type StepKind =
  'load' | 'fault' | 'edit' | 'queue' | 'breaker' | 'retry' | 'failure' | 'collapse' | 'recovery';

const STEP_KINDS: Readonly<Record<Kind, StepKind>> = {
  fault: 'fault',
  edit: 'edit',
  stage: 'load',
  load: 'load',
  busy: 'queue',
  full: 'queue',
  hang: 'failure',
  slow: 'failure',
  gate: 'queue',
  error: 'failure',
  retry: 'retry',
  decision: 'breaker',
  degraded: 'failure',
  failing: 'failure',
};

export interface Step {
  atMs: number;
  kind: StepKind;
  /** Id of the client, service or link. */
  on: string;
  /** A sentence about it, without it as its subject. */
  text: string;
  evidence: Evidence[];
  /** Number of the chain of causes that it belongs to, from 0. */
  chain: number;
  /** The step that it follows from; null: none. */
  because: number | null;
}

export interface Story {
  steps: Step[];
  /** All that is so at an instant in one sentence; '': nothing to speak of. */
  headline(atMs: number): string;
}

export function storyOf(recording: Recording): Story {
  const { store, spec } = recording;
  const triggers = triggersOf(spec, store.count * store.layout.intervalMs);
  const seen = new Seen(recording, triggers);
  const symptoms = symptomsOf(seen);
  const causes = causesOf(seen, [...triggers, ...symptoms]);
  const chains = chainsOf(triggers, notable(symptoms, triggers, causes), causes);
  const told = toldIn(seen, triggers, chains, causes);
  const known = { seen, chains, causes, lasting: lastingIn(seen, chains) };
  return { steps: numbered(told, causes), headline: (atMs) => headlineOf(known, atMs) };
}

function symptomsOf(seen: Seen): Happening[] {
  const { clients, services } = seen.spec;
  const { links, stacks } = seen.topology;
  return [
    ...Object.keys(services).flatMap((id) => serviceSymptoms(seen, id)),
    ...[...stacks].flatMap(([on, layers]) => decisionsOn(seen, { of: 'services', on }, layers)),
    ...links.flatMap((link) => linkSymptoms(seen, link)),
    ...Object.keys(clients).flatMap((id) => clientSymptoms(seen, id)),
  ].sort((a, b) => a.fromMs - b.fromMs || rankOf(a) - rankOf(b));
}

const rankOf = ({ kind }: Happening): number => KINDS.indexOf(kind);

/** What is worth a word by itself; the rest is if it leads to that. */
const LOUD: readonly Kind[] = ['failing', 'hang', 'degraded', 'decision', 'retry', 'error'];
/** More load for less than this, which leads to nothing, is not. */
const LOAD_MS = 10_000;
/** What nothing was set to bring about and is over so soon is chance. */
const CHANCE_MS = 2000;

function notable(
  symptoms: readonly Happening[],
  triggers: readonly Happening[],
  causes: ReadonlyMap<Happening, Happening>,
): Happening[] {
  const leading = new Set<Happening>();
  for (const one of symptoms)
    if (LOUD.includes(one.kind))
      for (let at: Happening | undefined = one; at; at = causes.get(at)) leading.add(at);
  const rootOf = (one: Happening): Happening => {
    const cause = causes.get(one);
    return cause ? rootOf(cause) : one;
  };
  return symptoms.filter((one) => {
    const isSet = triggers.includes(rootOf(one));
    const lastsMs = one.toMs - one.fromMs;
    if (leading.has(one)) return isSet || lastsMs >= CHANCE_MS;
    return isSet && (one.kind !== 'load' || lastsMs >= LOAD_MS);
  });
}

interface Told extends Omit<Step, 'because'> {
  of: Happening | null;
}

/** A trigger is told with what follows from it; an edit, which somebody has made, in any case. */
function toldIn(
  seen: Seen,
  triggers: readonly Happening[],
  chains: readonly Chain[],
  causes: Map<Happening, Happening>,
): Told[] {
  const told: Told[] = [];
  /** What is not told again, by what stands for it. */
  const again = new Map<Happening, Happening>();
  const tell = (of: Happening, chain: number): void => {
    const { fromMs: atMs, kind, on, text, evidence } = of;
    told.push({ atMs, kind: STEP_KINDS[kind], on, text, evidence, chain, of });
  };
  chains.forEach((chain, index) => {
    if (chain.trigger) tell(chain.trigger, index);
    // What clients feel is told each time, the rest of a chain once.
    const known = new Map<string, Happening>();
    for (const one of chain.symptoms) {
      const key = `${one.kind} ${one.of} ${one.on}`;
      const first = known.get(key);
      if (one.of === 'clients' || !first) tell(one, index);
      else again.set(one, first);
      if (!first) known.set(key, one);
    }
    for (const after of aftermathOf(seen, chain, { chains, triggers }))
      told.push({ ...after, chain: index, of: null });
  });
  for (const [trigger, chain] of carriedOn(seen, triggers, chains)) tell(trigger, chain);
  let number = chains.length;
  for (const edit of triggers.filter(({ kind }) => kind === 'edit')) {
    if (!chains.some(({ trigger }) => trigger === edit)) tell(edit, number++);
    const step = told.find(({ of }) => of === edit)!;
    const change = changesOf(seen, edit, triggers);
    step.text += change.text;
    step.evidence = [...step.evidence, ...change.evidence];
  }
  told.push(...duplicatesIn(seen, number));
  for (const [one, cause] of causes) {
    const first = again.get(cause);
    if (first && one !== first) causes.set(one, first);
  }
  const depth = ({ of }: Told): number => (of ? depthOf(of, causes) : Infinity);
  return told.sort((a, b) => a.atMs - b.atMs || depth(a) - depth(b));
}

/** Faults that keep up what another one, which has ended by then, has begun. */
function carriedOn(
  seen: Seen,
  triggers: readonly Happening[],
  chains: readonly Chain[],
): [Happening, number][] {
  const known = new Set(chains.map(({ trigger }) => trigger));
  return triggers.flatMap((one): [Happening, number][] => {
    if (one.kind !== 'fault' || known.has(one)) return [];
    const chain = chains.findIndex(
      ({ trigger, symptoms }) =>
        trigger?.kind === 'fault' &&
        trigger.toMs > one.fromMs &&
        trigger.toMs < one.toMs &&
        seen.areConnected(trigger.on, one.on) &&
        symptoms.some(({ of, toMs }) => of === 'clients' && toMs > trigger.toMs + CHANCE_MS),
    );
    return chain < 0 ? [] : [[one, chain]];
  });
}

/** What was done more than once, known at the end. */
function duplicatesIn({ result, endMs }: Seen, chain: number): Told[] {
  return Object.entries(result?.services ?? {}).flatMap(([on, { effects = 0, duplicates = 0 }]) => {
    if (duplicates === 0) return [];
    const evidence = [
      { path: `services.${on}.duplicates`, atMs: endMs, value: duplicates },
      { path: `services.${on}.effects`, atMs: endMs, value: effects },
    ];
    const text = `in all, ${count(duplicates)} of ${count(effects)} writes were done again`;
    return [{ atMs: endMs, kind: 'retry' as const, on, text, evidence, chain, of: null }];
  });
}

const depthOf = (one: Happening, causes: ReadonlyMap<Happening, Happening>): number => {
  const cause = causes.get(one);
  return cause ? 1 + depthOf(cause, causes) : 0;
};

function numbered(told: readonly Told[], causes: ReadonlyMap<Happening, Happening>): Step[] {
  const places = new Map(told.flatMap(({ of }, i) => (of ? [[of, i] as const] : [])));
  return told.map(({ of, atMs, kind, on, text, evidence, chain }) => {
    const cause = of && causes.get(of);
    const because = (cause && places.get(cause)) ?? null;
    return { atMs, kind, on, text, evidence, chain, because };
  });
}
