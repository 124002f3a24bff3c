/** How many calls were made, how many attempts that took, and how they ended, per second. */
import type { FramePlace } from '../../engine/metrics/frames.ts';
import type { Spec } from '../../engine/spec.ts';
import { CLIENT_COLUMNS, LINK_COLUMNS, topologyOf } from '../../engine/tables.ts';
import type { Buckets, Values } from './buckets.ts';
import { type Curve, perSecond, type Picture, short } from './picture.ts';

// Places within a client's and a link's part of a row.
const OFFERED = CLIENT_COLUMNS.indexOf('offered');
const SUCCEEDED = CLIENT_COLUMNS.indexOf('succeeded');
const DEGRADED = CLIENT_COLUMNS.indexOf('degraded');
const FAILED = CLIENT_COLUMNS.indexOf('failed');
const ATTEMPTS = LINK_COLUMNS.indexOf('attempts');

function attemptPlaces(buckets: Buckets, spec: Spec, clients: readonly FramePlace[]): number[] {
  const callers = new Set(clients.map(({ id }) => id));
  const links = topologyOf(spec).links.filter(({ from }) => callers.has(from));
  const ids = new Set(links.map(({ id }) => id));
  return buckets.store.layout.links.filter(({ id }) => ids.has(id)).map(({ at }) => at + ATTEMPTS);
}

const plus = (a: Values, b: Values): Values => a.map((value, i) => (value ?? 0) + (b[i] ?? 0));
const any = (values: Values): boolean => values.some((value) => value !== null && value > 0);

/** @param only a client's id; null: all of them */
export function outcomes(buckets: Buckets, spec: Spec, only: string | null): Picture {
  const clients = buckets.store.layout.clients.filter(({ id }) => only === null || id === only);
  const rates = (column: number): Values => buckets.rates(clients.map(({ at }) => at + column));
  const ok = rates(SUCCEEDED);
  const degraded = rates(DEGRADED);
  const text = perSecond;
  const offered = rates(OFFERED);
  const attempts = buckets.rates(attemptPlaces(buckets, spec, clients));
  /** How many attempts a call takes, where it is more than one. */
  const amplified = (index: number): string => {
    const ratio = (attempts[index] ?? 0) / (offered[index] || Infinity);
    return ratio >= 1.15 ? ` ×${ratio.toFixed(1)}` : '';
  };
  const curves: Curve[] = [
    {
      label: any(degraded) ? 'succeeded' : 'goodput',
      hue: 'ok',
      values: ok,
      text,
      width: 1.5,
      fill: 0.3,
    },
  ];
  if (any(degraded))
    curves.push({
      label: 'degraded',
      hue: 'degraded',
      values: plus(ok, degraded),
      own: degraded,
      onto: 0,
      text,
      width: 1,
      fill: 0.45,
    });
  curves.push(
    { label: 'failed', hue: 'failed', values: rates(FAILED), text, width: 2 },
    { label: 'offered', hue: 'offered', values: offered, text, width: 1.5 },
    {
      label: 'attempts',
      hue: 'retry',
      values: attempts,
      also: amplified,
      text,
      width: 1.5,
      dash: [4, 4],
    },
  );
  return {
    title: 'Calls',
    unit: 'per second',
    xs: buckets.seconds(),
    curves,
    log: false,
    least: 1,
    axis: short,
    rightAxis: null,
  };
}
