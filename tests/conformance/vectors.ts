/** What was recorded from the libraries themselves. */
import { readFileSync } from 'node:fs';

export function recorded<T>(name: string): T[] {
  const url = new URL(`./vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T[];
}
