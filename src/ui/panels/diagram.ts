/**
 * Where everything goes in the drawing of a machine: its states one below the other in the order in
 * which they can be reached, arrows between neighbours in the gaps, longer ones in lanes of their
 * own beside them, up on the right, down on the left. What events cause by hand is left out; states
 * that are reached in no other way stand apart at the bottom. All measures are in px.
 */
import type { MachineConfig } from '../../engine/tables.ts';
import { type Edge, edgesOf, reached } from './machine.ts';

export interface Box {
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Reached by hand only. */
  apart: boolean;
}

export interface Line {
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'end';
}

export interface Arrow {
  from: string;
  to: string;
  path: string;
  head: string;
  lines: Line[];
}

export interface Diagram {
  /** Its left edge; the middle of the column of states is 0. */
  x: number;
  width: number;
  height: number;
  boxes: Box[];
  arrows: Arrow[];
}

/** A letter is about so wide, in a label and in a box, and a line so high. */
export const CHAR = 6.5;
const BOX_CHAR = 7;
export const LINE = 13;
const BOX_HEIGHT = 28;
/** From a label to its arrow, from lane to lane, around it all. */
const NEAR = 6;
const LANE = 13;
const EDGE = 3;
const GAP = 24;
/** Room for ` ×2` behind a state's name. */
const COUNT = 3;

const boxWidth = (name: string): number => (name.length + COUNT) * BOX_CHAR + 4;
const widthOf = (lines: readonly string[]): number =>
  Math.max(0, ...lines.map((line) => line.length * CHAR));

/** Words broken into lines of at most so many letters, where they allow it. */
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

/** A place at a state's side where an arrow leaves, with its words, or arrives. */
interface Port {
  edge: Edge;
  lines: string[];
  leaves: boolean;
}

type Side = 'left' | 'right';

class Drawing {
  readonly boxes: Box[] = [];
  readonly arrows: Arrow[] = [];
  /** How far labels reach to either side of the middle, and where the lanes begin. */
  private reach = { left: 0, right: 0 };
  private lanes = { left: 0, right: 0 };
  private y = EDGE;
  private readonly order: string[];
  private readonly edges: readonly Edge[];
  private readonly letters: number;

  constructor(order: string[], edges: readonly Edge[], letters: number) {
    this.order = order;
    this.edges = edges;
    this.letters = letters;
    for (const [i, name] of order.entries()) {
      this.box(name);
      if (i < order.length - 1) this.gap(name, order[i + 1]!);
    }
    this.far();
  }

  get left(): number {
    return this.reach.left + this.lanes.left * LANE + EDGE;
  }

  get right(): number {
    return this.reach.right + this.lanes.right * LANE + EDGE;
  }

  get bottom(): number {
    return this.y;
  }

  private linesOf({ events }: Edge): string[] {
    return wrapped(events, this.letters);
  }

  private span({ from, to }: Edge): number {
    return this.order.indexOf(to) - this.order.indexOf(from);
  }

  /** Arrows to and from further away, and to itself, at one side of a state, from the top. */
  private ports(name: string, side: Side): Port[] {
    const own = this.edges.filter((edge) => {
      const span = this.span(edge);
      const beside = side === 'left' ? span > 1 : span < -1 || span === 0;
      return beside && (edge.from === name || edge.to === name);
    });
    const leaving = own.filter(({ from }) => from === name);
    const coming = own.filter(({ from }) => from !== name);
    const ports = [
      ...leaving.map((edge): Port => ({ edge, lines: this.linesOf(edge), leaves: true })),
      ...coming.map((edge): Port => ({ edge, lines: [], leaves: false })),
    ];
    // What goes up leaves above what comes from below; what goes down, below.
    return side === 'right' ? ports : ports.reverse();
  }

  private box(name: string): void {
    const sides = (['left', 'right'] as const).map((side) => this.ports(name, side));
    const high = sides.map((ports) => ports.reduce((sum, port) => sum + portHeight(port), 0));
    const height = Math.max(BOX_HEIGHT, ...high.map((px) => px + 8));
    const width = Math.max(...this.order.map(boxWidth)) + 12;
    this.boxes.push({ name, x: -width / 2, y: this.y, width, height, apart: false });
    for (const side of ['left', 'right'] as const)
      for (const { lines, edge } of this.ports(name, side)) {
        const loop = edge.from === edge.to ? LANE + NEAR : 0;
        this.extend(side, width / 2 + NEAR + loop + widthOf(lines) + NEAR);
      }
    this.y += height;
  }

  private extend(side: Side, px: number): void {
    this.reach[side] = Math.max(this.reach[side], px);
  }

  /** The arrows between two neighbours: side by side if both ways are possible. */
  private gap(upper: string, lower: string): void {
    const find = (from: string, to: string) =>
      this.edges.find((edge) => edge.from === from && edge.to === to);
    const [down, up] = [find(upper, lower), find(lower, upper)];
    const texts = [down, up].map((edge) => (edge ? this.linesOf(edge) : []));
    const top = this.y;
    const most = Math.max(...texts.map((lines) => lines.length));
    this.y += Math.max(GAP, most * LINE + 14);
    const both = down !== undefined && up !== undefined;
    const at = both ? 7 : 0;
    if (down) this.straight(down, -at, top, this.y, both ? 'left' : 'right', texts[0]!);
    if (up) this.straight(up, at, this.y, top, 'right', texts[1]!);
  }

  private straight(
    { from, to }: Edge,
    x: number,
    y1: number,
    y2: number,
    side: Side,
    texts: readonly string[],
  ): void {
    const sign = side === 'left' ? -1 : 1;
    const first = (y1 + y2) / 2 - ((texts.length - 1) * LINE) / 2 + 4;
    const lines = texts.map((text, i): Line => {
      const anchor = side === 'left' ? 'end' : 'start';
      return { text, x: x + sign * NEAR, y: first + i * LINE, anchor };
    });
    this.extend(side, Math.abs(x) + NEAR + widthOf(texts) + NEAR);
    const head = headAt(x, y2, 0, Math.sign(y2 - y1));
    this.arrows.push({ from, to, path: `M${x} ${y1}V${y2}`, head, lines });
  }

  /** Arrows in lanes of their own, the shorter nearer. */
  private far(): void {
    for (const side of ['left', 'right'] as const) {
      const far = this.edges.filter((edge) =>
        side === 'left' ? this.span(edge) > 1 : this.span(edge) < -1,
      );
      far.sort((a, b) => Math.abs(this.span(a)) - Math.abs(this.span(b)));
      for (const edge of far) this.curve(edge, side, this.reach[side] + this.lanes[side]++ * LANE);
    }
    for (const edge of this.edges) if (edge.from === edge.to) this.loop(edge);
  }

  /** Where a port is: the line, in the middle of a box if it is the only one. */
  private portAt(name: string, side: Side, edge: Edge): { x: number; y: number; lines: string[] } {
    const box = this.boxes.find((one) => one.name === name)!;
    const ports = this.ports(name, side);
    const all = ports.reduce((sum, port) => sum + portHeight(port), 0);
    let y = box.y + (box.height - all) / 2;
    for (const port of ports) {
      y += portHeight(port);
      if (port.edge !== edge) continue;
      const x = (side === 'left' ? -1 : 1) * (box.width / 2);
      return { x, y: y - 4, lines: port.lines };
    }
    return { x: 0, y, lines: [] };
  }

  private labelled(x: number, y: number, side: Side, texts: readonly string[]): Line[] {
    const sign = side === 'left' ? -1 : 1;
    const anchor = side === 'left' ? 'end' : 'start';
    return texts.map((text, i) => {
      return { text, x: x + sign * NEAR, y: y - 4 - (texts.length - 1 - i) * LINE, anchor };
    });
  }

  private curve(edge: Edge, side: Side, lane: number): void {
    const { from, to } = edge;
    const sign = side === 'left' ? -1 : 1;
    const a = this.portAt(from, side, edge);
    const b = this.portAt(to, side, edge);
    const x = sign * lane;
    const turn = Math.sign(b.y - a.y) * 6;
    const path =
      `M${a.x} ${a.y}H${x - sign * 6}Q${x} ${a.y} ${x} ${a.y + turn}` +
      `V${b.y - turn}Q${x} ${b.y} ${x - sign * 6} ${b.y}H${b.x}`;
    const lines = this.labelled(a.x, a.y, side, a.lines);
    this.arrows.push({ from, to, path, head: headAt(b.x, b.y, -sign, 0), lines });
  }

  private loop(edge: Edge): void {
    const { from, to } = edge;
    const { x, y, lines: texts } = this.portAt(from, 'right', edge);
    const top = y - texts.length * LINE;
    const out = x + LANE;
    const path =
      `M${x} ${top}H${out - 5}Q${out} ${top} ${out} ${top + 5}` +
      `V${y - 5}Q${out} ${y} ${out - 5} ${y}H${x}`;
    const lines = this.labelled(out, y, 'right', texts);
    this.arrows.push({ from, to, path, head: headAt(x, y, -1, 0), lines });
  }
}

const portHeight = ({ lines, leaves }: Port): number => (leaves ? lines.length * LINE + 3 : 10);

/** An arrow's head that points in this direction. */
function headAt(x: number, y: number, dx: number, dy: number): string {
  const [bx, by] = [x - dx * 7, y - dy * 7];
  return `${x},${y} ${bx + dy * 4},${by + dx * 4} ${bx - dy * 4},${by - dx * 4}`;
}

/** Letters per line, tried until it is narrow enough. */
const WRAPS: readonly number[] = [24, 18, 12, 9];

/** States that stand apart, from the left, as many in a row as there is room for. */
function inRows(names: readonly string[], left: number, width: number, top: number): Box[] {
  let [x, y] = [left + EDGE, top];
  return names.map((name): Box => {
    const wide = boxWidth(name);
    if (x + wide > left + width - EDGE && x > left + EDGE)
      [x, y] = [left + EDGE, y + BOX_HEIGHT + 6];
    const box = { name, x, y, width: wide, height: BOX_HEIGHT, apart: true };
    x += wide + 5;
    return box;
  });
}

/** @param widthMax what there is; only a machine of many far arrows is wider */
export function diagramOf(machine: MachineConfig, widthMax: number): Diagram {
  const edges = edgesOf(machine);
  const order = reached(machine, edges);
  const tried = WRAPS.map((letters) => new Drawing(order, edges, letters));
  const drawing = tried.find(({ left, right }) => left + right <= widthMax) ?? tried.at(-1)!;
  const { left, right, bottom, arrows, boxes } = drawing;
  const width = Math.max(left + right, widthMax);
  const x = -left - (width - left - right) / 2;
  const apart = Object.keys(machine.states).filter((state) => !order.includes(state));
  const rows = inRows(apart, x, width, bottom + 24);
  const end = rows.at(-1);
  const height = (end ? end.y + end.height : bottom) + EDGE;
  return { x, width, height, boxes: [...boxes, ...rows], arrows };
}
