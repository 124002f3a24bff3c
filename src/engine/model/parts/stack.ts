/**
 * A pattern stack: how it is laid out (once per link or service), and the instance of it that one
 * replica of the caller has. A replica that comes back from a crash gets a new instance.
 */
import { State } from '../../kernel/state.ts';
import type { PatternParams } from '../../spec.ts';
import type { Streams } from '../../kernel/streams.ts';
import type { Agent } from '../agent.ts';
import type { Pattern, PatternClass, Site } from '../pattern.ts';
import type { Callable, Port, Process } from '../port.ts';

export class Stack extends State {
  static override readonly refs: readonly string[] = ['plan', 'enters', 'leaves', 'patterns'];
  readonly patterns: Pattern[];
  /** Those of them that came with it, and are saved with it: a shared one comes once. */
  readonly own: Pattern[];
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

  constructor(
    id: number,
    owner: number,
    plan: StackPlan,
    patterns: Pattern[],
    own: Pattern[] = patterns,
  ) {
    super();
    this.id = id;
    this.owner = owner;
    this.plan = plan;
    this.patterns = patterns;
    this.own = own;
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

/**
 * Who has the state of a pattern: each replica of the caller its own, all of them one, or all
 * stacks in which it stands under a shared name.
 */
export class Common {
  /** The instance that all have; null: none yet, or each replica has its own. */
  pattern: Pattern | null = null;
  /** All places of it, home first. */
  readonly sites: Site[] = [];
  /** The place that gives it its name and its random streams. */
  readonly home: { readonly plan: StackPlan; readonly index: number };

  constructor(plan: StackPlan, index: number) {
    this.home = { plan, index };
  }
}

/** One layer of a stack, the same for all replicas. */
export interface Layer {
  name: string;
  like: string | null;
  /** The parameters; an edit changes them in place. */
  params: PatternParams;
  Class: PatternClass;
  /** Its first slot and timer in a frame; -1: not yet given. */
  slot: number;
  timer: number;
  /** `retry` the first time the name occurs in the stack, then `retry#2`, for random streams. */
  unique: string;
  /** Links of the calls in a fallback's list, by position. */
  links: Map<number, Callable>;
  /** Whoever else has its state. */
  common: Common;
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
    const { common, params } = this.layers[index]!;
    if (common.pattern) return common.pattern;
    const shared = params.scope !== 'replica';
    const { plan, index: layer } = common.home;
    const { name, like, slot, timer, links, unique, Class } = plan.layers[layer]!;
    const { entity } = plan;
    const pattern = new Class({
      entity,
      replica: shared ? -1 : replica,
      runsOn: shared ? null : (this.host?.replicaAt(replica) ?? null),
      layer,
      sites: common.sites,
      name,
      like,
      slot,
      timer,
      stream: (use) => w.streams.get(`${entity}.${unique}.${use}`),
      link: (at) => links.get(at)!,
    });
    w.enlist(pattern.clock);
    pattern.configure(w, params);
    if (shared) common.pattern = pattern;
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
    return Math.max(0, ...this.layers.map(({ slot, Class }) => slot + Class.slots));
  }
  timers(): number {
    return Math.max(0, ...this.layers.map(({ timer, Class }) => timer + Class.timers - 1));
  }
}
