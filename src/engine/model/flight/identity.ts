/**
 * Who sends a request: a user, a tenant, how important it is, and whether it carries an idempotency
 * key. All but the user's number lie in one integer of the frame, `traits`, and go with it to every
 * call that is made for it.
 */
import { avalanche } from '../../kernel/digest.ts';
import { byCodePoint } from '../../kernel/order.ts';
import type { Stream } from '../../kernel/random.ts';
import type { Streams } from '../../kernel/streams.ts';
import type { IdentitiesSpec } from '../../spec.ts';
import type { Frame } from './frame.ts';
import { PRIORITIES, type Priority } from '../priorities.ts';

// The bits of `traits`: how far the priority is from normal, two flags, the tenant's number from 1.
const NORMAL = PRIORITIES.indexOf('normal');
const PRIORITY = 7;
const KEYED = 8;
const HAS_USER = 16;
const TENANT_SHIFT = 5;

/** Of a request whose client declares nothing. */
export const ANONYMOUS = 0;
/** Of one whose user is known: the users of a closed load are who they are. */
export const OF_A_USER = ANONYMOUS | HAS_USER;

/**
 * Who a frame is made for, in one number.
 * @param priority position in PRIORITIES
 * @param tenant its number, from 1; 0: none
 */
export const traitsOf = (
  priority: number,
  tenant: number,
  { hasUser = false, keyed = false }: { hasUser?: boolean; keyed?: boolean } = {},
): number =>
  (tenant << TENANT_SHIFT) | (hasUser ? HAS_USER : 0) | (keyed ? KEYED : 0) | (priority ^ NORMAL);

/** Position in PRIORITIES. */
export const priorityOf = (f: Frame): number => (f.traits & PRIORITY) ^ NORMAL;
/** Number of the tenant among all names of tenants, from 1; 0: it belongs to none. */
export const tenantOf = (f: Frame): number => f.traits >> TENANT_SHIFT;
/** Number of the user, the same whichever client it comes through; -1: nobody is told apart. */
export const userOf = (f: Frame): number => ((f.traits & HAS_USER) === 0 ? -1 : f.user);
/** Does it carry a key by which a second try of the same operation can be told? */
export const isKeyed = (f: Frame): boolean => (f.traits & KEYED) !== 0;

/** Draws from names with weights, in code-point order of the names. */
class Mix {
  private readonly values: number[] = [];
  private readonly sums: number[] = [];

  constructor(weights: Readonly<Record<string, number>>, valueOf: (name: string) => number) {
    let sum = 0;
    for (const name of Object.keys(weights).sort(byCodePoint)) {
      this.values.push(valueOf(name));
      this.sums.push((sum += weights[name]!));
    }
  }

  get empty(): boolean {
    return this.values.length === 0;
  }

  draw(stream: Stream): number {
    const { values, sums } = this;
    const u = stream.double() * sums[sums.length - 1]!;
    let i = 0;
    while (i < values.length - 1 && u >= sums[i]!) i++;
    return values[i]!;
  }
}

/** Whom a client's requests come from; each trait is drawn from a stream of its own. */
export class Identities {
  private users = 0;
  private flags = 0;
  private tenants!: Mix;
  private priorities!: Mix;
  private readonly userStream: Stream;
  private readonly tenantStream: Stream;
  private readonly priorityStream: Stream;
  private readonly tenantNames: readonly string[];

  /** @param tenantNames of the whole scenario, in code-point order */
  constructor(client: string, streams: Streams, tenantNames: readonly string[]) {
    this.userStream = streams.get(`${client}.user`);
    this.tenantStream = streams.get(`${client}.tenant`);
    this.priorityStream = streams.get(`${client}.priority`);
    this.tenantNames = tenantNames;
  }

  configure({ users, tenants, priorities, idempotencyKeys }: IdentitiesSpec): void {
    this.users = users ?? 0;
    this.flags = idempotencyKeys ? KEYED : 0;
    this.tenants = new Mix(tenants, (name) => this.tenantNames.indexOf(name) + 1);
    this.priorities = new Mix(priorities, (name) => PRIORITIES.indexOf(name as Priority));
  }

  /** Gives a request its traits; those of a closed client have their user already. */
  draw(f: Frame): void {
    const priority = this.priorities.empty ? NORMAL : this.priorities.draw(this.priorityStream);
    const tenant = this.tenants.empty ? 0 : this.tenants.draw(this.tenantStream);
    if (this.users > 0) f.user = this.userStream.below(this.users) | 0;
    f.traits = this.flags | traitsOf(priority, tenant, { hasUser: f.user >= 0 });
  }
}

/** All names of tenants in a scenario, in code-point order. */
export const tenantNames = (clients: Iterable<{ identities: IdentitiesSpec | null }>): string[] => {
  const names = new Set<string>();
  for (const { identities } of clients)
    for (const name of Object.keys(identities?.tenants ?? {})) names.add(name);
  return [...names].sort(byCodePoint);
};

/** A call is made for whoever its parent is made for, and is an operation of its own. */
export function sign(call: Frame, parent: Frame, link: number, nth: number): void {
  call.traits = parent.traits;
  call.key = operationKey(parent.key, link, nth);
}

/**
 * The key of an operation: of a request, or of a call made for an operation. All attempts of a call
 * share it, and so do the calls that a second attempt makes again further down. 53 bits.
 * @param around the key of what it is part of; @param what the hash of the client or link
 * @param nth which of several like it, from 0
 */
export function operationKey(around: number, what: number, nth: number): number {
  const low = avalanche((around | 0) ^ Math.imul(nth + 1, 0x9e3779b1) ^ what);
  const high = avalanche(((around * (1 / 0x100000000)) | 0) ^ Math.imul(low, 0x85ebca6b) ^ what);
  // Never 0, which stands for none.
  return (high >>> 11) * 0x100000000 + (low >>> 0) + 1;
}
