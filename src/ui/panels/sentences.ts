/** What is failing right now, said in plain sentences whose every word comes from the intervals. */
import type { Entities, IntervalPlace, Spec } from '../../engine/index.ts';
import { faultTables } from '../../engine/tables.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { instant, percent, rate, short, whole, words, write } from '../kit/format.ts';
import { HANG, isHanging } from '../timeline/endings.ts';
import { Sight } from '../stage/sight.ts';
import { type Reason, reasonsOf } from './figures.ts';

export interface Sentence {
  id: string;
  kind: 'client' | 'service' | 'link';
  text: string;
  bad: boolean;
}

/** Fewer failures than this are noise, as a share. */
const QUIET = 0.001;
/** Calls between services are named when more than this share of them fails. */
const LOUD = 0.05;
const LINKS_MAX = 2;
/** Sentences about clients, and about services. */
const SAID_MAX = 4;
const BUSY = 0.98;

const CALLS = ['offered', 'succeeded', 'degraded', 'failed'] as const;
type Four = [number, number, number, number];

/** Clients first, then the services that are the likely cause. */
export function sentencesOf(store: IntervalStore, interval: number): Sentence[] {
  if (interval < 0) return [];
  const { layout } = store;
  const at = <E extends Entities>(of: E, place: IntervalPlace) =>
    new Sight(store, interval, of, [place]);
  const atMs = interval * layout.intervalMs;
  return [
    ...worst(layout.clients.map((place) => ofClient(at('clients', place), place.id, atMs))),
    ...links(store, interval),
    ...worst(layout.services.flatMap((place) => ofService(at('services', place), place.id))),
  ];
}

/** What is bad first, and no more than can be read at a glance. */
const worst = (all: readonly Sentence[]): Sentence[] =>
  all.toSorted((a, b) => Number(b.bad) - Number(a.bad)).slice(0, SAID_MAX);

const most = ([first]: Reason[]): string => (first === undefined ? '' : `, mostly “${first.name}”`);

function ofClient(sight: Sight<'clients'>, id: string, atMs: number): Sentence {
  const [offered, succeeded, degraded, failed] = CALLS.map(sight.see) as Four;
  const good = succeeded + degraded;
  const base = { id, kind: 'client' as const };
  if (failed > QUIET * (good + failed)) {
    const share = percent(failed / (good + failed));
    return { ...base, text: `${share} of calls fail${most(reasonsOf(sight))}.`, bad: true };
  }
  if (offered === 0 && good === 0) return { ...base, text: 'no traffic.', bad: false };
  // What hangs is going to fail.
  if (isHanging(atMs, offered, good)) {
    const text = `${HANG}: ${rate(offered)} offered, ${rate(good)} completed.`;
    return { ...base, text, bad: true };
  }
  const how = degraded > 0 ? `are answered, ${percent(degraded / good)} degraded` : 'succeed';
  return { ...base, text: `no failures; ${short(good)} calls/s ${how}.`, bad: false };
}

/** Further down: the calls between services that fail most. */
function links(store: IntervalStore, interval: number): Sentence[] {
  const { layout } = store;
  const inner = layout.links.filter(({ id }) =>
    layout.clients.every((client) => !id.startsWith(`${client.id}->`)),
  );
  return inner
    .map((place) => ({
      id: place.id,
      reasons: reasonsOf(new Sight(store, interval, 'links', [place])),
    }))
    .map((one) => ({ ...one, share: one.reasons.reduce((sum, { share }) => sum + share, 0) }))
    .filter(({ share }) => share > LOUD)
    .sort((a, b) => b.share - a.share)
    .slice(0, LINKS_MAX)
    .map(({ id, reasons, share }) => {
      const text = `${percent(share)} of calls fail${most(reasons)}.`;
      return { id, kind: 'link' as const, text, bad: true };
    });
}

function ofService({ see }: Sight<'services'>, id: string): Sentence[] {
  if (!(see('utilization') >= BUSY)) return [];
  const [queue, abandoned] = [see('queued'), see('abandoned')];
  const waiting = queue >= 1 ? `, ${whole(queue)} requests queued` : '';
  const gone = abandoned >= 1 ? `, ${rate(abandoned)} abandoned by callers` : '';
  const text = `all threads busy${waiting}${gone}.`;
  return [{ id, kind: 'service', text, bad: true }];
}

export interface Disturbance {
  on: string;
  /** `slow ×200 from 60.0 s to 120.0 s` */
  text: string;
}

/** The faults that are on at an instant. */
export function faultsAt(spec: Spec, atMs: number): Disturbance[] {
  return spec.faults.flatMap((fault) => {
    const { at, for: length, on, disabled } = fault;
    const table = [...faultTables.values()].find(({ name }) => Object.hasOwn(fault, name));
    if (!table || disabled || atMs < at || (length !== null && atMs >= at + length)) return [];
    const { kind } = table.amount;
    const value = fault[table.name];
    const amount =
      typeof value === 'number' && (kind === 'ms' || kind === 'share' || kind === 'factor')
        ? ` ${write(kind, value)}`
        : '';
    const until = length === null ? 'to the end' : `to ${instant(at + length)}`;
    return [{ on, text: `${words(table.name)}${amount} from ${instant(at)} ${until}` }];
  });
}
