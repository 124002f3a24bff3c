/**
 * Limits on a text before parsing: length, depth and number of tokens. YAML's parser is recursive
 * and quadratic on some inputs, so excessive input is rejected at the token level.
 */
import { Lexer } from 'yaml';
import { LIMITS, TOO_DEEP } from './limits.ts';

export interface Fault {
  message: string;
  offset: number;
}

/** The text without its byte order mark, or why it is invalid. */
export function cleaned(text: string): { text: string } | { message: string } {
  if (text.length > LIMITS.characters)
    return {
      message: `wanted at most ${LIMITS.characters} characters, found ${text.length}`,
    };
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (body.includes('\0') || body.startsWith('\ufffd\ufffd'))
    return { message: 'this is not UTF-8 text: save the file as UTF-8 and try again' };
  return { text: body };
}

/** The first position beyond the limits; null: none. */
export function excess(text: string): Fault | null {
  let offset = 0;
  let count = 0;
  let flow = 0;
  let inLine = 0;
  let fresh = true;
  let commas = 0;
  let directives = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const mark = lexeme.length === 1 ? lexeme : '';
    if (++count > LIMITS.lexemes)
      return { message: `wanted at most ${LIMITS.lexemes} tokens`, offset };
    if (mark === '[' || mark === '{') flow++;
    else if (mark === ']' || mark === '}') flow--;
    else if (mark === '-' || mark === '?' || mark === ':') inLine += flow === 0 ? 1 : 0;
    if (flow < 0) return { message: `found an unmatched \`${mark}\``, offset };
    if (mark === ',' && ++commas > 1) return { message: 'found two commas in a row', offset };
    if (mark !== ',' && lexeme.trim() !== '') commas = 0;
    if (fresh && lexeme.startsWith('%') && ++directives > LIMITS.directives)
      return { message: `wanted at most ${LIMITS.directives} directives`, offset };
    const indent = fresh && lexeme.trim() === '' ? lexeme.length : 0;
    if (flow + inLine > LIMITS.depth || indent > LIMITS.indent)
      return { message: TOO_DEEP, offset };
    fresh = lexeme.endsWith('\n');
    if (fresh) inLine = 0;
    // The lexer marks documents and scalars with characters that are not in the text.
    if (!MARKERS.has(lexeme)) offset += lexeme.length;
  }
  return null;
}

const MARKERS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);
