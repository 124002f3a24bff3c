/**
 * Stacks name the file and line that was written. The map from a script to its sources lies beside
 * it and is read when a stack is printed: reading it at each start would take longer than `--help`.
 */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join } from 'node:path';

export function mapStacks(): void {
  const maps = new Map<string, SourceMap | null>();
  const mapOf = (script: string): SourceMap | null => {
    if (!maps.has(script)) maps.set(script, readMap(`${script}.map`));
    return maps.get(script) ?? null;
  };
  const placed = (frame: NodeJS.CallSite): string => {
    const script = frame.getFileName() ?? '';
    const [line, column] = [frame.getLineNumber() ?? 0, frame.getColumnNumber() ?? 0];
    const source = mapOf(script)?.findEntry(line - 1, column - 1);
    if (!source || !('originalSource' in source)) return String(frame);
    const file = join(dirname(script), source.originalSource);
    const at = `${file}:${source.originalLine + 1}:${source.originalColumn + 1}`;
    return String(frame).replace(`${script}:${line}:${column}`, at);
  };
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${placed(frame)}`)].join('\n');
}

function readMap(path: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as SourceMapPayload);
  } catch {
    return null;
  }
}
