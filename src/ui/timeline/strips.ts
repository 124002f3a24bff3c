/**
 * The strips that are drawn from frames: how a client's calls ended, and in which states a layer's
 * instances were. What happened is told by height and texture as well as by colour; quiet where
 * nothing is wrong, grey where nothing has been computed yet.
 */
import type { FramePlace, PatternPlace } from '../../engine/metrics/frames.ts';
import { CLIENT_COLUMNS } from '../../engine/tables.ts';
import type { FrameStore } from '../../worker/client.ts';
import { faded, type Hue } from '../charts/colours.ts';
import { type Pen, type Texture, textured } from './pen.ts';

const OFFERED = CLIENT_COLUMNS.indexOf('offered');
const SUCCEEDED = CLIENT_COLUMNS.indexOf('succeeded');
const DEGRADED = CLIENT_COLUMNS.indexOf('degraded');
const FAILED = CLIENT_COLUMNS.indexOf('failed');

const framesIn = ({ layout }: FrameStore): number =>
  Math.ceil(layout.durationMs / layout.intervalMs);

/** Pixel by pixel: the frames from the first up to, not including, the other. */
function eachPixel(
  { width, height, context, colours }: Pen,
  store: FrameStore,
  draw: (x: number, from: number, to: number) => void,
): void {
  const all = framesIn(store);
  for (let x = 0; x < width; x++) {
    const from = Math.floor((x / width) * all);
    if (from >= store.count) {
      context.fillStyle = colours.line;
      context.fillRect(x, 0, width - x, height);
      return;
    }
    const to = Math.max(from + 1, Math.floor(((x + 1) / width) * all));
    draw(x, from, Math.min(to, store.count));
  }
}

function sum(store: FrameStore, at: number, from: number, to: number): number {
  let total = 0;
  for (let frame = from; frame < to; frame++) total += store.value(frame, at);
  return total;
}

/** Fewer calls than this say little of how things stand; those before them join in, for 1 s. */
const ENOUGH = 10;
const LOOK_BACK_MS = 1000;

function enough(store: FrameStore, at: number, from: number, to: number): number {
  const earliest = Math.max(0, to - Math.ceil(LOOK_BACK_MS / store.layout.intervalMs));
  let offered = sum(store, at + OFFERED, from, to);
  let first = from;
  while (offered < ENOUGH && first > earliest) offered += store.value(--first, at + OFFERED);
  return first;
}

/** A client's strip: failed from below, degraded above it, what went well behind them. */
export function paintClient(pen: Pen, store: FrameStore, { at }: FramePlace): void {
  const { context, height, colours } = pen;
  const fine = faded(colours.ok, 0.3);
  const striped = textured(pen, colours.degraded, 'striped');
  eachPixel(pen, store, (x, first, to) => {
    const from = enough(store, at, first, to);
    const ok = sum(store, at + SUCCEEDED, from, to);
    const degraded = sum(store, at + DEGRADED, from, to);
    const failed = sum(store, at + FAILED, from, to);
    const all = ok + degraded + failed;
    if (all === 0) return;
    context.fillStyle = fine;
    context.fillRect(x, 0, 1, height);
    // A single failure among thousands is seen, too.
    const low = failed === 0 ? 0 : Math.max(2, (failed / all) * height);
    const middle = degraded === 0 ? 0 : Math.max(2, (degraded / all) * height);
    context.fillStyle = striped;
    context.fillRect(x, Math.max(0, height - low - middle), 1, middle);
    context.fillStyle = colours.failed;
    context.fillRect(x, height - low, 1, low);
  });
}

interface Look {
  hue: Hue;
  texture: Texture;
}

/** By a state's place in its table, where the first is the state in which all begins. */
const LOOKS: readonly Look[] = [
  { hue: 'ok', texture: 'solid' },
  { hue: 'failed', texture: 'solid' },
  { hue: 'degraded', texture: 'striped' },
  { hue: 'waiting', texture: 'dotted' },
  { hue: 'hedge', texture: 'checked' },
];
const lookOf = (state: number): Look => LOOKS[Math.min(state, LOOKS.length - 1)]!;

const THIN = 3;

/** A layer's strip: a thin line in its first state, bars as high as the share in another. */
export function paintStates(pen: Pen, store: FrameStore, { at, states }: PatternPlace): void {
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

/** Stretches of pixels in which all instances are in one state. */
class Runs {
  readonly list: { state: number; from: number; to: number }[] = [];

  /** @param state -1: they differ */
  add(x: number, state: number): void {
    const last = this.list.at(-1);
    if (last?.state === state && last.to === x) last.to = x + 1;
    else this.list.push({ state, from: x, to: x + 1 });
  }
}

/** The state of a layer's instances in a frame: `open`, or `open 2/3` where they differ. */
export function stateIn(store: FrameStore, frame: number, { at, states }: PatternPlace): string {
  const counts = states.map((_, i) => store.value(frame, at + i) || 0);
  const all = counts.reduce((a, b) => a + b, 0);
  if (all === 0) return '';
  // The most telling: what is not as in the beginning.
  const other = counts.findIndex((count, i) => i > 0 && count > 0);
  const state = other > 0 ? other : 0;
  return counts[state] === all ? states[state]! : `${states[state]!} ${counts[state]}/${all}`;
}

export interface Endings {
  ok: number;
  degraded: number;
  failed: number;
  all: number;
}

/** How the calls of these clients end at a frame, smoothed as on the stage. */
export function endingsAt(
  store: FrameStore,
  frame: number,
  clients: readonly FramePlace[],
): Endings {
  const total = (column: number): number =>
    clients.reduce((n, { at }) => n + (store.smoothed(frame, at + column) || 0), 0);
  const [ok, degraded, failed] = [total(SUCCEEDED), total(DEGRADED), total(FAILED)];
  return { ok, degraded, failed, all: ok + degraded + failed };
}

/** `96 %` of them were answered, in full or in part; nothing where there were none. */
export function answered({ ok, degraded, all }: Endings): string {
  if (all === 0) return '';
  const percent = ((ok + degraded) / all) * 100;
  return `${percent >= 99.5 && percent < 100 ? '99' : Math.round(percent)} %`;
}

/** `96 % of calls succeed, 40 % degraded`. */
export function successWords(endings: Endings): string {
  const { degraded, all } = endings;
  if (all === 0) return '';
  const part = Math.round((degraded / all) * 100);
  return `${answered(endings)} of calls succeed${part > 0 ? `, ${part} % degraded` : ''}`;
}
