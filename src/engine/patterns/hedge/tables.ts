/** Sends the same call again when the answer is late, and uses the first answer. */
import type { PatternTable, Variant } from '../../model/table.ts';
import { grpc } from './grpc.table.ts';
import { plain } from './plain.table.ts';
import { polly } from './polly.table.ts';
import { type Like, sign } from './sign.ts';

export const table: PatternTable = {
  ...sign,
  places: ['link'],
  depth: 2,
  help: 'Sends the same call again when the answer is late, and uses the first answer.',
  goodFor: 'Tail latency whose cause does not affect a second replica.',
  badFor: 'Overload: most answers are late then, and every hedge adds load.',
  variants: { plain, polly, grpc } satisfies Record<Like, Variant>,
};
