/** What is failing right now, said in plain sentences whose every word comes from the frames. */
import type { Spec } from '../../engine/index.ts';
import { faultTables } from '../../engine/tables.ts';
import type { FrameStore } from '../../worker/client.ts';
import { instant, percent, short, whole, words, write } from '../kit/format.ts';
import { clientEnds, Glance, outcomesAt, serviceLoad } from './figures.ts';

export interface Sentence {
  id: string;
  kind: 'client' | 'service';
  text: string;
  bad: boolean;
}

/** Fewer failures than this are noise, as a share. */
const QUIET = 0.001;
const BUSY = 0.98;

/** Clients first, then the services that are the likely cause. */
export function sentencesOf(store: FrameStore, frame: number): Sentence[] {
  if (frame < 0) return [];
  const glance = new Glance(store, frame);
  const { clients, services } = store.layout;
  const said = clients.map((place): Sentence => {
    const { succeeded, degraded, failedShare } = clientEnds(glance, place);
    const base = { id: place.id, kind: 'client' as const };
    if (failedShare > QUIET) {
      const [most] = glance.reasons(outcomesAt.client(place));
      const why = most === undefined ? '' : `, most with ${most.name}`;
      return { ...base, text: `${percent(failedShare)} of calls fail${why}.`, bad: true };
    }
    const good = succeeded + degraded;
    if (good === 0) return { ...base, text: 'no call has ended in the last second.', bad: true };
    const less = degraded > 0 ? `, ${percent(degraded / good)} of them degraded` : '';
    return { ...base, text: `nothing fails; ${short(good)} calls/s succeed${less}.`, bad: false };
  });
  for (const place of services) {
    const { utilization, queue, abandoned } = serviceLoad(glance, place);
    if (utilization < BUSY) continue;
    const waiting = queue >= 1 ? `, ${whole(queue)} requests wait` : '';
    const gone = abandoned >= 1 ? `, ${short(abandoned)}/s are abandoned by their callers` : '';
    const text = `all threads are busy${waiting}${gone}.`;
    said.push({ id: place.id, kind: 'service', text, bad: true });
  }
  return said;
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
