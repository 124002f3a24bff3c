/**
 * What is happening right now, in plain sentences. Every word comes from the readings that the
 * stage draws, so that both say the same.
 */
import type { IntervalLayout, Spec } from '../../engine/index.ts';
import type { About } from '../../analysis/why/question.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { instant } from '../kit/clock.ts';
import { percent, rate, short, whole } from '../kit/format.ts';
import { depthsOf } from '../stage/calls.ts';
import { faultWords, isOn } from '../stage/faults.ts';
import { HANG } from '../stage/hanging.ts';
import {
  HURT,
  type Level,
  type LinkReading,
  type Reason,
  readClient,
  readLink,
  readService,
  type ClientReading,
  type ServiceReading,
} from '../stage/readings.ts';

export interface Sentence {
  id: string;
  kind: 'client' | 'service' | 'link';
  text: string;
  level: Level;
  /** What there is to ask of it. */
  about: About;
}

/** Calls between services are named when more than this share of them fails. */
const LOUD = 0.05;
const LINKS_MAX = 2;
/** Sentences about clients, and about services. */
const SAID_MAX = 4;

/** From the cause to who feels it: what is called last comes first, clients come last. */
export function sentencesOf(
  store: IntervalStore,
  interval: number,
  calls: readonly Call[],
): Sentence[] {
  if (interval < 0) return [];
  const { layout } = store;
  const clients = layout.clients.map(({ id, ...place }) =>
    ofClient(id, readClient(store, interval, { id, ...place })),
  );
  const services = layout.services
    .map((place) => {
      const tiles = store.tiles(interval, place.id);
      return ofService(place.id, readService(store, interval, [place], [tiles]));
    })
    .filter(({ level }) => level !== 'quiet');
  const depths = depthsWithLinks(layout, calls);
  const said = [...worst(services), ...links(store, interval, services, calls)];
  said.sort((a, b) => (depths.get(b.id) ?? 0) - (depths.get(a.id) ?? 0));
  return [...said, ...worst(clients)];
}

/** A link with its ends. */
type Call = Readonly<Record<'id' | 'from' | 'to', string>>;

/** Links are between their ends. */
function depthsWithLinks({ clients }: IntervalLayout, calls: readonly Call[]): Map<string, number> {
  const depths = depthsOf(clients, calls);
  for (const { id, to } of calls) depths.set(id, (depths.get(to) ?? 0) - 0.5);
  return depths;
}

const RANK: Readonly<Record<Level, number>> = { failing: 0, hurt: 1, quiet: 2 };

/** The worst first, and no more than can be read at a glance. */
const worst = (all: readonly Sentence[]): Sentence[] =>
  all.toSorted((a, b) => RANK[a.level] - RANK[b.level]).slice(0, SAID_MAX);

const most = ([first]: readonly Reason[]): string =>
  first === undefined ? '' : `, mostly “${first.name}”`;

export function ofClient(id: string, reading: ClientReading): Sentence {
  return { id, kind: 'client', text: clientText(reading), level: reading.level, about: 'failed' };
}

function clientText(reading: ClientReading): string {
  const { offered, ended, hangs, failed, degraded, reasons } = reading;
  if (hangs) return `${HANG}: ${rate(offered)} offered, ${rate(ended)} completed.`;
  if (failed >= HURT) return `${percent(failed)} of calls fail${most(reasons)}.`;
  if (!(ended > 0)) return offered > 0 ? 'no call has ended yet.' : 'no traffic.';
  const good = short(ended * (1 - (failed || 0)));
  const how = degraded > 0 ? `are answered, ${percent(degraded)} degraded` : 'succeed';
  if (failed > 0) return `${good} calls/s ${how}, ${percent(failed)} fail.`;
  return `no failures; ${good} calls/s ${how}.`;
}

/** The calls between services that fail most, where the callee has nothing to say of it. */
function links(
  store: IntervalStore,
  interval: number,
  services: readonly Sentence[],
  calls: readonly Call[],
): Sentence[] {
  const { clients, links: all } = store.layout;
  const [callers, told] = [clients, services].map((some) => new Set(some.map(({ id }) => id)));
  const inner = calls.filter(({ from, to }) => !callers!.has(from) && !told!.has(to));
  const ids = new Set(inner.map(({ id }) => id));
  return all
    .filter(({ id }) => ids.has(id))
    .map(({ id, ...place }) => ({ id, ...readLink(store, interval, { id, ...place }) }))
    .filter(({ failed }) => failed > LOUD)
    .sort((a, b) => b.failed - a.failed)
    .slice(0, LINKS_MAX)
    .map((reading) => ofLink(reading.id, reading));
}

export function ofLink(id: string, { failed, reasons, level }: LinkReading): Sentence {
  return {
    id,
    kind: 'link',
    text: `${percent(failed)} of calls fail${most(reasons)}.`,
    level,
    about: 'failed',
  };
}

/** What the card's badge says, and the figures that show it. */
export function ofService(id: string, reading: ServiceReading): Sentence {
  const { failed, note, busy, threads, queue, abandoned, reasons, level } = reading;
  const fails = failed >= HURT ? `${percent(failed)} of requests fail${most(reasons)}` : '';
  const waiting = queue >= 1 ? `, ${whole(queue)} queued` : '';
  const gone = abandoned >= 1 ? `, ${rate(abandoned)} abandoned` : '';
  const state = note === '' && fails === '' ? 'healthy' : note;
  const threadsNow = `${whole(busy)}/${whole(threads)} threads busy${waiting}${gone}`;
  const text = [state && `${state}: ${threadsNow}`, fails].filter((part) => part !== '').join('; ');
  return { id, kind: 'service', text: `${text}.`, level, about: fails ? 'failed' : 'busy' };
}

export interface Disturbance {
  on: string;
  /** `slow ×200 from 1:00 to 2:00` */
  text: string;
}

/** The faults that are on at an instant. */
export function faultsAt(spec: Spec, atMs: number): Disturbance[] {
  return spec.faults.flatMap((fault) => {
    const { at, for: length, on } = fault;
    if (!isOn(fault, atMs)) return [];
    const until = length === null ? 'to the end' : `to ${instant(at + length)}`;
    const replicas = spec.services[on]?.replicas ?? 1;
    return [{ on, text: `${faultWords(fault, replicas)} from ${instant(at)} ${until}` }];
  });
}
