/** Parameters, help and behavior of `count.ts`. */
import { count, ms, reasons, type Values } from '../../model/params.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';

export const params = {
  failures: count(5, 'Open at this number of failures within the window.', { min: 1 }),
  within: ms(5000, 'Length of the window. A failure exactly that old no longer counts.', {
    zero: false,
  }),
  openFor: ms(30_000, 'Stay open this long before probing.', { zero: false }),
  probes: count(1, 'Concurrent calls allowed in half-open.', { min: 1 }),
  successes: count(1, 'Successful probes that close the circuit. A failed one opens it.', {
    min: 1,
  }),
  ignore: reasons([], 'Failures that count neither as failure nor as success.'),
} as const;

export type Params = Values<typeof params>;

export const machine = {
  id: 'count',
  initial: 'closed',
  states: {
    closed: { on: { failuresReached: 'open' } },
    open: { on: { openForOver: 'half-open' } },
    'half-open': { on: { probesSucceeded: 'closed', probeFailed: 'open' } },
  },
} as const satisfies MachineConfig;

export const variant = {
  of: 'the textbook, with a window of time',
  help:
    'Counts failures within a time, whatever the number of calls, and allows several probes at ' +
    'a time. A result counts only in the state in which its call began.',
  params,
  machine,
  nature: ({ failures, within, openFor, ignore }: Params) =>
    opens({ minimum: failures, windowMs: within, openMs: openFor, ignores: ignore }),
} satisfies Variant;
