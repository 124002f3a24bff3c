/** What leaves the page: as a file, or by the clipboard. */
import { seriesCsv } from '../../analysis/csv.ts';
import { contentOf, textOf } from '../../scenario/editing/lab-text.ts';
import { documentOf, write } from '../../scenario/write.ts';
import type { Session } from '../state/session.svelte.ts';
import { pngOf, svgOf } from './picture.ts';

const MIME = { yaml: 'application/yaml', json: 'application/json', csv: 'text/csv' } as const;
export type Format = keyof typeof MIME;

/** A name for a file: `Retry storm` is `retry-storm`. */
const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60) || 'scenario';

/** The scenario as text; in YAML as it was written, with its comments. */
export function scenarioText({ lab }: Session, format: 'yaml' | 'json'): string {
  const { spec, notes } = contentOf(lab);
  const isJson = lab.source?.text.trimStart().startsWith('{');
  if (format === 'yaml') return isJson ? write(spec, notes) : textOf(lab);
  return `${JSON.stringify(documentOf(spec, notes), null, 2)}\n`;
}

/** Saves the scenario, or with `csv` all figures of its run. */
export async function save(session: Session, format: Format): Promise<void> {
  const name = `${fileName(session.spec.title)}.${format}`;
  if (format !== 'csv') return download(session, name, format, scenarioText(session, format));
  const series = await session.run.series();
  if (series) download(session, name, format, seriesCsv(series));
  else session.notice = 'There are no figures yet to save.';
}

/** Saves what the stage or the charts show as a picture. */
export async function savePicture(
  session: Session,
  part: 'stage' | 'charts',
  format: 'svg' | 'png',
): Promise<void> {
  const root = document.querySelector<HTMLElement>(`section.${part}`);
  if (!root || root.clientWidth === 0) {
    session.notice = `The ${part} cannot be seen: show them first, and save the picture then.`;
    return;
  }
  const name = `${fileName(session.spec.title)}-${part}.${format}`;
  try {
    if (format === 'svg') offer(session, name, new Blob([svgOf(root)], { type: 'image/svg+xml' }));
    else offer(session, name, await pngOf(root));
  } catch {
    session.notice = `The browser could not make a picture of the ${part}.`;
  }
}

const download = (session: Session, name: string, format: Format, text: string): void =>
  offer(session, name, new Blob([text], { type: MIME[format] }));

function offer(session: Session, name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  session.notice = `Saved as ${name}.`;
  // The browser has to read it first.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Copies a text. @param name what it is, for the message */
export async function copy(session: Session, name: string, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    session.notice = `${name} copied.`;
  } catch {
    session.notice = `${name} could not be copied: the browser did not allow it. Save it instead.`;
  }
}
