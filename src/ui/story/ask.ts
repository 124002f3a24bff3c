/** Asking why a figure is what it is: what there is to ask of each, and from where. */
import type { About } from '../../analysis/why/question.ts';
import { columnAt, type Entities } from '../../engine/signs.ts';
import type { Entity } from '../kit/selection.ts';
import { exists } from '../state/selected.ts';
import type { Session } from '../state/session.svelte.ts';
import { attemptAt } from './pointing.ts';
import { type Looked, worstMs } from './worst.ts';

/** By column, or the label of a figure made of several. */
export const ABOUT: Readonly<Record<Entities, Readonly<Record<string, About>>>> = {
  clients: {
    offered: 'load',
    succeeded: 'failed',
    failed: 'failed',
    goodput: 'failed',
    'failure rate': 'failed',
    degraded: 'failed',
    dropped: 'load',
    p50Ms: 'slow',
    p99Ms: 'slow',
  },
  services: {
    arrived: 'load',
    completed: 'failed',
    failed: 'failed',
    rejected: 'failed',
    'busy threads': 'busy',
    utilization: 'busy',
    queue: 'busy',
    p99Ms: 'slow',
    abandoned: 'abandoned',
  },
  links: {
    calls: 'load',
    attempts: 'attempts',
    amplification: 'attempts',
    succeeded: 'failed',
    failed: 'failed',
    p99Ms: 'slow',
  },
};

/** What is asked, after `why`. */
export const WORDS: Readonly<Record<About, string>> = {
  failed: 'it fails',
  slow: 'it takes so long',
  busy: 'it is so busy',
  load: 'so much comes',
  attempts: 'it makes so many attempts',
  abandoned: 'work is wasted',
};

const OF: Readonly<Record<Entity['kind'], Entities>> = {
  client: 'clients',
  service: 'services',
  link: 'links',
};
export const kindOf = (of: Entities): Entity['kind'] => of.slice(0, -1) as Entity['kind'];

/**
 * Asks why a figure is what it is at the playhead.
 * @param figure as it is shown: `failed 53 %`
 */
export function ask(session: Session, { kind, id }: Entity, about: About, figure: string): void {
  const selection = { kind, id };
  if (session.interval < 0 || !exists(session.spec, selection)) return;
  session.playhead.pause();
  session.selection = selection;
  const atMs = session.playhead.shownMs;
  session.telling.question = { of: OF[kind], on: id, about, atMs, figure, spec: session.spec };
}

/** Asks about a figure of the whole run, at its worst instant; where there is none, now. */
export function askWorst(
  session: Session,
  { kind, id }: Entity,
  figure: string,
  {
    about = 'failed',
    fromMs = session.spec.warmup,
    most,
  }: Partial<Pick<Looked, 'about' | 'most' | 'fromMs'>> = {},
): void {
  const { store } = session.run;
  const atMs = store && worstMs(store, { of: OF[kind], id, about, most, fromMs });
  if (atMs !== null) session.playhead.seek(atMs);
  ask(session, { kind, id }, about, figure);
}

/**
 * Somebody clicks somewhere: what stands there says in `data-why` what there is to ask of it, and a
 * dot on the stage is an attempt.
 * @param follows whether requests of attempts can be followed
 */
export function asked(session: Session, event: MouseEvent, follows: boolean): void {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const figure = target.closest<HTMLElement>('[data-why]');
  const attempt = figure || !follows ? null : attemptAt(event);
  if (!figure && !attempt) return;
  // On the stage of another variant it is about that one.
  const stage = target.closest<HTMLElement>('[data-variant]');
  const index = Number(stage?.dataset['variant'] ?? session.lab.shown);
  if (index !== session.lab.shown) session.show(index);
  // The answer is not seen under what is open over the page.
  session.overlay = figure ? null : 'trace';
  if (figure) return askOf(session, figure);
  session.playhead.pause();
  session.telling.attempt = attempt;
}

/** The pointer says that there is something. */
export function pointed(event: PointerEvent): void {
  const stage = event.target instanceof Element ? event.target.closest('.svelte-flow') : null;
  if (!stage) return;
  stage.classList.toggle('at-a-dot', event.buttons === 0 && attemptAt(event) !== null);
}

/** Of all clients the one of whose requests most fail, else that with the highest p99. */
function worstClient({ run, interval }: Session): string {
  const { store } = run;
  const clients = store?.layout.clients ?? [];
  const column = (at: number, name: 'failed' | 'p99Ms'): number =>
    store?.smoothed(interval, at + columnAt('clients', name)) || 0;
  const [worst] = [...clients].sort(
    (a, b) =>
      column(b.at, 'failed') - column(a.at, 'failed') ||
      column(b.at, 'p99Ms') - column(a.at, 'p99Ms'),
  );
  return worst?.id ?? '';
}

/** Asks of what is selected, else of the client that fares worst, about its worst figure. */
export function askHere(session: Session): void {
  const { selection, spec } = session;
  const isEntity = selection && selection.kind !== 'pattern' && selection.kind !== 'fault';
  if (!isEntity || !exists(spec, selection))
    session.selection = { kind: 'client', id: worstClient(session) };
  session.telling.linked = '';
}

/** A bare number on a card says what it is beside it. */
function wordsOf(figure: HTMLElement): string {
  const label =
    figure.matches('.svelte-flow__node b') && figure.parentElement?.querySelector(':scope > span');
  return [label ? label.textContent : '', figure.textContent].join(' ').trim();
}

function askOf(session: Session, figure: HTMLElement): void {
  const { why, on } = figure.dataset;
  const [, , ...link] =
    figure.closest<HTMLElement>('[data-item]')?.dataset['item']?.split(' ') ?? [];
  const node = figure.closest<HTMLElement>('.svelte-flow__node')?.dataset['id'];
  const id = on === '' ? worstClient(session) : (on ?? node ?? link.join(' '));
  const { clients, services } = session.spec;
  const kind = id in clients ? 'client' : id in services ? 'service' : 'link';
  const fits = Object.values(ABOUT[OF[kind]]).includes(why as About);
  ask(session, { kind, id }, fits ? (why as About) : 'failed', wordsOf(figure));
}
