/** Text that is put in place of other text, and code brought onto one line. */
import ts from 'typescript';

const { SyntaxKind } = ts;

/** From where to where, and what stands there instead. */
export type Edit = readonly [from: number, to: number, text: string];

/** The text between two places with its edits made; of several at one place, in their order. */
export function spliced(text: string, from: number, to: number, edits: readonly Edit[]): string {
  let out = '';
  let at = from;
  for (const [start, end, instead] of edits.toSorted((a, b) => a[0] - b[0])) {
    if (start < at) throw new Error(`two edits overlap at '${text.slice(start, start + 60)}'`);
    out += text.slice(at, start) + instead;
    at = end;
  }
  return out + text.slice(at, to);
}

const GAPS = new Set([
  SyntaxKind.SingleLineCommentTrivia,
  SyntaxKind.MultiLineCommentTrivia,
  SyntaxKind.NewLineTrivia,
  SyntaxKind.WhitespaceTrivia,
]);

/** Code on one line and without comments: what lies below keeps its line. */
export function flat(code: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, undefined, code);
  let out = '';
  /** For every template that is open: the braces that are open in its present part. */
  const braces: number[] = [];
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (GAPS.has(kind)) {
      if (!out.endsWith(' ')) out += ' ';
      continue;
    }
    if (kind === SyntaxKind.TemplateHead) braces.push(0);
    else if (kind === SyntaxKind.OpenBraceToken && braces.length > 0)
      braces.push(braces.pop()! + 1);
    else if (kind === SyntaxKind.CloseBraceToken && braces.length > 0) {
      if (braces.at(-1)! > 0) braces.push(braces.pop()! - 1);
      else if (scanner.reScanTemplateToken(false) === SyntaxKind.TemplateTail) braces.pop();
    }
    out += scanner.getTokenText();
  }
  return out.trim();
}
