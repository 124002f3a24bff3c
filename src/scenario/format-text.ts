/** A text in even lines and spaces. */
import { isSame } from '../engine/index.ts';
import { composed, readDocument } from './document.ts';

const WIDTH = 100;

/** Comments stay. A text that cannot be read, or would say something else, stays as it is. */
export function formatted(text: string): string {
  const before = readDocument(text);
  if (before.flaws.length > 0) return text;
  const [document] = composed(text);
  const result = document?.toString({ lineWidth: WIDTH }) ?? text;
  const { value, flaws } = readDocument(result);
  return flaws.length === 0 && isSame(value, before.value) ? result : text;
}
