/** The balancers over one route: one for all who call, or one per replica of a caller. */
import type { Streams } from '../../kernel/streams.ts';
import { State, type Saved } from '../../kernel/state.ts';
import { Balancer } from './balancer.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import type { EjectionSpec } from './outliers.ts';
import type { BalanceSpec, Policy, PolicyClass } from './policy.ts';
import type { PolicyName } from '../balance.table.ts';
import { Sweeper, type Swept } from './sweeper.ts';

/** What balancers are made from. */
export interface BalancersKit {
  readonly streams: Streams;
  readonly clock: { readonly now: number };
  readonly policy: (name: PolicyName) => PolicyClass;
  /** A replica is ejected, or taken back. @param by who ejects it, if not all do */
  ejected(replica: number, why: string): void;
  returned(replica: number, why: string): void;
}

/** What the spec says of a route at present. */
export interface RouteSpec {
  /** Null: round robin. */
  readonly balance: BalanceSpec | null;
  /** Null: nobody is ejected. */
  readonly ejection: EjectionSpec | null;
}

const PLAIN = 'round-robin';

export class Balancers<E extends Endpoint = Endpoint> extends State implements Swept {
  private readonly list: Balancer<E>[] = [];
  /** One serves all. */
  readonly isShared: boolean;
  /** The spec as it is edited. */
  private readonly read: () => RouteSpec;
  readonly endpoints: Endpoints<E>;
  readonly name: string;
  private readonly kit: BalancersKit;
  private policy: PolicyName = PLAIN;
  /** Null: nobody is ejected. */
  readonly sweeper: Sweeper | null;

  /**
   * @param name of its streams: `api`, `web->api` for a call's own
   * @param read the spec at present
   */
  constructor(name: string, endpoints: Endpoints<E>, read: () => RouteSpec, kit: BalancersKit) {
    super();
    this.name = name;
    this.endpoints = endpoints;
    this.read = read;
    this.kit = kit;
    this.isShared = isShared(read().balance);
    this.sweeper = read().ejection ? new Sweeper(this) : null;
  }

  get all(): readonly Balancer<E>[] {
    return this.list;
  }

  /** The one for a replica of the caller. */
  at(caller: number): Balancer<E> {
    return this.list[this.isShared ? 0 : caller] ?? this.create(this.isShared ? 0 : caller);
  }

  private create(index: number): Balancer<E> {
    while (this.list.length <= index) this.list.push(this.made(this.list.length));
    return this.list[index]!;
  }

  private made(index: number): Balancer<E> {
    const { name, kit, isShared: shared } = this;
    const { balance, ejection } = this.read();
    const of = (use: string) =>
      kit.streams.get(shared ? `${name}.${use}` : `${name}.${use}#${index + 1}`);
    const by = shared ? '' : ` (by #${index + 1} of ${name})`;
    const balancer = new Balancer(
      this.endpoints,
      {
        stream: of('balance'),
        chances: of('ejection'),
        clock: kit.clock,
        ejected: (replica, why) => kit.ejected(replica, why + by),
        returned: (replica, why) => kit.returned(replica, why + by),
      },
      ejection !== null,
    );
    balancer.configure(balance, ejection, this.fresh());
    return balancer;
  }

  private get policyName(): PolicyName {
    return this.read().balance?.policy ?? PLAIN;
  }

  private fresh(): Policy {
    this.policy = this.policyName;
    const Class = this.kit.policy(this.policy);
    return new Class();
  }

  /** Reads the spec again, after an edit. */
  configure(): void {
    const { balance, ejection } = this.read();
    const same = this.policyName === this.policy;
    for (const each of this.list)
      each.configure(balance, ejection, same ? each.policy : this.fresh());
    this.policy = this.policyName;
  }

  /** A replica of the caller has died. */
  forget(caller: number): void {
    if (!this.isShared) this.list[caller]?.reset(this.fresh());
  }

  /** Another process has taken the place of a replica. */
  renewed(replica: number): void {
    for (const { outliers } of this.list) outliers?.forget(replica);
  }

  get intervalNs(): number {
    return this.read().ejection!.interval * 1e6;
  }

  sweep(): void {
    for (const { outliers } of this.list) outliers?.sweep();
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
