/**
 * The same digest and the same figures for every scenario, in Node and in every browser engine that
 * is on this machine, by the built worker; and what people do first, through the built page, also
 * where a part of it does not come.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import type { RunResult, Spec } from '../../src/engine/index.ts';
import type * as SimulatorModule from '../../src/worker/worker.ts';
import { read } from '../../src/scenario/read.ts';
import { available } from '../browsers.mjs';
import '../built/no-page.ts';
import { open, type Opened } from '../engines.mjs';
import { everyLibrary } from '../every-library.ts';
import { full } from '../full.ts';
import { HANDS } from './hands.ts';
import { needsNoServer, presents } from './modes.ts';
import { serve } from './server.ts';
import { addressOf, BREAKER, stormAt } from './shown.ts';
import { fresh as test } from './kept-page.ts';

const SEEDS = ['1', 'käse', '7'];
/** Most faults have begun by then; the whole length belongs to the night. */
const UNTIL_MS = full ? Infinity : 100_000;
const folder = new URL('../../scenarios/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));

const assets = new URL('../../dist/assets/', import.meta.url);
const worker = () => readdirSync(assets).find((file) => /^worker-.*\.js$/.test(file))!;
// The tests of the build show that it computes what the sources say.
const { Run, kindsFor } = (await import(new URL(worker(), assets).href)) as typeof SimulatorModule;

async function inNode(spec: Spec, untilMs: number): Promise<RunResult> {
  const run = new Run(spec, await kindsFor(spec));
  run.advance(untilMs);
  return JSON.parse(JSON.stringify(run.result())) as RunResult;
}

/** What engines are compared with, computed once for all of them. */
const results = new Map<string, RunResult>();
async function expected(spec: Spec): Promise<RunResult> {
  const key = JSON.stringify(spec);
  const result = results.get(key) ?? (await inNode(spec, UNTIL_MS));
  results.set(key, result);
  return result;
}

const named = (name: string, seed: string): Spec =>
  read(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'), { seed }).spec!;

/** Computes a run in the very files that the page's worker loads. */
const inBrowser = (page: Opened, spec: Spec): Promise<unknown> =>
  page.evaluate(`import('/assets/${worker()}').then(async ({ Run, kindsFor }) => {
    const spec = ${JSON.stringify(spec)};
    const run = new Run(spec, await kindsFor(spec));
    run.advance(${UNTIL_MS});
    return JSON.parse(JSON.stringify(run.result()));
  })`);

/**
 * Some scenarios in each engine besides Node's, in turn: all of them, with all seeds, belong to the
 * night. Chromium's is Node's, and takes fewer turns.
 */
const TURNS = { chromium: [0], firefox: [1, 9, 17], webkit: [2, 10, 18] };
const namesFor = (engine: (typeof engines)[number]): [number, string][] =>
  [...names.entries()].filter(([i]) => full || TURNS[engine].includes(i % 24));

// Somebody at home may have one engine only; on CI a missing one is a failure.
const engines = (['chromium', 'firefox', 'webkit'] as const).filter(
  (engine) => process.env['CI'] || available()[engine],
);

const SMALL: Spec = { ...BREAKER, seed: '3' };

const MAIN_PATH = `(async () => {
  ${HANDS}
  const inspector = () => document.querySelector('section[aria-label=inspector]');
  await until('the page', () => globalThis.faultline);
  location.hash = '${addressOf(SMALL, 75_000).slice(2)}';
  await until('the run', () => faultline.result?.seed === '3');
  const first = digest();
  (await button('Circuit breaker')).click();
  await until('the reason', () => /closed → open: \\d+ of the last 50/.test(inspector().innerText));
  const field = await until('a knob', () =>
    [...inspector().querySelectorAll('input[type=text], input:not([type])')].find((input) =>
      [...input.labels].some((label) => label.innerText.includes('waitDurationInOpenState'))));
  field.focus();
  field.value = '30s';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await until('another run', () => digest() && digest() !== first);
  const second = digest();
  (await button('Undo')).click();
  await until('the first run again', () => digest() === first);
  (await button('Play')).click();
  const slider = document.querySelector('[role=slider][aria-label=Playhead]');
  const from = Number(slider.getAttribute('aria-valuenow'));
  await until('the playhead to move', () => Number(slider.getAttribute('aria-valuenow')) > from);
  (await button('Pause')).click();
  return { first, second, lines: document.querySelectorAll('canvas').length };
})()`;

/** From nothing to a client and a service, and that beside the same with a fault. */
const EDITOR_PATH = `(async () => {
  ${HANDS}
  const field = (label) => until(label, () =>
    [...document.querySelectorAll('dialog[open] [role=combobox]')].find((one) =>
      one.getAttribute('aria-label').startsWith(label)));
  const enter = (into) =>
    into.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  const command = async (text, label) => {
    (await button('Edit')).click();
    const into = await field('What to do');
    into.value = text;
    into.dispatchEvent(new Event('input', { bubbles: true }));
    await until(label, () =>
      document.querySelector('[role=option][aria-selected=true]')?.innerText === label);
    enter(into);
  };
  await command('new', 'New scenario');
  await button('Add a client');
  await command('cl', 'Add a client');
  enter(await field('Name of the new client'));
  await until('the client', () => faultline.result?.clients.client);
  await command('service that', 'Add a service that client calls');
  enter(await field('Name of the new service'));
  await until('its call', () => faultline.result?.links['client->service']?.attempts > 0);
  const plain = digest();
  (await button('Keep as A')).click();
  await button('Show A');
  [...document.querySelectorAll('button')].find((b) => /^service service/.test(nameOf(b))).click();
  await command('break service slow', 'Break service: slow');
  await until('the run with the fault', () => digest() && digest() !== plain);
  const slow = digest();
  (await button('Undo')).click();
  await until('the run as before', () => digest() === plain);
  (await button('Redo')).click();
  await until('the run with the fault', () => digest() === slow);
  const variants = [...document.querySelectorAll('[aria-label=variants] [aria-pressed]')];
  return { variants: variants.map(nameOf), plain, slow };
})()`;

/** What a page could be made to do with markup of a stranger's, and the directives against it. */
const FORBIDDEN = `(async () => {
  const add = (html) => document.body.insertAdjacentHTML('beforeend', html);
  add('<i style="color: red"></i>');
  add('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">');
  await fetch('/').catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 200));
  return violations.map((violation) => violation.match(/^[a-z]+-src/)[0]).sort();
})()`;

/** What the inspector says, once that fits. */
const says = (words: string) => `new Promise((resolve, reject) => {
  const late = setTimeout(() => reject(new Error('waited in vain for ${words}')), 30000);
  const look = () => {
    const text = document.querySelector('section[aria-label=inspector]')?.innerText ?? '';
    if (!text.includes('${words}')) return setTimeout(look, 20);
    clearTimeout(late);
    resolve(location.hash);
  };
  look();
})`;

async function mainPath(page: Opened): Promise<void> {
  const served = await serve();
  try {
    await page.goto(served.url + stormAt(66).slice(1));
    const { first, second, lines } = (await page.evaluate(MAIN_PATH)) as Record<string, string>;
    expect(first).toBe((await inNode(SMALL, Infinity)).digest);
    expect(second).not.toBe(first);
    expect(lines).toBeGreaterThan(0);
    const drawn = (await page.evaluate(EDITOR_PATH)) as Record<string, unknown>;
    expect(drawn['variants']).toEqual(['Show A', 'Show B']);
    expect(drawn['slow']).not.toBe(drawn['plain']);
    expect(await page.evaluate('violations')).toEqual([]);
    expect(await page.evaluate(FORBIDDEN)).toEqual(['connect-src', 'img-src', 'style-src']);
  } finally {
    served.close();
  }
}

function testModes(page: () => Opened): void {
  test('presents to a room, and is embedded', async () => {
    test.setTimeout(120_000);
    await presents(page());
  });

  test('needs no server after one visit', async () => {
    test.setTimeout(120_000);
    await needsNoServer(page());
  });
}

for (const engine of engines)
  test.describe(engine, () => {
    // Browsers take seconds to start, so there is one for all that is asked of it.
    test.describe.configure({ mode: 'default' });
    let page: Opened;
    test.beforeAll(async () => {
      page = await open(engine, 'about:blank');
    });
    test.afterAll(() => page.close());

    test('computes what Node computes', async ({ baseURL }) => {
      test.setTimeout(300_000);
      await page.goto(`${baseURL}/`);
      for (const [i, name] of namesFor(engine))
        for (const seed of full ? SEEDS : [SEEDS[i % 2]!]) {
          const spec = named(name, seed);
          const computed = await inBrowser(page, spec);
          expect(computed, `${name}, seed ${seed}`).toEqual(await expected(spec));
        }
      // Every version of every pattern, also those that no scenario of the library has.
      const all = everyLibrary();
      expect(await inBrowser(page, all), 'every library').toEqual(await expected(all));
    });

    // Every other test goes Chromium's ways; WebKit takes half a minute for these: by night.
    if (engine !== 'firefox' && !full) return;

    test('goes the main path, which the policy allows', async () => {
      test.setTimeout(120_000);
      await mainPath(page);
    });

    if (full) testModes(() => page);

    // Firefox keeps in mind that a module was not found, the others ask again.
    test('gets a part that was not found before', async () => {
      const served = await serve();
      served.missing = /Inspector-/;
      try {
        await page.goto(served.url + stormAt(75).slice(1));
        await page.evaluate(says('Could not load the inspector'));
        served.missing = null;
        await page.evaluate(
          `[...document.querySelectorAll('button')]
            .find((button) => button.innerText === 'Try again').click()`,
        );
        await expect
          .poll(() => page.evaluate(says('Right now')).catch(String), { timeout: 40_000 })
          .toContain('t=75');
      } finally {
        served.close();
      }
    });
  });
