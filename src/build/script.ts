/**
 * A module and all that it needs as one script, by one pass of the esbuild that tsx brings. All
 * parts are set up at once, in the one function that the script is: what is set up at need is
 * assigned by functions of its own, which V8 takes for variables, and the engine's constants and
 * classes then cost 6 % of a run.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { forEsbuild } from './plugins.ts';

interface Output {
  outputFiles: readonly [map: { text: string }, script: { text: string }];
}

interface Esbuild {
  build(options: object): Promise<Output>;
}

/**
 * @param contents the text of a module, as if it stood in `src`
 * @param folder where the script will lie, for its map
 * @param apart modules that it imports at need: they are scripts of their own
 * @returns a function of `exports`, `require` and `module`, as text in Latin-1
 */
export async function scriptOf(
  contents: string,
  folder: string,
  apart: readonly string[] = [],
): Promise<{ script: string; map: string }> {
  const require = createRequire(join(import.meta.dirname, 'script.ts'));
  const esbuild = createRequire(require.resolve('tsx/package.json'))('esbuild') as Esbuild;
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: dirname(import.meta.dirname), loader: 'ts' },
    bundle: true,
    plugins: [forEsbuild()],
    external: apart,
    supported: { 'dynamic-import': false },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'ascii',
    legalComments: 'none',
    // Half as much to read; stacks are mapped (see cli/stacks.ts).
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: '((exports, require, module) => {' },
    footer: { js: '})' },
    outfile: `${folder}/script.js`,
    sourcemap: 'external',
    sourcesContent: false,
    write: false,
  });
  const [{ text: map }, { text: script }] = outputFiles;
  return { script, map };
}
