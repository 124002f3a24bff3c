/**
 * The strip of a layer's states: the state of its instances by height, texture and color. Plain
 * while all are in the initial state.
 */
import type { PatternPlace } from '../../engine/metrics/intervals.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { faded, type Hue } from '../charts/colours.svelte.ts';
import { type Pen, type Texture, textured } from './pen.ts';
import { eachPixel, sum } from './strips.ts';

interface Look {
  hue: Hue;
  texture: Texture;
}

/** By index of the state in its table; the first is the initial state. */
const LOOKS: readonly Look[] = [
  { hue: 'ok', texture: 'solid' },
  { hue: 'failed', texture: 'solid' },
  { hue: 'degraded', texture: 'striped' },
  { hue: 'waiting', texture: 'dotted' },
  { hue: 'hedge', texture: 'checked' },
];
const lookOf = (state: number): Look => LOOKS[Math.min(state, LOOKS.length - 1)]!;

const THIN = 3;

/** A layer's strip: a thin line in the initial state, bars as high as the fraction in another. */
export function paintStates(pen: Pen, store: IntervalStore, { at, states }: PatternPlace): void {
  const { context, height, colours } = pen;
  const runs = new Runs();
  const fills = states.map((_, i) => textured(pen, colours[lookOf(i).hue], lookOf(i).texture));
  eachPixel(pen, store, (x, from, to) => {
    const counts = states.map((_, i) => sum(store, at + i, from, to));
    const all = counts.reduce((a, b) => a + b, 0);
    if (all === 0) return;
    runs.add(x, counts.indexOf(all));
    let y = height;
    for (let i = 1; i < states.length; i++) {
      const high = (counts[i]! / all) * height;
      context.fillStyle = fills[i]!;
      context.fillRect(x, y - high, 1, high);
      y -= high;
    }
    if (counts[0]! === 0) return;
    context.fillStyle = faded(colours.ok, 0.7);
    context.fillRect(x, Math.max(0, y - THIN), 1, THIN);
  });
  context.font = '10px system-ui, sans-serif';
  for (const { state, from, to } of runs.list) {
    const name = states[state];
    const look = lookOf(state);
    if (!name || look.texture !== 'solid') continue;
    if (context.measureText(name).width + 8 > to - from) continue;
    context.fillStyle = state === 0 ? colours['ink-soft'] : colours.paper;
    context.fillText(name, from + 4, height - 5);
  }
}

/** Ranges of pixels in which all instances are in one state. */
class Runs {
  readonly list: { state: number; from: number; to: number }[] = [];

  /** @param state -1: they differ */
  add(x: number, state: number): void {
    const last = this.list.at(-1);
    if (last?.state === state && last.to === x) last.to = x + 1;
    else this.list.push({ state, from: x, to: x + 1 });
  }
}

/** The state of a layer's instances in an interval: `open`, or `open 2/3` if they differ. */
export function stateIn(
  store: IntervalStore,
  interval: number,
  { at, states }: PatternPlace,
): string {
  const counts = states.map((_, i) => store.value(interval, at + i) || 0);
  const all = counts.reduce((a, b) => a + b, 0);
  if (all === 0) return '';
  // The most notable state: not the initial one.
  const other = counts.findIndex((count, i) => i > 0 && count > 0);
  const state = other > 0 ? other : 0;
  return counts[state] === all ? states[state]! : `${states[state]!} ${counts[state]}/${all}`;
}
