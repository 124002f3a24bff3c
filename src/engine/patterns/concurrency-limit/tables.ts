/** Lets as many calls be under way as it finds out to be good, and refuses the others at once. */
import type { PatternTable } from '../../model/table.ts';
import { aimd, refuseAimd } from './aimd.table.ts';
import { envoyGradient } from './envoy.table.ts';
import { gradient2 } from './gradient2.table.ts';
import { vegas } from './vegas.table.ts';
import { sign } from './sign.ts';

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  help: 'Finds out from how long calls take how many may be under way; refuses others at once.',
  goodFor: 'Keeping queues short when nobody knows what the callee can take, or when it changes.',
  badFor: 'Calls of very different length: a mix that gets longer looks like a queue.',
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
