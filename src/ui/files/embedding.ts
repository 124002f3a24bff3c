/** The code with which a page of somebody else shows this run in a frame. */
import type { Session } from '../state/session.svelte.ts';
import { copy } from './save.ts';

/** It fits into a column of text, and has room for the charts. */
const SIZE = { width: 960, height: 540 };

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** @param link the address that shows the run at this instant */
export function embedding(title: string, link: string): string {
  const source = new URL(link);
  source.search = '?embed';
  const { width, height } = SIZE;
  return (
    `<iframe src="${escaped(source.href)}" title="${escaped(title)}, a simulation by Faultline" ` +
    `width="${width}" height="${height}" loading="lazy" style="max-width: 100%; border: 0">` +
    '</iframe>'
  );
}

export const copyEmbedding = (session: Session, link: string): Promise<void> =>
  copy(session, 'Code for embedding', embedding(session.spec.title, link));
