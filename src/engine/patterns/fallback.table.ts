/** Parameters, help and behavior of `fallback.ts`. */
import type { FallbackList } from '../spec.ts';
import { fallbacks } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';
import { sign } from './fallback.sign.ts';

export const params = {
  try: fallbacks(
    'Alternatives to try in order when the call fails: other calls, or a fixed answer.',
  ),
} as const;

export const table: PatternTable = {
  ...sign,
  places: ['link', 'service'],
  depth: 0,
  help: 'Replaces a failed call’s answer with another source’s answer or a fixed one.',
  goodFor: 'Parts of an answer that users can do without.',
  badFor: 'Hiding an outage, or shifting its full load to a backup that was never sized for it.',
  variants: {
    plain: {
      of: 'a fallback chain',
      start: { try: [{ answer: 'default' }] },
      help: 'A fixed answer takes no time and cannot fail. The outcome is `degraded`.',
      params,
      nature: ({ try: list }: { try: FallbackList }) => ({
        answers: list.some((entry) => 'answer' in entry),
      }),
    },
  },
};
