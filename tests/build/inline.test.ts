/** What is put in place of calls means what they meant: samples run as written and as built. */
import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { inlined } from '../../src/build/inline.ts';
import { forEsbuild } from '../../src/build/plugins.ts';
import type * as engine from '../../src/engine/index.ts';
import { scenarios } from '../fuzz/scenarios.ts';
import { read } from '../../src/scenario/read.ts';

type Exports = Record<string, (...args: never[]) => unknown>;
type Files = Record<string, string>;

/** What the sample's `main.ts` exports, as written or as built. */
function loaded(files: Files): Exports {
  const known = new Map<string, Exports>();
  const load = (name: string): Exports => {
    const loadedAlready = known.get(name);
    if (loadedAlready) return loadedAlready;
    const exports: Exports = {};
    known.set(name, exports);
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(files[name]!, { compilerOptions: options });
    const require = (path: string) => load(join(dirname(name), path));
    new Function('exports', 'require', outputText)(exports, require);
    return exports;
  };
  return load('main.ts');
}

function built(files: Files): Files {
  const folder = mkdtempSync(join(tmpdir(), 'inline-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const texts = [...inlined(folder)].map(([path, text]) => [path.slice(folder.length + 1), text]);
    return { ...files, ...Object.fromEntries(texts) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const WAYS = `
  class Other {
    log: string[] = [];
    /** @inline */
    note(what: string, more = 0): void {
      if (what === 'nothing') return;
      this.log.push(what + more);
    }
    /** @inline */
    find(list: readonly number[], least: number): number {
      // The first of them.
      for (const one of list) {
        if (one < 0) continue;
        if (one >= least) return one;
      }
      return -1;
    }
    /** @inline */
    is(least: number): boolean {
      const { length } = this.log;
      this.note(\`is \${length > 0 ? \`\${length}\` : 'none'}\`);
      return length >= least;
    }
    /** @inline */
    get(): number { return this.log.length; }
    /** @inline */
    counted(times: number): number {
      let sum = 0;
      while (times-- > 0) sum += times;
      return this.halved(sum);
    }
    /** @inline */
    halved(sum: number): number {
      if (sum % 2 === 0) return sum / 2;
      const log = (what: string) => { return this.note(what); };
      log('odd');
      return sum;
    }
  }
  class Main {
    other = new Other();
    out: { found?: number } = {};
    next(): number { this.other.log.push('next'); return 3; }
    get it(): Other { this.other.log.push('it'); return this.other; }
    /** @hot */
    run(n: number): unknown {
      const list = [-5, n, 7];
      this.other.note(n > 3 ? 'much' : 'nothing', 1);
      this.it.note('once', this.next());
      const first = this.other.find(list, this.next());
      let least = 1;
      least = this.it.find(list, least);
      this.out.found = this.other.find(list, least + 1);
      if (!this.other.is(n) && first > 0) this.other.note('few');
      else if (this.other.is(2)) this.other.note('more', this.other.get());
      for (let i = 0; i < 2; i++) this.other.note('loop', i);
      return this.end(n, first, least);
    }
    /** @inline */
    end(n: number, first: number, least: number): unknown {
      if (n === 4) return [first, least, this.out, this.other.log];
      return this.last(n, first + this.other.get());
    }
    /** @inline */
    last(n: number, sum: number): unknown {
      if (n === 5) return { sum };
      return [this.other.counted(n), sum, this.out, this.other.log].concat(this.more(n) as never);
    }
    /** @hot */
    more(n: number): unknown {
      return this.other.counted(n);
    }
  }
  export const run = (n: number) => new Main().run(n);
`;

test('early ends, loops, conditions and what is returned mean the same', () => {
  const made = built({ 'main.ts': WAYS });
  expect(made['main.ts']).not.toMatch(
    /this\.(it|other)\.(note|find|is|get)\(.*\n\s+(const|let|if)/,
  );
  const plain = loaded({ 'main.ts': WAYS });
  const inPlace = loaded(made);
  for (let n = -1; n < 20; n++)
    expect(JSON.stringify(inPlace['run']!(n as never))).toBe(
      JSON.stringify(plain['run']!(n as never)),
    );
});

test('a body that moves to another module takes its names along', () => {
  const files = {
    'main.ts': `
      import { Far } from './deep/far.ts';
      const STEP = 1;
      class Main {
        far = new Far();
        /** @hot */
        run(n: number): number { const sum = this.far.sum(n); return sum * STEP; }
      }
      export const run = (n: number) => new Main().run(n);`,
    'deep/far.ts': `
      import * as at from './names.ts';
      import { FACTOR as BY, type Kind } from './names.ts';
      import { twice } from '../twice.ts';
      const STEP = 100;
      export class Far {
        /** @inline */
        sum(n: number): number {
          const kind: Kind = n;
          if (kind > at.LEAST) return twice(n) * BY;
          return n + STEP;
        }
      }`,
    'deep/names.ts': 'export const LEAST = 3; export const FACTOR = 7; export type Kind = number;',
    'twice.ts':
      'const TWO = 2; /** @inline */ export const twice = (n: number): number => n * TWO;',
  };
  const made = built(files);
  expect(made['main.ts']).not.toContain('far.sum(');
  expect(made['main.ts']).not.toContain('twice(');
  for (const n of [1, 5]) expect(loaded(made)['run']!(n as never)).toBe(n < 4 ? n + 100 : n * 14);
});

const CALLED = (more: string) => `
  export class Base {
    /** @inline */
    answer(): number { return this.own(); }
    own() { return 1; }
  }
  class Main {
    base = new Base();
    /** @hot */
    run(): number { return this.base.answer(); }
  }
  ${more}`;

test('what a subclass has of its own, or nobody calls there, is not to be marked', () => {
  expect(built({ 'main.ts': CALLED('') })['main.ts']).not.toContain('base.answer()');
  const own = 'class Sub extends Base { override answer() { return 2; } }';
  expect(() => built({ 'main.ts': CALLED(own) })).toThrow('no call of answer');
  const beside = 'class Also {\n /** @inline */\n answer() { return 3; } }';
  expect(() => built({ 'main.ts': CALLED(beside) })).toThrow('no call of answer');
});

test('what calls itself is put there once', () => {
  const text = `
    class Main {
      /** @inline @hot */
      down(n: number): number {
        if (n === 0) return 0;
        const below = this.down(n - 1);
        return below + n;
      }
    }
    export const run = (n: number) => new Main().down(n);`;
  const twice = text
    .replace('@inline @hot', '@hot')
    .replace(
      '}\n    export',
      `
      /** @hot */
      start(n: number): number { return this.down(n); } }
    export`,
    )
    .replace('@hot', '@inline @hot');
  expect(loaded(built({ 'main.ts': twice }))['run']!(9 as never)).toBe(45);
  expect(() => built({ 'main.ts': text })).toThrow('no call of down');
});

test('a name that means something else where the body goes is found', () => {
  const text = `
    const at = 1;
    class Main {
      /** @inline */
      step(): number { const n = at + 1; return n; }
      /** @hot */
      run(at: number): number { const n = this.step(); return n + at; }
    }`;
  expect(() => built({ 'main.ts': text })).toThrow('also that of a local: at');
});

test('in the engine every line keeps its number, and all that is marked is called', () => {
  const engine = join(import.meta.dirname, '../../src/engine');
  const texts = [...inlined(engine)];
  expect(texts.length).toBeGreaterThan(2);
  const bare = (line: string) => line.replace(/\s/g, '');
  for (const [path, text] of texts) {
    const lines = text.split('\n');
    readFileSync(path, 'utf8')
      .split('\n')
      .forEach((line, i) => {
        if (/^ {2}\S|^\S/.test(line)) expect(bare(lines[i]!), path).toContain(bare(line));
      });
  }
});

type Build = (options: object) => Promise<{ outputFiles: { text: string }[] }>;

/** The engine in one script. */
async function bundled(plugins: object[]): Promise<{ text: string; door: typeof engine }> {
  const tsx = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'));
  const { build } = tsx('esbuild') as { build: Build };
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, '../../src/engine/index.ts')],
    bundle: true,
    format: 'cjs',
    write: false,
    plugins,
  });
  const { text } = outputFiles[0]!;
  const module = { exports: {} };
  new Function('module', text)(module);
  return { text, door: module.exports as typeof engine };
}

test('the engine as built computes what its sources say', async () => {
  const plain = await bundled([]);
  const made = await bundled([forEsbuild()]);
  expect(made.text.length).toBeGreaterThan(plain.text.length);
  fc.assert(
    fc.property(scenarios, (document) => {
      const { spec } = read(JSON.stringify(document));
      fc.pre(spec !== null);
      const [wanted, found] = [plain, made].map(({ door }) => {
        const run = door.createRun(spec!, { intervals: true });
        run.advance();
        return { frames: run.takeIntervals(), result: run.result(), series: run.series() };
      });
      expect(found).toEqual(wanted);
    }),
    { numRuns: 15, seed: 8000 },
  );
});
