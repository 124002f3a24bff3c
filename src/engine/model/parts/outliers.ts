/**
 * Outlier ejection as Envoy does it (source/common/upstream/outlier_detection_impl.cc): a balancer
 * stops using replicas that fail in a row, or far more often than the others, and takes them back
 * after a time that grows with each ejection.
 */
import type { Stream } from '../../kernel/random.ts';
import { State, type Saved } from '../../kernel/state.ts';
import type { Values } from '../params.ts';
import type { envoy, istio } from '../ejection.table.ts';
import {
  CONNECT_TIMEOUT,
  ERROR,
  OOM,
  QUEUE_FULL,
  QUEUE_TIMEOUT,
  REFUSED,
  RESET,
  SHED,
  TIMEOUT,
  type Outcome,
} from '../outcome.ts';

export type EjectionSpec =
  ({ like: 'envoy' } & Values<typeof envoy>) | ({ like: 'istio' } & Values<typeof istio>);

const NS_PER_MS = 1e6;
const LONGEST_MS = 300_000;
/** Never: no counter comes so far. */
const NEVER = -1;

/** No answer came. */
const LOCAL: readonly Outcome[] = [REFUSED, RESET, OOM, CONNECT_TIMEOUT, TIMEOUT];
/** What a gateway answers with 502, 503 or 504. */
const GATEWAY: readonly Outcome[] = [...LOCAL, QUEUE_FULL, QUEUE_TIMEOUT, SHED];

/** What they need to know of the replicas, and whom they tell. */
export interface Judged {
  /** Those that balancers know as ready. */
  readonly members: number;
  readonly nowNs: number;
  isMember(replica: number): boolean;
  /** A replica is ejected, or taken back. */
  ejected(replica: number, why: string): void;
  returned(replica: number, why: string): void;
}

/** Envoy's parameters, whichever proxy they are given as. */
type Rules = Omit<Values<typeof envoy>, 'maxEjectionTime'> & { maxEjectionTime: number };

/** What Istio does not configure: only failures in a row count, and each of them ejects. */
const ISTIO = {
  enforcingConsecutive5xx: 100,
  enforcingConsecutiveGatewayFailure: 100,
  splitExternalLocalOriginErrors: false,
  consecutiveLocalOriginFailure: NEVER,
  enforcingConsecutiveLocalOriginFailure: 0,
  maxEjectionTimeJitter: 0,
  alwaysEjectOneHost: false,
  successRateMinimumHosts: Infinity,
  successRateRequestVolume: 0,
  successRateStdevFactor: 0,
  enforcingSuccessRate: 0,
  failurePercentageThreshold: 100,
  enforcingFailurePercentage: 0,
  failurePercentageMinimumHosts: Infinity,
  failurePercentageRequestVolume: 0,
};

function rulesOf(spec: EjectionSpec): Rules {
  const longest = Math.max(LONGEST_MS, spec.baseEjectionTime);
  if (spec.like === 'envoy') return { ...spec, maxEjectionTime: spec.maxEjectionTime ?? longest };
  const { consecutive5xxErrors, consecutiveGatewayErrors } = spec;
  const inRow = {
    consecutive5xx: consecutive5xxErrors || NEVER,
    consecutiveGatewayFailure: consecutiveGatewayErrors || NEVER,
  };
  return { ...ISTIO, ...spec, ...inRow, maxEjectionTime: longest };
}

/** One replica, as a balancer judges it. */
class Host extends State {
  /** Failures in a row: of any kind, as a gateway reports them, without an answer. */
  failures = 0;
  gateway = 0;
  local = 0;
  /** Answers in this interval, and the good ones. */
  total = 0;
  good = 0;
  isEjected = false;
  /** Until when, as far as a sweep comes after that; and when it was last taken back; in ns. */
  untilNs = 0.5;
  returnedNs = 0.5;
  /** Ejections that count towards the next one's length. */
  times = 0;

  constructor() {
    super();
    this.untilNs = 0;
    this.returnedNs = -Infinity;
  }
}

export class Outliers extends State {
  static override readonly refs: readonly string[] = ['rules', 'judged', 'chances'];
  private readonly hosts: Host[] = [];
  /** Replicas that are ejected. */
  count = 0;
  private rules!: Rules;
  private readonly judged: Judged;
  private readonly chances: Stream;

  constructor(judged: Judged, chances: Stream) {
    super();
    this.judged = judged;
    this.chances = chances;
  }

  /** Reads the spec, at first and after an edit. */
  configure(spec: EjectionSpec): void {
    this.rules = rulesOf(spec);
  }

  /** Nobody is known any more. */
  forgetAll(): void {
    this.hosts.length = this.count = 0;
  }

  /** Another process has taken a replica's place. */
  forget(replica: number): void {
    if (this.isEjected(replica)) this.count--;
    if (replica < this.hosts.length) this.hosts[replica] = new Host();
  }

  get intervalNs(): number {
    return this.rules.interval * NS_PER_MS;
  }

  isEjected(replica: number): boolean {
    return this.hosts[replica]?.isEjected === true;
  }

  private host(replica: number): Host {
    while (this.hosts.length <= replica) this.hosts.push(new Host());
    return this.hosts[replica]!;
  }

  override revive({ hosts }: Saved): void {
    const { length } = hosts as Saved[];
    if (length > 0) this.host(length - 1);
  }

  /** An attempt was answered, or given up. */
  answered(replica: number, o: Outcome): void {
    const host = this.host(replica);
    const { splitExternalLocalOriginErrors: splits } = this.rules;
    if (splits && LOCAL.includes(o)) {
      const { consecutiveLocalOriginFailure, enforcingConsecutiveLocalOriginFailure } = this.rules;
      if (++host.local !== consecutiveLocalOriginFailure) return;
      host.local = 0;
      const why = `${consecutiveLocalOriginFailure} times in a row no answer`;
      return this.tryEject(replica, enforcingConsecutiveLocalOriginFailure, why);
    }
    host.local = 0;
    host.total++;
    if (o === ERROR || GATEWAY.includes(o)) return this.failed(replica, host, GATEWAY.includes(o));
    host.good++;
    host.failures = host.gateway = 0;
  }

  private failed(replica: number, host: Host, byGateway: boolean): void {
    const { rules } = this;
    host.gateway = byGateway ? host.gateway + 1 : 0;
    if (host.gateway === rules.consecutiveGatewayFailure) {
      host.gateway = 0;
      const why = `${rules.consecutiveGatewayFailure} gateway failures in a row`;
      this.tryEject(replica, rules.enforcingConsecutiveGatewayFailure, why);
    }
    if (++host.failures !== rules.consecutive5xx) return;
    host.failures = 0;
    const why = `${rules.consecutive5xx} failures in a row`;
    this.tryEject(replica, rules.enforcingConsecutive5xx, why);
  }

  private tryEject(replica: number, enforcing: number, why: string): void {
    const { rules, judged } = this;
    const host = this.host(replica);
    if (host.isEjected || !judged.isMember(replica)) return;
    if (enforcing < 100 && this.chances.double() * 100 >= enforcing) return;
    const share = (100 * (this.count + 1)) / judged.members;
    const isFirst = rules.alwaysEjectOneHost && this.count === 0;
    if (share > rules.maxEjectionPercent && !isFirst) return;
    const { baseEjectionTime: base, maxEjectionTime: longest } = rules;
    if (host.times * base < longest + base) host.times++;
    const jitter = rules.maxEjectionTimeJitter;
    const ms =
      Math.min(base * host.times, longest) + (jitter > 0 ? this.chances.double() * jitter : 0);
    host.isEjected = true;
    host.untilNs = judged.nowNs + Math.round(ms * NS_PER_MS);
    this.count++;
    judged.ejected(replica, `${why}; for at least ${ms / 1000} s`);
  }

  /** Takes it back, before its time if a health check passes. */
  takeBack(replica: number, why: string): void {
    const host = this.host(replica);
    if (!host.isEjected) return;
    host.isEjected = false;
    host.failures = host.gateway = host.local = 0;
    host.returnedNs = this.judged.nowNs;
    this.count--;
    this.judged.returned(replica, why);
  }

  /** An interval is over. */
  sweep(): void {
    const { nowNs } = this.judged;
    this.hosts.forEach(({ isEjected, untilNs }, replica) => {
      if (isEjected && nowNs >= untilNs) this.takeBack(replica, 'its time is over');
    });
    this.judgeRates();
    this.judgeShares();
    for (const host of this.hosts) {
      if (host.times > 0 && !host.isEjected && nowNs - host.returnedNs >= this.intervalNs)
        host.times--;
      host.total = host.good = 0;
    }
  }

  /** Replicas with so many answers in this interval, and their shares of good ones in percent. */
  private rated(volume: number): [replica: number, percent: number][] {
    return this.hosts.flatMap(({ total, good, isEjected }, replica) =>
      isEjected || total < Math.max(1, volume) ? [] : [[replica, (100 * good) / total]],
    );
  }

  private judgeRates(): void {
    const { rules } = this;
    const rated = this.rated(rules.successRateRequestVolume);
    if (rated.length < rules.successRateMinimumHosts) return;
    const mean = rated.reduce((sum, [, rate]) => sum + rate, 0) / rated.length;
    const variance =
      rated.reduce((sum, [, rate]) => sum + (rate - mean) * (rate - mean), 0) / rated.length;
    const bar = mean - (rules.successRateStdevFactor / 1000) * Math.sqrt(variance);
    for (const [replica, rate] of rated)
      if (rate < bar) {
        const why = `${rate.toFixed(1)}% answered well, the bar is ${bar.toFixed(1)}%`;
        this.tryEject(replica, rules.enforcingSuccessRate, why);
      }
  }

  private judgeShares(): void {
    const { rules } = this;
    if (rules.enforcingFailurePercentage === 0) return;
    const rated = this.rated(rules.failurePercentageRequestVolume);
    if (rated.length < rules.failurePercentageMinimumHosts) return;
    for (const [replica, rate] of rated)
      if (100 - rate >= rules.failurePercentageThreshold) {
        const why = `${(100 - rate).toFixed(1)}% of its answers were failures`;
        this.tryEject(replica, rules.enforcingFailurePercentage, why);
      }
  }
}
