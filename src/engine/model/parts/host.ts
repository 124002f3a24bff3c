/** Whoever runs steps: a client or a service. */
import { hashOf } from '../../kernel/digest.ts';
import type { Stream } from '../../kernel/random.ts';
import { State } from '../../kernel/state.ts';
import type { StackPlan } from './stack.ts';
import type { Step } from './steps.ts';
import type { Process } from '../port.ts';

export abstract class Host extends State {
  static override readonly refs: readonly string[] = ['steps', 'choosers'];
  /** For the digest: entities are named, not numbered. */
  readonly hash: number;
  steps: Step[] = [];
  /** Streams of its one-of steps. */
  readonly choosers: Stream[] = [];
  /** Versions of its named rows. */
  rows = new Float64Array(0);
  /** Does it honor deadlines, and hand them on with its calls? */
  propagates = false;

  readonly id: string;
  /** Position among its kind, by code point of the ids. */
  readonly index: number;

  /** How many replicas or instances it has. */
  abstract get members(): number;

  /** The stack that stands before its own work; null: none can. */
  abstract readonly plan: StackPlan | null;

  /** One of its replicas; null: a client has none. */
  abstract replicaAt(index: number): Process | null;

  constructor(id: string, index: number) {
    super();
    this.id = id;
    this.index = index;
    this.hash = hashOf(id);
  }
}
