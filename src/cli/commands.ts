/**
 * What the commands do. It is loaded when one is called, and not to print help: it holds the whole
 * engine, and a script of which all parts are set up at once runs faster than one whose parts are
 * set up at need.
 */
import { complain } from './output.ts';
import { BAD, BadInput, FAILED } from './status.ts';

export { compare, type CompareCommandOptions } from './compare.ts';
export { help } from './help.ts';
export { replay, type ReplayCommandOptions } from './replay.ts';
export { run, type RunCommandOptions } from './run.ts';
export { schema } from './schema.ts';
export { story, type StoryCommandOptions } from './story.ts';
export { trace, type TraceCommandOptions } from './trace.ts';
export { validate } from './validate.ts';

/** Says why a command could not go on. @returns its exit status */
export function ended(error: unknown): number {
  if (error instanceof BadInput) {
    complain(...error.lines);
    return BAD;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  complain('An error of Faultline itself, or an assertion of --check that does not hold:');
  complain(...text.split('\n'));
  return FAILED;
}
