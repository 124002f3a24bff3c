/** Exit statuses, and reports of bad input. */
export const DONE = 0;
/** An assertion about a run failed, or its output could not be written. */
export const FAILED = 1;
/** The input was bad: all problems on stderr, nothing on stdout. */
export const BAD = 2;
/** A limit or a signal ended the run; partial results have been printed. */
export const STOPPED = 3;

/** Thrown by a command with bad input; its lines are printed as they are. */
export class BadInput extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** The system's message about a file, in words: `no such file`. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'this is a directory, wanted a file',
  EACCES: 'no permission to open it',
  EPERM: 'no permission to open it',
  ENOSPC: 'no space left on the disk',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
};
