/** The balancers over one route: one for all who call, or one per replica of a caller. */
import type { Streams } from '../../kernel/streams.ts';
import { State, type Saved } from '../../kernel/state.ts';
import { Balancer } from './balancer.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import type { BalanceSpec, PolicyClass } from './policy.ts';
import type { PolicyName } from '../balance.table.ts';

/** What balancers are made from. */
export interface BalancerKit {
  readonly streams: Streams;
  readonly clock: { readonly now: number };
  readonly policy: (name: PolicyName) => PolicyClass;
}

const PLAIN = 'round-robin';

export class Balancers<E extends Endpoint = Endpoint> extends State {
  static override readonly refs: readonly string[] = ['read'];
  private readonly list: Balancer<E>[] = [];
  /** One serves all. */
  readonly isShared: boolean;
  /** The spec as it is edited; null: the default. */
  private readonly read: () => BalanceSpec | null;
  private readonly endpoints: Endpoints<E>;
  readonly name: string;
  private readonly kit: BalancerKit;
  private policy: PolicyName = PLAIN;

  /**
   * @param name of its streams: `api`, `web->api` for a call's own
   * @param read the spec at present
   */
  constructor(
    name: string,
    endpoints: Endpoints<E>,
    read: () => BalanceSpec | null,
    kit: BalancerKit,
  ) {
    super();
    this.name = name;
    this.endpoints = endpoints;
    this.read = read;
    this.kit = kit;
    this.isShared = isShared(read());
  }

  /** The one for a replica of the caller. */
  at(caller: number): Balancer<E> {
    return this.list[this.isShared ? 0 : caller] ?? this.create(this.isShared ? 0 : caller);
  }

  private create(index: number): Balancer<E> {
    const { name, kit } = this;
    while (this.list.length <= index) {
      const stream = this.isShared ? `${name}.balance` : `${name}.balance#${this.list.length + 1}`;
      const balancer = new Balancer(this.endpoints, kit.streams.get(stream), kit.clock);
      balancer.configure(this.read(), this.fresh());
      this.list.push(balancer);
    }
    return this.list[index]!;
  }

  private fresh() {
    const name = this.read()?.policy ?? PLAIN;
    const Class = this.kit.policy(name);
    this.policy = name;
    return new Class();
  }

  /** Reads the spec again, after an edit. */
  configure(): void {
    const name = this.read()?.policy ?? PLAIN;
    const same = name === this.policy;
    for (const each of this.list) each.configure(this.read(), same ? each.policy : this.fresh());
    this.policy = name;
  }

  /** A replica of the caller has died. */
  forget(caller: number): void {
    if (!this.isShared) this.list[caller]?.reset(this.fresh());
  }

  /** Attempts that they count as under way, in all. */
  underWay(): number {
    return this.list.reduce((sum, { underWay }) => underWay.reduce((a, b) => a + b, sum), 0);
  }

  override revive({ list }: Saved): void {
    const { length } = list as Saved[];
    if (length > 0) this.create(length - 1);
  }
}

/** sticky stays with a replica for each replica of a caller. */
export const isShared = (spec: BalanceSpec | null): boolean =>
  spec === null || (spec.scope === 'shared' && spec.policy !== 'sticky');
