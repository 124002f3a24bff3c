/** The names of the built-in scenarios. */
import { readdirSync } from 'node:fs';

const files = readdirSync(new URL('../../scenarios/', import.meta.url));
export const NAMES: readonly string[] = files
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));
