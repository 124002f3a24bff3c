/**
 * Identity of a request: user, tenant, priority and whether it carries an idempotency key. All but
 * the user number are packed into one integer, `traits`, which every nested call inherits.
 */
import { avalanche } from '../../kernel/digest.ts';
import { byCodePoint } from '../../kernel/order.ts';
import type { Stream } from '../../kernel/random.ts';
import type { Streams } from '../../kernel/streams.ts';
import type { IdentitiesSpec } from '../../spec.ts';
import type { Frame } from './frame.ts';
import { PRIORITIES, type Priority } from '../priorities.ts';

// Bit layout of `traits`: priority relative to normal, two flags, tenant number from 1.
const NORMAL = PRIORITIES.indexOf('normal');
const PRIORITY = 7;
const KEYED = 8;
const HAS_USER = 16;
const TENANT_SHIFT = 5;

/** Traits of a request whose client declares none. */
export const ANONYMOUS = 0;
/** Traits of a request with a known user: a closed client's users are fixed. */
export const OF_A_USER = ANONYMOUS | HAS_USER;

/**
 * Packs an identity into one number.
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
/** Tenant number among all tenant names, from 1; 0: none. */
export const tenantOf = (f: Frame): number => f.traits >> TENANT_SHIFT;
/** User number, the same across clients; -1: unknown. */
export const userOf = (f: Frame): number => ((f.traits & HAS_USER) === 0 ? -1 : f.user);
/** Whether it carries an idempotency key. */
export const isKeyed = (f: Frame): boolean => (f.traits & KEYED) !== 0;

/** Draws weighted names; the names are in code-point order. */
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

/** Identities of a client's requests. Each trait has its own random stream. */
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

  /** Draws a request's traits. A closed client's request already has its user. */
  draw(f: Frame): void {
    const priority = this.priorities.empty ? NORMAL : this.priorities.draw(this.priorityStream);
    const tenant = this.tenants.empty ? 0 : this.tenants.draw(this.tenantStream);
    if (this.users > 0) f.user = this.userStream.below(this.users) | 0;
    f.traits = this.flags | traitsOf(priority, tenant, { hasUser: f.user >= 0 });
  }
}

/** All tenant names of a scenario, in code-point order. */
export const tenantNames = (clients: Iterable<{ identities: IdentitiesSpec | null }>): string[] => {
  const names = new Set<string>();
  for (const { identities } of clients)
    for (const name of Object.keys(identities?.tenants ?? {})) names.add(name);
  return [...names].sort(byCodePoint);
};

/** A call inherits its parent's identity and is an operation of its own. */
export function sign(call: Frame, parent: Frame, link: number, nth: number): void {
  call.traits = parent.traits;
  call.key = operationKey(parent.key, link, nth);
}

/**
 * The operation key of a request or a nested call, 53 bits. All attempts of a call share it, and a
 * later attempt's nested calls have the same keys again.
 * @param around the key of the enclosing operation; @param what the hash of the client or link
 * @param nth index among equal calls, from 0
 */
export function operationKey(around: number, what: number, nth: number): number {
  const low = avalanche((around | 0) ^ Math.imul(nth + 1, 0x9e3779b1) ^ what);
  const high = avalanche(((around * (1 / 0x100000000)) | 0) ^ Math.imul(low, 0x85ebca6b) ^ what);
  // Never 0, which means none.
  return (high >>> 11) * 0x100000000 + (low >>> 0) + 1;
}
