/** How many attempts a call takes: over a link, and multiplied along a chain of links. */
import { greatest } from 'd3';
import { type SpecLink, topologyOf } from '../../engine/tables.ts';
import { arrows, times } from '../kit/format.ts';
import { type Buckets, highest, type Values } from './buckets.ts';
import { longestChain } from './chain.ts';
import type { Chart, Subject } from './chart.ts';
import type { Hue } from './colours.svelte.ts';
import { columnIn, placesOf } from './place.ts';
import type { Curve, Picture } from './picture.ts';

/** Of single links the worst are drawn, where retries make a difference. */
const SHOWN_MAX = 2;
const NOTABLE = 1.05;
const HUES: readonly Hue[] = ['hedge', 'degraded'];

/** Attempts per call over time; nothing while nobody calls. */
type Factor = Pick<Curve, 'values' | 'now' | 'text'>;

/** @param ids of links, taken together */
function factorOf(buckets: Buckets, ids: readonly string[]): Factor {
  const links = buckets.store.layout.links.filter(({ id }) => ids.includes(id));
  const attempts = columnIn(links, 'links', 'attempts');
  const calls = columnIn(links, 'links', 'calls');
  const sent = buckets.rates(attempts);
  return {
    values: buckets.rates(calls).map((rate, i) => (rate ? sent[i]! / rate : null)),
    now: (atMs) => buckets.rateAt(atMs, attempts) / (buckets.rateAt(atMs, calls) || NaN),
    text: times,
  };
}

/** Along a chain each attempt is a request, which makes calls of its own. */
const product = (factors: readonly Factor[]): Factor => ({
  values: factors
    .map(({ values }) => values)
    .reduce<Values>(
      (all, own) => all.map((value, i) => (value === null || !own[i] ? null : value * own[i])),
      factors[0]!.values.map(() => 1),
    ),
  now: (atMs) => factors.reduce((all, { now }) => all * now(atMs), 1),
  text: times,
});

/** The links that are meant, and where the chain begins or ends. */
function linksOf({ buckets, focus }: Subject, links: readonly SpecLink[]) {
  const { of, all, name } = placesOf(buckets.store.layout, focus);
  const ids = new Set(all.map(({ id }) => id));
  const own = links.filter(({ id, from, to }) =>
    ids.has(of === 'links' ? id : of === 'services' ? to : from),
  );
  const up = of !== 'clients';
  const ends = new Set(own.map(({ from, to }) => (up ? to : from)));
  return { own, ends: [...ends], up, name };
}

const asks = (link: Pick<SpecLink, 'id'> | undefined): Pick<Curve, 'asks'> =>
  link ? { asks: { about: 'attempts', on: link.id } } : {};

function pictureOf(subject: Subject): Picture {
  const { buckets, spec, focus } = subject;
  const { links } = topologyOf(spec);
  const { own, ends, up, name } = linksOf(subject, links);
  const single = new Map(links.map(({ id }) => [id, factorOf(buckets, [id])]));
  const peakOf = (id: string): number => highest(single.get(id)?.values ?? []) ?? 1;
  const chains = ends.map((end) => longestChain(links, end, up, peakOf));
  const chain = greatest(chains, (one) => one.length) ?? [];
  const together = factorOf(
    buckets,
    own.map(({ id }) => id),
  );
  const curves: Curve[] = [
    { ...together, ...asks(own[0]), id: 'own', label: 'attempts per call', hue: 'retry', width: 2 },
  ];
  if (chain.length > 1) {
    const factors = chain.map(({ id }) => single.get(id)!);
    const label = `chain to ${chain.at(-1)!.to}`;
    const look = { hue: 'failed', width: 1.75, dash: [8, 3] } as const;
    curves.push({ ...product(factors), ...asks(chain.at(-1)), ...look, label });
  }
  const others = (focus === null ? links : own)
    .filter(({ id }) => own.length > 1 || own[0]?.id !== id)
    .filter(({ id }) => peakOf(id) > NOTABLE)
    .sort((a, b) => peakOf(b.id) - peakOf(a.id));
  others.slice(0, SHOWN_MAX).forEach(({ id }, i) => {
    const look = { hue: HUES[i]!, width: 1.25, dash: i === 0 ? [3, 3] : [1.5, 2.5] };
    curves.push({ ...single.get(id)!, ...asks({ id }), ...look, label: arrows(id) });
  });
  const xs = buckets.seconds();
  const one = { label: 'no retries', hue: 'line-strong', width: 1, silent: true } as const;
  curves.push({ ...one, values: xs.map(() => 1), now: () => 1, text: times });
  return {
    unit: `attempts per call, ${name}`,
    ...{ xs, curves, log: false, least: 2, axis: times, lines: 2, rightAxis: null },
  };
}

export const chart: Chart = {
  id: 'amplification',
  title: 'Amplification',
  help: 'Attempts per call; along a chain, attempts at its end per request at its beginning.',
  choice: null,
  isCompared: (id) => id === 'own',
  pictureOf,
};
