/** Who may import whom: the table of the design, executed. What it does not allow is forbidden. */
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { anyEngine, type Layer, LAYERS } from './layers.ts';
import { type File, inside, type Rule, each } from './tree.ts';

interface Import {
  node: ts.Node;
  /** As written, without `?worker` and the like. */
  to: string;
  /** Gone at run time. */
  type: boolean;
}

const layerOf = (path: string) => LAYERS.find((layer) => layer.files.test(path));

const isImporting = (called: ts.Expression): boolean =>
  called.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(called) && called.text === 'require');

/** Everything in a file that makes another file or package part of it. */
function importsOf(file: File): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, to: ts.Node | undefined, type: boolean) => {
    if (to && ts.isStringLiteralLike(to))
      found.push({ node, to: to.text.replace(/\?.*/, ''), type });
  };
  for (const node of file.nodes) {
    if (ts.isImportDeclaration(node))
      add(
        node,
        node.moduleSpecifier,
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
      );
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node, node.argument.literal, true);
    else if (ts.isExternalModuleReference(node)) add(node, node.expression, false);
    else if (ts.isCallExpression(node) && isImporting(node.expression))
      add(node, node.arguments[0], false);
    else if (ts.isNewExpression(node) && node.expression.getText() === 'URL')
      if (node.arguments?.[1]?.getText() === 'import.meta.url') add(node, node.arguments[0], false);
  }
  return found;
}

/** The reason why a file may not import that, or null. */
function objection(path: string, { to, type }: Import): string | null {
  const layer = layerOf(path);
  if (!layer) return 'is in no layer: put it where the layout has a place for it';
  if (!to.startsWith('.'))
    return layer.packages?.test(to) ? null : `${layer.name} may not use the package '${to}'`;
  if (!/\.\w+$/.test(to)) return `'${to}' lacks its extension`;
  const target = join(dirname(path), to);
  if (!target.startsWith('src/')) return `'${to}' is outside src`;
  const other = layerOf(target);
  if (!other) return `'${to}' is in no layer`;
  if (other === layer) return siblingObjection(layer, path, target);
  if (layer.may.some((files) => files.test(target))) return null;
  if (type && mayUseTypes(layer, other, target)) return null;
  const fix = layer.name === 'engine/tables' ? 'tables have no run code' : 'see the table here';
  return `${layer.name} may not import ${type ? 'types of ' : ''}${target}: ${fix}`;
}

/** The spec is types only, and all of the engine is about it. */
function mayUseTypes(layer: Layer, other: Layer, target: string): boolean {
  const spec = target === 'src/engine/spec.ts' && layer.name.startsWith('engine/');
  const inTables = /^engine\/(signs|tables)$/.test(layer.name) && anyEngine.test(target);
  return spec || inTables || (!layer.alone && other.height < layer.height);
}

/** A pattern or a fault stands by itself; the indexes of the folder list them. */
function siblingObjection(layer: Layer, path: string, target: string): string | null {
  if (!/^engine\/(patterns|faults)$/.test(layer.name)) return null;
  const folder = `src/${layer.name}`;
  const nameOf = (file: string) =>
    file
      .slice(folder.length + 1)
      .split('/')[0]!
      .replace(/(\.(table|sign))?\.ts$/, '');
  const [own, its] = [nameOf(path), nameOf(target)];
  const listsAll = ['signs', 'tables', 'classes'].some((index) => path === `${folder}/${index}.ts`);
  if (listsAll || own === its) return null;
  return `'${own}' may not import '${its}': what both need belongs in engine/model`;
}

export const importRules: readonly Rule[] = [
  {
    name: 'imports follow the table',
    why: 'a core that knows nothing of its surroundings can be tested, drawn and moved',
    check: each(
      (file) => file.isCode && inside('src')(file),
      (file) =>
        importsOf(file).flatMap((found) => {
          const message = objection(file.path, found);
          return message ? [file.finding(found.node, message)] : [];
        }),
    ),
    sees: [
      { 'src/engine/kernel/a.ts': `import { b } from '../model/b.ts';` },
      { 'src/engine/kernel/a.ts': `import { readFileSync } from 'node:fs';` },
      { 'src/engine/kernel/a.ts': `import { b } from './b';` },
      { 'src/engine/model/a.ts': `import alea from 'seedrandom';` },
      { 'src/engine/model/a.ts': `import { createRun } from '../run.ts';` },
      { 'src/engine/patterns/a.ts': `import type { World } from '../model/world.ts';` },
      { 'src/engine/faults/a.ts': `import type { Service } from '../model/parts/service.ts';` },
      { 'src/engine/model/a.ts': `import type { Run } from '../run.ts';` },
      { 'src/engine/patterns/retry.ts': `import { hedge } from './hedge.ts';` },
      { 'src/engine/patterns/retry.ts': `import { slow } from '../faults/slow.ts';` },
      { 'src/engine/patterns/circuit-breaker/tables.ts': `export * from '../hedge.ts';` },
      { 'src/engine/patterns/retry.ts': `import { createMachine } from 'xstate';` },
      { 'src/engine/metrics/a.ts': `const b = import('../patterns/classes.ts');` },
      { 'src/engine/tables.ts': `import { createRun } from './run.ts';` },
      { 'src/engine/signs.ts': `import { tables } from './patterns/tables.ts';` },
      { 'src/engine/patterns/retry.ts': `import { sign } from './hedge.sign.ts';` },
      { 'src/engine/run.ts': `import { readScenario } from '../scenario/read.ts';` },
      { 'src/scenario/read.ts': `import { Pool } from '../engine/model/pool.ts';` },
      { 'src/scenario/read.ts': `import { type Pool } from '../engine/model/pool.ts';` },
      { 'src/analysis/a.ts': `import { run } from '../worker/pool.ts';` },
      { 'src/worker/a.ts': `import('../engine/patterns/retry/plain.ts');` },
      { 'src/worker/a.ts': `new Worker(new URL('../ui/a.ts', import.meta.url));` },
      { 'src/cli/main.ts': `import { z } from 'zod';` },
      { 'src/ui/state/a.ts': `import { createRun } from '../../engine/index.ts';` },
      { 'src/ui/App.svelte': `<p>hi</p>\n<script>import uPlot from 'uplot';</script>` },
      { 'src/ui/stage/a.ts': `import { patternTables } from '../../engine/tables.ts';` },
      { 'src/ui/stage/a.ts': `import { session } from '../state/session.svelte.ts';` },
      { 'src/ui/kit/a.ts': `import type { Spec } from '../../engine/spec.ts';` },
      { 'src/stray.ts': `import './engine/index.ts';` },
    ],
    allows: [
      { 'src/engine/kernel/a.ts': `import alea from 'seedrandom/lib/alea';` },
      { 'src/engine/kernel/a.ts': `// import { b } from '../model/b.ts';\nimport './b.ts';` },
      { 'src/engine/model/a.ts': `import type { Spec } from '../spec.ts';` },
      { 'src/engine/patterns/a.ts': `import type { Port } from '../model/port.ts';` },
      { 'src/engine/patterns/tables.ts': `import { table } from './circuit-breaker/tables.ts';` },
      { 'src/engine/patterns/circuit-breaker/polly.ts': `import { w } from './window.ts';` },
      { 'src/engine/patterns/retry.ts': `import { params } from './retry.table.ts';` },
      { 'src/engine/patterns/signs.ts': `import { sign } from './retry/sign.ts';` },
      { 'src/engine/patterns/retry.table.ts': `import { sign } from './retry.sign.ts';` },
      { 'src/engine/signs.ts': `import { signs } from './patterns/signs.ts';` },
      { 'src/engine/tables.ts': `import { tables } from './patterns/tables.ts';` },
      { 'src/engine/tables.ts': `export type { Run } from './run.ts';` },
      { 'src/engine/run.ts': `import { Series } from './metrics/series.ts';` },
      { 'src/scenario/read.ts': `import type { Pool } from '../engine/model/pool.ts';` },
      { 'src/scenario/read.ts': `import { parse } from 'yaml';\nimport { z } from 'zod/mini';` },
      { 'src/cli/main.ts': `import { readFileSync } from 'node:fs';` },
      { 'src/ui/state/a.ts': `import type { Frame } from '../../engine/index.ts';` },
      { 'src/ui/state/a.ts': `import { connect } from '../../worker/client.ts';` },
      { 'src/ui/charts/a.ts': `import uPlot from 'uplot';\nimport 'uplot/dist/uPlot.min.css';` },
      { 'tests/engine/a.test.ts': `import { b } from '../../src/engine/model/b.ts';` },
    ],
  },
];
