/** The engine with its hot path in one piece, for whoever bundles it: see inline.ts. */
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { inlined } from './inline.ts';

const engine = join(import.meta.dirname, '../engine');

interface Loaded {
  contents: string;
  loader: 'ts';
}

/** What of esbuild is needed here; it comes with tsx. */
interface Build {
  onLoad(files: { filter: RegExp }, load: (file: { path: string }) => Loaded | null): void;
}

/** For esbuild. */
export const forEsbuild = () => ({
  name: 'inline',
  setup(build: Build): void {
    let texts: Map<string, string> | null = null;
    build.onLoad({ filter: /[\\/]src[\\/]engine[\\/].*\.ts$/ }, ({ path }) => {
      texts ??= inlined(engine);
      const contents = texts.get(path);
      return contents === undefined ? null : { contents, loader: 'ts' };
    });
  },
});

/** For Vite and Vitest. */
export function forVite(): Plugin {
  let texts: Map<string, string> | null = null;
  return {
    name: 'inline',
    enforce: 'pre',
    watchChange() {
      texts = null;
    },
    transform(_code, id) {
      texts ??= inlined(engine);
      const code = texts.get(id);
      // Every line keeps its number.
      return code === undefined ? null : { code, map: null };
    },
  };
}
