/**
 * The same digest and the same figures for every scenario, in Node and in every browser engine that
 * is on this machine, through the built page.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { createRun, type RunResult } from '../../src/engine/index.ts';
import { read } from '../../src/scenario/read.ts';
import { available } from '../browsers.mjs';
import { open, type Opened } from '../engines.mjs';

const SEEDS = ['1', '7', 'käse'];
const folder = new URL('../../scenarios/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));

function inNode(name: string, seed: string): RunResult {
  const { spec } = read(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'), { seed });
  const run = createRun(spec!);
  run.advance();
  return run.result();
}

/** Opens a run by its address and waits for its figures. */
const inPage = (page: Opened, name: string, seed: string): Promise<unknown> =>
  page.evaluate(`new Promise((resolve, reject) => {
    location.hash = ${JSON.stringify(`#${name}?v=1&t=0&seed=${encodeURIComponent(seed)}`)};
    const late = setTimeout(() => reject(new Error('no result within a minute')), 60000);
    const look = () => {
      const { result } = faultline;
      if (!result || result.seed !== ${JSON.stringify(seed)} || !faultline.fragment.startsWith(
        ${JSON.stringify(`#${name}?`)})) return setTimeout(look, 10);
      clearTimeout(late);
      resolve(JSON.parse(JSON.stringify(result)));
    };
    setTimeout(look, 10);
  })`);

// Somebody at home may have one engine only; on CI a missing one is a failure.
const engines = (['chromium', 'firefox', 'webkit'] as const).filter(
  (engine) => process.env['CI'] || available()[engine],
);

for (const engine of engines)
  test(`${engine} computes what Node computes`, async ({ baseURL }) => {
    test.setTimeout(300_000);
    const page = await open(engine, `${baseURL}/`);
    try {
      for (const name of names)
        for (const seed of SEEDS) {
          const expected = JSON.parse(JSON.stringify(inNode(name, seed)));
          expect(await inPage(page, name, seed), `${name}, seed ${seed}`).toEqual(expected);
        }
    } finally {
      await page.close();
    }
  });
