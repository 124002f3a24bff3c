/** A retry by itself, put through scripted outcomes: when it makes its attempts. */
import { replay, type ReplayedCall, type ScriptedCall } from '../../src/engine/index.ts';
import { Stream } from '../../src/engine/kernel/random.ts';
import { readStack } from '../../src/scenario/replay.ts';

/** The calls as they went through `retry: { … }`, or through a whole stack. */
export function replayed(stack: string, script: ScriptedCall[], seed = '1'): ReplayedCall[] {
  const { patterns, problems } = readStack(stack);
  if (!patterns) throw new Error(problems.map(({ message }) => message).join('\n'));
  return replay(patterns, script, seed).calls;
}

/** A call at 0 whose attempts end at once, with these outcomes; the last one is repeated. */
export const failing = (...outcomes: string[]): ScriptedCall => ({
  at: 0,
  latencies: [0],
  outcomes: outcomes.length > 0 ? outcomes : ['error'],
});

/** The delays in ms before each retry of a call that always fails. */
export function delaysOf(retry: string, seed = '1', outcome = 'error'): number[] {
  const [call] = replayed(`[{ retry: { ${retry} } }]`, [failing(outcome)], seed);
  return call!.attempts.slice(1).map(({ at }, i) => at - call!.attempts[i]!.at);
}

/** The numbers that a retry alone in a replay with this seed will draw. */
export function draws(seed = '1'): () => number {
  const stream = new Stream(seed, 'caller->callee.retry.jitter');
  return () => stream.double();
}
