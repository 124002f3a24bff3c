/** Adjusts the concurrency limit from measured latency, and rejects calls over it. */
import type { PatternTable } from '../../model/table.ts';
import { aimd, refuseAimd } from './aimd.table.ts';
import { envoyGradient } from './envoy.table.ts';
import { gradient2 } from './gradient2.table.ts';
import { vegas } from './vegas.table.ts';
import { sign } from './sign.ts';

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  depth: 4,
  help:
    'Adjusts the concurrency limit from measured latency. Calls over the limit are rejected ' +
    'at once.',
  goodFor: 'Keeping queues short when the callee’s capacity is unknown or changes.',
  badFor: 'Calls of very different durations: a shift to longer calls looks like queueing.',
  likeRequired: true,
  variants: {
    plain: gradient2,
    aimd,
    vegas,
    gradient2,
    'envoy-gradient': envoyGradient,
  },
  refuse: (like, p) => (like === 'aimd' ? refuseAimd(p) : null),
};
