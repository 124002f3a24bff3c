/** Sends the same call again when the answer is late, and takes the first that comes. */
import type { PatternTable } from '../../model/table.ts';
import { grpc } from './grpc.table.ts';
import type { Kind } from './hedge.table.ts';
import { plain } from './plain.table.ts';
import { polly } from './polly.table.ts';

/** By the value of `like`. */
const kinds = { plain, polly, grpc } satisfies Record<string, Kind>;

const kindOf = (like: unknown): Kind => kinds[(like ?? 'plain') as keyof typeof kinds];

export const table: PatternTable = {
  name: 'hedge',
  title: 'Hedge',
  sign: 'fork',
  places: ['link'],
  help: 'Sends the same call again when the answer is late, and takes the first that comes.',
  goodFor: 'A long tail of latency with a cause that a second replica does not share.',
  badFor: 'Overload: late answers are the rule then, and every hedge adds to the load.',
  limits: (p) => ({ afterMs: kindOf(p['like']).afterMs(p) }),
  variants: { plain: plain.variant, polly: polly.variant, grpc: grpc.variant },
};
