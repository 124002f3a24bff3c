/** What `fallback.ts` says about itself: parameters, words and what it does to calls. */
import type { FallbackList } from '../spec.ts';
import { fallbacks } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';
import { sign } from './fallback.sign.ts';

export const params = {
  try: fallbacks('What to try in turn when the call fails: other calls, or a fixed answer.'),
} as const;

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  help: 'Answers in place of a call that failed: from somewhere else, or with a fixed answer.',
  goodFor: 'Parts of an answer that people can do without.',
  badFor: 'Hiding an outage, or moving its whole load to a place that was never sized for it.',
  variants: {
    plain: {
      of: 'a fallback chain',
      help: 'A fixed answer costs no time and cannot fail; the outcome is `degraded`.',
      params,
      nature: ({ try: list }: { try: FallbackList }) => ({
        answers: list.some((entry) => 'answer' in entry),
      }),
    },
  },
};
