/** Sends the same call again when the answer is late, and takes the first that comes. */
import type { PatternTable, Variant } from '../../model/table.ts';
import { grpc } from './grpc.table.ts';
import { plain } from './plain.table.ts';
import { polly } from './polly.table.ts';
import { type Like, sign } from './sign.ts';

export const table: PatternTable = {
  ...sign,
  places: ['link'],
  help: 'Sends the same call again when the answer is late, and takes the first that comes.',
  goodFor: 'A long tail of latency with a cause that a second replica does not share.',
  badFor: 'Overload: late answers are the rule then, and every hedge adds to the load.',
  variants: { plain, polly, grpc } satisfies Record<Like, Variant>,
};
