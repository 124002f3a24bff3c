/**
 * Layout of a state machine. dagre ranks states from top to bottom and reserves room for arrow
 * labels; arrows leave a state below or above, side by side. Manual events are omitted; states that
 * are reached only manually are at the bottom. All measures are in px.
 */
import { Graph, layout } from '@dagrejs/dagre';
import { curveBumpY, line } from 'd3';
import type { MachineConfig } from '../../engine/tables.ts';
import { type Edge, edgesOf, reached } from './machine.ts';

interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  name: string;
  width: number;
  height: number;
  /** Reached only manually. */
  apart: boolean;
}

/** A line of text: its center and baseline. */
export interface Line extends Point {
  text: string;
}

export interface Arrow {
  from: string;
  to: string;
  path: string;
  head: string;
  lines: Line[];
}

export interface Diagram {
  /** Its left edge. */
  x: number;
  width: number;
  height: number;
  boxes: Box[];
  arrows: Arrow[];
}

/** Width of a letter in a label and in a box, and height of a line. */
export const CHAR = 6.5;
const BOX_CHAR = 7.5;
export const LINE = 13;
const BOX_HEIGHT = 28;
/** Padding of labels, gap between arrows at a state, size of a loop, margin. */
const NEAR = 6;
const PORT = 22;
const LOOP = 14;
const EDGE = 3;
const HEAD = 7;
/** Gap between neighbors, and between a state and the label below it. */
const ASIDE = 12;
const BELOW = 44;
/** Room for ` ×2` after a state's name. */
const COUNT = 3;

const boxWidth = (name: string, char = BOX_CHAR): number => (name.length + COUNT) * char + 8;
const widthOf = (lines: readonly string[]): number =>
  Math.max(0, ...lines.map((words) => words.length * CHAR));

/** Text wrapped at words to a maximum number of letters. */
export function wrapped(texts: readonly string[], letters: number): string[] {
  return texts.flatMap((text, i) => {
    const lines: string[] = [];
    const comma = i < texts.length - 1 ? ',' : '';
    for (const word of `${text}${comma}`.split(' ')) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= letters)
        lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

/** An arrow: its label, the label's center, and its waypoints. */
interface Way extends Point {
  edge: Edge;
  words: string[];
  inner: Point[];
}

interface Laid {
  width: number;
  height: number;
  boxes: Box[];
  ways: Way[];
}

/** @param letters maximum letters per line */
function laid(states: readonly string[], edges: readonly Edge[], letters: number): Laid {
  const g = new Graph();
  g.setGraph({ ranksep: BELOW, nodesep: ASIDE, edgesep: ASIDE, marginx: EDGE, marginy: EDGE });
  for (const name of states) g.setNode(name, { width: boxWidth(name), height: BOX_HEIGHT });
  const words = edges.map(({ events }) => wrapped(events, letters));
  edges.forEach(({ from, to }, i) => {
    const loop = from === to ? LOOP : 0;
    const size = { width: widthOf(words[i]!) + NEAR + loop, height: words[i]!.length * LINE };
    g.setEdge(from, to, { ...size, labelpos: 'c' });
  });
  layout(g);
  const boxes = states.map((name): Box => {
    const { x, y, width, height } = g.node(name) as Box;
    return { name, x: x - width / 2, y: y - height / 2, width, height, apart: false };
  });
  const ways = edges.map((edge, i): Way => {
    const { x, y, points } = g.edge(edge.from, edge.to) as Point & { points: Point[] };
    return { edge, x, y, words: words[i]!, inner: points.slice(1, -1) };
  });
  const { width, height } = g.graph() as { width: number; height: number };
  return { width, height, boxes, ways };
}

const middleOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

/** Positions of arrows at a state, above or below, ordered by their other ends. */
class Ports {
  private readonly laid: Laid;

  constructor(laid: Laid) {
    this.laid = laid;
  }

  private boxOf(name: string): Box {
    return this.laid.boxes.find((box) => box.name === name)!;
  }

  at(way: Way, end: 'from' | 'to'): Point {
    const box = this.boxOf(way.edge[end]);
    const middle = middleOf(box);
    const next = this.next(way, end);
    const below = next.y > middle.y;
    const same = this.laid.ways
      .flatMap((other) => (['from', 'to'] as const).map((its) => ({ other, its })))
      .filter(({ other, its }) => other.edge.from !== other.edge.to && other.edge[its] === box.name)
      .map(({ other, its }) => ({ other, its, next: this.next(other, its) }))
      .filter((one) => one.next.y > middle.y === below)
      .sort((a, b) => a.next.x - b.next.x);
    const place = same.findIndex(({ other, its }) => other === way && its === end);
    const gap = Math.min(PORT, box.width / same.length);
    return {
      x: middle.x + (place - (same.length - 1) / 2) * gap,
      y: below ? box.y + box.height : box.y,
    };
  }

  /** The other end of an arrow. */
  private next({ edge, inner }: Way, end: 'from' | 'to'): Point {
    const other = middleOf(this.boxOf(edge[end === 'from' ? 'to' : 'from']));
    return (end === 'from' ? inner[0] : inner.at(-1)) ?? other;
  }
}

const bent = line<Point>(
  ({ x }) => x,
  ({ y }) => y,
).curve(curveBumpY);

/** Stacked lines of text. */
const linesAt = (words: readonly string[], { x, y }: Point): Line[] =>
  words.map((text, i) => ({ text, x, y: y + (i - (words.length - 1) / 2) * LINE + 4 }));

function arrowOf(way: Way, laid: Laid, ports: Ports): Arrow {
  const { from, to } = way.edge;
  if (from === to)
    return loopOf(
      way,
      laid.boxes.find(({ name }) => name === from)!,
    );
  const [start, end] = [ports.at(way, 'from'), ports.at(way, 'to')];
  const down = end.y > start.y ? 1 : -1;
  // The head is straight.
  const neck = { x: end.x, y: end.y - down * HEAD };
  const path = `${bent([start, ...way.inner, neck])!}V${end.y}`;
  return { from, to, path, head: headAt(end, 0, down), lines: linesAt(way.words, way) };
}

/** A loop at the right side of a state, with its label beside it. */
function loopOf({ edge: { from, to }, words, x }: Way, box: Box): Arrow {
  const { y } = middleOf(box);
  const right = box.x + box.width;
  const left = x - (widthOf(words) + NEAR + LOOP) / 2;
  const path = `M${right} ${y - 6}H${left}Q${left + LOOP} ${y} ${left} ${y + 6}H${right}`;
  const beside = { x: x + LOOP / 2, y };
  return {
    from,
    to,
    path,
    head: headAt({ x: right, y: y + 6 }, -1, 0),
    lines: linesAt(words, beside),
  };
}

/** An arrow's head in this direction. */
function headAt({ x, y }: Point, dx: number, dy: number): string {
  const [bx, by] = [x - dx * HEAD, y - dy * HEAD];
  return `${x},${y} ${bx + dy * 4},${by + dx * 4} ${bx - dy * 4},${by - dx * 4}`;
}

/** Letters per line, reduced until the diagram fits. */
const WRAPS: readonly number[] = [24, 18, 12, 9];

/** Separate states in rows, from the left. */
function inRows(names: readonly string[], left: number, width: number, top: number): Box[] {
  let [x, y] = [left + EDGE, top];
  return names.map((name): Box => {
    const wide = boxWidth(name, CHAR);
    if (x + wide > left + width - EDGE && x > left + EDGE)
      [x, y] = [left + EDGE, y + BOX_HEIGHT + 6];
    const box = { name, x, y, width: wide, height: BOX_HEIGHT, apart: true };
    x += wide + 5;
    return box;
  });
}

/** @param widthMax available width; only a machine with many long arrows exceeds it */
export function diagramOf(machine: MachineConfig, widthMax: number): Diagram {
  const edges = edgesOf(machine);
  const states = reached(machine, edges);
  const tried = WRAPS.map((letters) => laid(states, edges, letters));
  const best = tried.find(({ width }) => width <= widthMax) ?? tried.at(-1)!;
  const ports = new Ports(best);
  const width = Math.max(best.width, widthMax);
  const x = (best.width - width) / 2;
  const apart = Object.keys(machine.states).filter((state) => !states.includes(state));
  const rows = inRows(apart, x, width, best.height + 24);
  const end = rows.at(-1);
  return {
    x,
    width,
    height: end ? end.y + end.height + EDGE : best.height,
    boxes: [...best.boxes, ...rows],
    arrows: best.ways.map((way) => arrowOf(way, best, ports)),
  };
}
