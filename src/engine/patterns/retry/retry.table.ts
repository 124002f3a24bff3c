/** What `retry.ts` says about itself: parameters, words and what it does to calls. */
import type { Refusal, Variant } from '../../model/table.ts';

/** What a library's retry says about itself, beside its class. */
export interface Kind {
  variant: Variant;
  refuse?: (p: Record<string, unknown>) => Refusal | null;
}
