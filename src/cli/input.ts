/**
 * Reads a command's input: a file, or stdin for `-`. It reads at most a maximum size, so an endless
 * stream costs neither time nor memory, and rejects text that is not UTF-8.
 */
import { createReadStream } from 'node:fs';
import { parse } from 'node:path';
import { formatProblem, type Problem } from '../scenario/read.ts';
import { BadInput, reasonOf } from './status.ts';

const MIB = 1024 * 1024;
/** A scenario may have a million characters; longer input is rejected without a count. */
export const SCENARIO_BYTES_MAX = 16 * MIB;
/** A log of a million calls. */
export const CALLS_BYTES_MAX = 128 * MIB;

/** The name used in problems. */
export const shownName = (file: string): string => (file === '-' ? 'stdin' : file);

/** The name without directory and extension. */
export const baseName = (file: string): string => (file === '-' ? 'stdin' : parse(file).name);

export async function readInput(file: string, bytesMax: number): Promise<string> {
  return decoded(shownName(file), await bytesOf(file, bytesMax));
}

async function bytesOf(file: string, bytesMax: number): Promise<Buffer> {
  const stream: AsyncIterable<Buffer> =
    file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 256 * 1024 });
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      bytes += chunk.length;
      // Leaving the loop closes the stream, so the writer stops.
      if (bytes > bytesMax) break;
    }
  } catch (error) {
    throw new BadInput(`${shownName(file)}: ${reasonOf(error)}`);
  }
  if (bytes <= bytesMax) return Buffer.concat(chunks);
  throw new BadInput(`${shownName(file)}: wanted at most ${bytesMax / MIB} MiB, found more`);
}

function decoded(name: string, bytes: Buffer): string {
  const text = utf8(bytes);
  if (text !== null) return text;
  const marked =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (marked) throw new BadInput(`${name}:1: this is UTF-16: save it as UTF-8 and try again`);
  throw new BadInput(
    `${name}:${badLine(bytes)}: this is not UTF-8: save it as UTF-8 and try again`,
  );
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const LINE_FEED = 0x0a;

/** The first line that is not UTF-8. Multi-byte characters contain no line feed. */
function badLine(bytes: Buffer): number {
  let line = 1;
  for (let at = 0; at < bytes.length; line++) {
    const next = bytes.indexOf(LINE_FEED, at);
    const end = next < 0 ? bytes.length : next;
    if (utf8(bytes.subarray(at, end)) === null) return line;
    at = end + 1;
  }
  return line;
}

export const linesOf = (file: string, problems: readonly Problem[]): string[] =>
  problems.map((problem) => formatProblem(shownName(file), problem));

export const isError = ({ severity }: Problem): boolean => severity === 'error';
