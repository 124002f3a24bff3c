/** The documents that people read, and the blocks of code in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tidy/tree.ts';

export interface Block {
  /** The line of its fence. */
  line: number;
  /** `yaml`, `sh`, `text` … */
  language: string;
  /** What stands behind the language: the name of a file. */
  name: string;
  text: string;
  /** Nothing but blank lines lies between the block before and this one. */
  follows: boolean;
}

export interface Document {
  path: string;
  text: string;
  blocks: Block[];
  /** The text without its blocks, line for line. */
  prose: string;
}

const paths = [
  ...['README.md', 'CHANGELOG.md', 'tests/bench/README.md'],
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
];

export const documents: readonly Document[] = paths.map((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, ...parts(text) };
});

export function parts(text: string): { blocks: Block[]; prose: string } {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: Block | null = null;
  let follows = false;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\S*)\s*(.*)$/.exec(line);
    if (open && fence) {
      blocks.push(open);
      open = null;
      follows = true;
    } else if (open) open.text += `${line}\n`;
    else if (fence) {
      const [, language = '', name = ''] = fence;
      open = { line: index + 1, language, name, text: '', follows };
    } else if (line.trim() !== '') follows = false;
    prose.push(open || fence ? '' : line);
  }
  return { blocks, prose: prose.join('\n') };
}

/** Headings as GitHub makes addresses of them. */
export function anchorsOf({ prose }: Pick<Document, 'prose'>): string[] {
  const anchors: string[] = [];
  for (const [, title = ''] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    const taken = anchors.filter((other) => other.replace(/-\d+$/, '') === slug).length;
    anchors.push(taken === 0 ? slug : `${slug}-${taken}`);
  }
  return anchors;
}
