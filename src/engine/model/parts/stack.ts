/**
 * A pattern stack: how it is laid out (once per link or service), and the instance of it that one
 * replica of the caller has. A replica that comes back from a crash gets a new instance.
 */
import { State } from '../../kernel/state.ts';
import type { PatternParams } from '../../spec.ts';
import type { Streams } from '../../kernel/streams.ts';
import type { Agent } from '../agent.ts';
import type { Pattern, PatternClass } from '../pattern.ts';
import type { Callable, Port, Process } from '../port.ts';

export class Stack extends State {
  static override readonly refs: readonly string[] = ['plan', 'enters', 'leaves'];
  readonly patterns: Pattern[];
  /**
   * What its patterns do with a call on its way down and up. Functions in a list cost a call site
   * that has met every kind of pattern the same as one that knows a single kind; methods do not.
   */
  readonly enters: Pattern['enter'][];
  readonly leaves: Pattern['leave'][];
  /** The innermost layer; -1 when there is none. */
  readonly last: number;
  /** A bit per layer that is switched off: calls go by as if it were not there. */
  disabled = 0;

  /** Its number among the run's stacks, by which a checkpoint names it. */
  readonly id: number;
  /** Index of the replica or instance that it belongs to. */
  readonly owner: number;
  readonly plan: StackPlan;

  constructor(id: number, owner: number, plan: StackPlan, patterns: Pattern[]) {
    super();
    this.id = id;
    this.owner = owner;
    this.plan = plan;
    this.patterns = patterns;
    this.last = patterns.length - 1;
    this.enters = patterns.map((pattern) => pattern.enter);
    this.leaves = patterns.map((pattern) => pattern.leave);
    this.configure();
  }

  /** Reads anew which layers are switched off. */
  configure(): void {
    this.disabled = 0;
    this.plan.layers.forEach(({ params }, layer) => {
      if (params.disabled) this.disabled |= 1 << layer;
    });
  }
}

/** One layer of a stack, the same for all replicas. */
export interface Layer {
  name: string;
  like: string | null;
  /** The parameters; an edit changes them in place. */
  params: PatternParams;
  Class: PatternClass;
  slot: number;
  timer: number;
  /** `retry` the first time the name occurs in the stack, then `retry#2`, for random streams. */
  unique: string;
  /** Links of the calls in a fallback's list, by position. */
  links: Map<number, Callable>;
  /** The instance that all replicas share, with `scope: link` or `service`. */
  shared: Pattern | null;
}

/** Whose replicas have instances of a stack. */
export interface Owner {
  replicaAt(index: number): Process | null;
}

/** The run, as the stacks in it know it. */
export interface Stacks extends Port {
  readonly streams: Streams;
  /** All instances of all stacks, those of dead replicas included. */
  readonly stacks: readonly Stack[];
  stackOf(plan: StackPlan, caller: number): Stack;
  /** Gives an agent its number. */
  enlist(agent: Agent): void;
}

export class StackPlan {
  readonly layers: Layer[] = [];
  /** The instance of each replica of the caller. */
  readonly stacks: (Stack | undefined)[] = [];
  /** The innermost layer that splits, or -1: what passes below it is an attempt. */
  lastSplit = -1;
  /** Does a timeout watch over what an attempt is doing? */
  watches = false;

  /** Id of the link or service. */
  readonly entity: string;
  /** Whose replicas have it: the caller's, or the service's; null: nobody's. */
  readonly host: Owner | null;

  constructor(entity: string, host: Owner | null) {
    this.entity = entity;
    this.host = host;
  }

  /** A new instance of a layer for a replica of the caller, or the one that all share. */
  instance(w: Stacks, index: number, replica: number): Pattern {
    const layer = this.layers[index]!;
    if (layer.shared) return layer.shared;
    const shared = layer.params.scope !== 'replica';
    const { name, like, slot, timer, links } = layer;
    const pattern = new layer.Class({
      entity: this.entity,
      replica: shared ? -1 : replica,
      runsOn: shared ? null : (this.host?.replicaAt(replica) ?? null),
      layer: index,
      name,
      like,
      slot,
      timer,
      stream: (use) => w.streams.get(`${this.entity}.${layer.unique}.${use}`),
      link: (at) => links.get(at)!,
    });
    w.enlist(pattern.clock);
    pattern.configure(w, layer.params);
    if (shared) layer.shared = pattern;
    return pattern;
  }

  /** Makes sure that so many replicas of the caller have their instances. */
  populate(w: Stacks, count: number): void {
    if (this.depth === 0) return;
    for (let replica = 0; replica < count; replica++) w.stackOf(this, replica);
  }

  /** Takes over parameters, at first and after an edit. */
  configure(w: Stacks): void {
    this.lastSplit = -1;
    this.watches = false;
    this.layers.forEach(({ Class, params }, layer) => {
      if (params.disabled) return;
      if (Class.splits(params)) this.lastSplit = layer;
      if (Class.watches(params)) this.watches = true;
    });
    for (const stack of w.stacks) {
      if (stack.plan !== this) continue;
      stack.patterns.forEach((pattern, layer) => pattern.configure(w, this.layers[layer]!.params));
      stack.configure();
    }
  }

  get depth(): number {
    return this.layers.length;
  }

  /** The slots and timers that a frame needs for this stack. */
  slots(): number {
    return this.layers.reduce((sum, layer) => sum + layer.Class.slots, 0);
  }
  timers(): number {
    return this.layers.reduce((sum, layer) => sum + layer.Class.timers, 0);
  }
}
