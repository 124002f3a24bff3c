/** Parameters, help and behavior of `retry.ts`. */
import type { Refusal, Variant } from '../../model/table.ts';

/** Description of a library's retry, beside its class. */
export interface Kind {
  variant: Variant;
  refuse?: (p: Record<string, unknown>) => Refusal | null;
}
