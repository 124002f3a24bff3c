/** The layers of the code, and who may import whom: the table of the design. */
import { builtinModules } from 'node:module';

export interface Layer {
  name: string;
  /** The files that belong to it. The first layer that fits a file is its own. */
  files: RegExp;
  /** The higher may use types of all that are lower. */
  height: number;
  /** Which files it may import besides its own layer's. */
  may: RegExp[];
  packages?: RegExp;
  /** Types of layers that are lower may be imported, too; off where data comes in as props. */
  alone?: boolean;
}

export const anyEngine = /^src\/engine\//;
const kernel = /^src\/engine\/kernel\//;
const distributions = /^src\/engine\/distributions\//;
const model = /^src\/engine\/model\//;
/** The words in which tables state their parameters. */
const params = /^src\/engine\/model\/params\.ts$/;
/** What patterns and faults see of the model: its port, its words, and what is under way. */
const seam = /^src\/engine\/model\/((?!world|build)[^/]+\.ts|(flight|retrying)\/.*)$/;
const door = /^src\/engine\/index\.ts$/;
/** For the worker: runs, which are given the patterns that they need. */
const lean = /^src\/engine\/lean\.ts$/;
/** Balancing policies, for specs that choose one. */
const policies = /^src\/engine\/routing\/index\.ts$/;
/** Autoscalers, for specs that have one. */
const scalers = /^src\/engine\/scaling\/index\.ts$/;
/** Each pattern's classes. */
const classes = /^src\/engine\/patterns\/([^/]+\/classes|[^/.]+)\.ts$/;
const tables = /^src\/engine\/tables\.ts$/;
/** What a page draws first, without the tables. */
const signs = /^src\/engine\/signs\.ts$/;
const scenario = /^src\/scenario\//;
const analysis = /^src\/analysis\//;
const kit = /^src\/ui\/kit\//;
/** How instants and amounts are written, in the page and in stories. */
const written = /^src\/analysis\/(clock|amounts)\.ts$/;
const looks = 'svelte|@lucide/svelte';
const pages = `${looks}|xstate|d3(-[a-z]+)?|tinykeys`;
const only = (names: string) => new RegExp(`^(${names})(/|$)`);

export const LAYERS: readonly Layer[] = [
  {
    name: 'build',
    files: /^src\/build\//,
    height: 0,
    may: [],
    packages: only(`typescript|vite|node:.*`),
  },
  { name: 'offline', files: /^src\/offline\//, height: 0, may: [] },
  { name: 'engine/kernel', files: kernel, height: 0, may: [], packages: only('seedrandom') },
  { name: 'engine/distributions', files: distributions, height: 1, may: [kernel, params] },
  { name: 'engine/model', files: model, height: 1, may: [kernel, distributions] },
  {
    name: 'engine/patterns',
    files: /^src\/engine\/patterns\//,
    height: 2,
    may: [kernel, seam],
    alone: true,
  },
  {
    name: 'engine/faults',
    files: /^src\/engine\/faults\//,
    height: 2,
    may: [kernel, seam],
    alone: true,
  },
  { name: 'engine/routing', files: /^src\/engine\/routing\//, height: 2, may: [kernel, model] },
  { name: 'engine/scaling', files: /^src\/engine\/scaling\//, height: 2, may: [kernel, model] },
  { name: 'engine/metrics', files: /^src\/engine\/metrics\//, height: 2, may: [kernel, model] },
  {
    name: 'engine/signs',
    files: signs,
    height: 3,
    may: [
      /^src\/engine\/(patterns\/signs|faults\/tables)\.ts$/,
      /^src\/engine\/model\/(outcome|topology)\.ts$/,
      /^src\/engine\/model\/parts\/columns\.ts$/,
    ],
  },
  {
    name: 'engine/tables',
    files: tables,
    height: 3,
    may: [
      signs,
      /^src\/engine\/patterns\/tables\.ts$/,
      /^src\/engine\/model\/(params|first-value|outcome|priorities)\.ts$/,
      /^src\/engine\/model\/parts\/tables\.ts$/,
      /^src\/engine\/distributions\/(index|distribution)\.ts$/,
      /^src\/engine\/(world-params|version)\.ts$/,
    ],
  },
  { name: 'engine', files: /^src\/engine\/[^/]+$/, height: 3, may: [anyEngine] },
  {
    name: 'scenario/advice',
    files: /^src\/scenario\/advice\//,
    height: 4,
    may: [tables, /^src\/scenario\/units\.ts$/],
  },
  {
    name: 'scenario',
    files: scenario,
    height: 4,
    may: [door, /^src\/scenario\/advice\//],
    packages: only('zod|yaml|fflate'),
  },
  { name: 'analysis', files: analysis, height: 5, may: [door, scenario] },
  {
    name: 'worker',
    files: /^src\/worker\//,
    height: 6,
    may: [door, lean, classes, policies, scalers, scenario, analysis],
  },
  {
    name: 'cli',
    files: /^src\/cli\//,
    height: 7,
    // Whether the page is built of the sources as they are.
    may: [door, scenario, analysis, /^src\/build\/sources\.mjs$/],
    packages: only(`commander|node:.*|${builtinModules.join('|')}`),
  },
  {
    name: 'ui/kit',
    files: kit,
    height: 7,
    may: [written],
    packages: only(`${looks}|d3`),
    alone: true,
  },
  {
    name: 'ui/stage',
    files: /^src\/ui\/stage\//,
    height: 8,
    may: [signs, kit],
    // Ranks of the built-in scenarios come from a plugin at build time.
    packages: only(`${pages}|@xyflow/svelte|@dagrejs/dagre|virtual:.*`),
  },
  {
    name: 'ui/charts',
    files: /^src\/ui\/charts\//,
    height: 8,
    may: [tables, kit],
    packages: only(`${pages}|uplot`),
  },
  {
    name: 'ui/editor',
    files: /^src\/ui\/editor\//,
    height: 9,
    may: [door, scenario, /^src\/ui\//],
    packages: only(`${pages}|virtual:.*`),
  },
  {
    name: 'ui/files',
    files: /^src\/ui\/files\//,
    height: 9,
    may: [door, scenario, analysis, /^src\/ui\//, /^src\/worker\/texts\.ts$/],
    packages: only(pages),
  },
  {
    name: 'ui/text',
    files: /^src\/ui\/text\//,
    height: 9,
    may: [door, scenario, /^src\/ui\//, /^src\/worker\/texts\.ts$/],
    packages: only(`${pages}|@codemirror|@lezer`),
  },
  {
    name: 'ui',
    files: /^src\/ui\//,
    height: 9,
    may: [
      signs,
      tables,
      /^src\/ui\//,
      /^src\/scenario\/(url|experiment|lab|operation|edits?)(-[a-z-]+)?\.ts$/,
      /^src\/scenario\/advice\//,
      // Compares finished runs; loaded when there are two.
      /^src\/analysis\//,
      /^src\/worker\/(client|examine)\.ts$/,
    ],
    // State machines are laid out, too; the checked scenarios come from a plugin at build time.
    packages: only(`${pages}|@dagrejs/dagre|virtual:.*`),
  },
];
