/**
 * hashicorp/go-retryablehttp: DefaultRetryPolicy and DefaultBackoff (client.go). The delay is
 * RetryWaitMin × 2^(n - 1), at most RetryWaitMax. Retry-After on a 429 or 503 replaces the delay,
 * whatever its length.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome } from '../../model/outcome.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Retry } from './retry.ts';
import type { Params } from './retryablehttp.table.ts';

export class RetryableHttp extends Retry {
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.RetryMax + 1;
    this.mask = this.localMask = maskOf(p.CheckRetry);
  }

  protected override delay(_w: Port, f: Frame, _o: Outcome, n: number): number {
    const { RetryWaitMin, RetryWaitMax } = this.p;
    const hint = this.hintMs(f);
    return hint >= 0 ? hint : Math.min(RetryWaitMin * pow(2, n - 1), RetryWaitMax);
  }
}
