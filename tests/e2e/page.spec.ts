/** The page as somebody meets it who has never seen it. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { specOf } from '../simulate.ts';
import { NIGHT, fresh, test } from './kept-page.ts';
import {
  addressOf,
  breakerAt,
  listening,
  now,
  playhead,
  pollDigest,
  shown,
  stormAt,
} from './shown.ts';

listening();

const inspector = (page: Page) => page.getByRole('region', { name: 'inspector' });

test('opens on a real run, plays, and can be scrubbed', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle('Retry storm · Faultline');
  await shown(page);
  await expect(page.getByText('Retry storm').first()).toBeVisible();
  await page.getByRole('button', { name: 'Play' }).click();
  await page.waitForTimeout(600);
  await page.getByRole('button', { name: 'Pause' }).click();
  const played = await now(page);
  expect(played).toBeGreaterThan(0);
  await playhead(page).press('End');
  expect(await now(page)).toBeGreaterThan(played);
  await playhead(page).press('Home');
  expect(await now(page)).toBe(0);
  await page.getByRole('button', { name: 'Next event' }).click();
  await expect(inspector(page)).toContainText('1:00');
  // A page at rest costs nothing.
  const frames = await page.evaluate(async () => {
    const ask = globalThis.requestAnimationFrame;
    let asked = 0;
    globalThis.requestAnimationFrame = (act) => (asked++, ask(act));
    await new Promise((resolve) => setTimeout(resolve, 300));
    globalThis.requestAnimationFrame = ask;
    return asked;
  });
  expect(frames).toBe(0);
});

fresh(
  'what a pointer does on the charts is said until something plays',
  NIGHT,
  async ({ page }) => {
    await page.goto(stormAt(66));
    await shown(page);
    const hint = page.getByText('Point at a chart');
    await expect(hint).toBeVisible();
    await page.getByRole('button', { name: 'Play' }).click();
    await expect(hint).toHaveCount(0, { timeout: 20_000 });
  },
);

test('a breaker tells why it opened; a knob changes the future, not the past', async ({ page }) => {
  await page.goto(breakerAt(75));
  const first = await shown(page);
  await inspector(page).getByRole('button', { name: 'Circuit breaker', exact: true }).click();
  const log = inspector(page).getByRole('region', { name: 'state changes' });
  await expect(log).toContainText(/closed → open: \d+ of the last 50 calls failed, threshold 50 %/);
  const past = await log.innerText();

  const field = inspector(page).getByRole('textbox', { name: 'waitDurationInOpenState' });
  await field.fill('30s');
  await field.press('Enter');
  await pollDigest(page).not.toBe(first.digest);
  const fromNow = await shown(page);
  expect(await log.innerText()).toBe(past);
  await expect(page.getByText(/edits/i).first()).toBeVisible();

  // What is in the field was taken: undo is that of the page.
  await field.press('Control+z');
  await pollDigest(page).toBe(first.digest);
  await page.getByRole('button', { name: 'Redo' }).click();
  await pollDigest(page).toBe(fromNow.digest);
});

test('a knob can act on the whole run', async ({ page }) => {
  await page.goto(breakerAt(75));
  const first = await shown(page);
  await inspector(page).getByRole('button', { name: 'Circuit breaker', exact: true }).click();
  await inspector(page).getByText('Whole run', { exact: true }).click();
  const field = inspector(page).getByRole('textbox', { name: 'failureRateThreshold' });
  await field.fill('100');
  await field.press('Enter');
  await pollDigest(page).not.toBe(first.digest);
  const log = inspector(page).getByRole('region', { name: 'state changes' });
  await expect(log).not.toContainText('threshold 50 %');
});

test('bad input says what was wanted, and changes nothing', async ({ page }) => {
  await page.goto(breakerAt(75));
  const first = await shown(page);
  await inspector(page).getByRole('button', { name: 'Circuit breaker', exact: true }).click();
  const field = inspector(page).getByRole('textbox', { name: 'waitDurationInOpenState' });
  await field.fill('soon');
  await field.press('Enter');
  await expect(inspector(page)).toContainText(/found “soon”, wanted/);
  await expect(field).toHaveValue('soon');
  expect((await shown(page)).digest).toBe(first.digest);
});

test('the link shows the same run at the same instant in a fresh browser', async ({
  page,
  browser,
}) => {
  await page.goto(stormAt(75));
  await shown(page);
  await inspector(page)
    .getByRole('region', { name: 'parts' })
    .getByRole('button', { name: /^database/ })
    .click();
  const field = inspector(page).getByRole('textbox', { name: /threads/ });
  await field.fill('60');
  await field.press('Enter');
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('20×');
  await expect(page).toHaveURL(/on=services\.database&speed=20/);
  const here = await shown(page);
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(`/${here.fragment}`);
  await expect.poll(async () => (await shown(other)).digest, { timeout: 20_000 }).toBe(here.digest);
  expect(await now(other)).toBe(await now(page));
  await expect(inspector(other).getByRole('textbox', { name: /threads/ })).toHaveValue('60');
  await expect(other.getByRole('combobox', { name: 'Speed' })).toHaveValue('20');
  await context.close();
});

test('another scenario and back again; another seed and the old one', async ({ page }) => {
  const choose = async (title: string): Promise<string> => {
    await page.getByRole('button', { name: /scenarios/i }).click();
    await page.getByRole('button', { name: `Open ${title}` }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    return (await shown(page)).digest;
  };
  await page.goto('/#nested-retries?v=1');
  const first = (await shown(page)).digest;
  const other = await choose('One pool for nested calls');
  expect(other).not.toBe(first);
  await expect(page).toHaveTitle('One pool for nested calls · Faultline');
  await expect(page).toHaveURL(/#shared-pool/);
  await page.goBack();
  await pollDigest(page).toBe(first);
  await page.goForward();
  await pollDigest(page).toBe(other);
  expect(await choose('Nested retries')).toBe(first);
  await page.getByRole('button', { name: 'New seed' }).click();
  await pollDigest(page).not.toBe(first);
  const seed = page.getByLabel('seed', { exact: true });
  await seed.fill('1');
  await seed.press('Enter');
  await pollDigest(page).toBe(first);
});

test('what is changed while the run plays is in the address', async ({ page }) => {
  await page.goto(stormAt(10));
  await shown(page);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('0.1×');
  await page.getByRole('button', { name: 'Play' }).click();
  const seed = page.getByLabel('seed', { exact: true });
  await seed.fill('77');
  await seed.press('Enter');
  await expect(page).toHaveURL(/seed=77/);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('the button copies the link', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/#retry-storm?v=1&t=75');
  await shown(page);
  await page.getByRole('button', { name: /copy/i }).click();
  await expect(page.getByText(/copied/i).first()).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('#retry-storm?v=1&engine=');
  expect(copied).toContain('t=75');
});

test('the scenario that is shown can be opened again', NIGHT, async ({ page }) => {
  await page.goto('/#retry-storm?v=1&t=80');
  const { digest } = await shown(page);
  await page.getByRole('button', { name: /scenarios/i }).click();
  await page.getByRole('button', { name: 'Open Retry storm' }).click();
  await pollDigest(page).toBe(digest);
  await expect(inspector(page)).toContainText('Whole run');
  await page.evaluate(() => (location.hash = '#retry-storm?v=1&t=90'));
  await expect.poll(() => now(page)).toBe(90);
  await expect(inspector(page)).toContainText(/% of calls fail/);
  // What was opened can be left again, with all that had been changed before.
  await page.getByRole('button', { name: 'Undo' }).click();
  expect((await shown(page)).digest).toBe(digest);
});

test('an address beyond all bounds is brought back within them', async ({ page }) => {
  await page.goto('/#retry-storm?v=1&t=1e12');
  await shown(page);
  expect(await now(page)).toBe(240);
  // {"a":1}, deflated: data, but no scenario.
  await page.goto('/#?v=1&spec=q1ZKVLIyrAUA');
  await expect(page.getByRole('alert')).toContainText('This link cannot be opened');
  await shown(page);
});

test('a broken link leaves the page usable, with the reason', async ({ page }) => {
  await page.goto('/#retry-storm?v=1&x=AAAAbbbb');
  await expect(page.getByRole('alert')).toContainText(/damaged/);
  await shown(page);
  await page.goto('/#no-such-thing?v=1');
  await expect(page.getByRole('alert')).toContainText('no scenario `no-such-thing`');
});

test('texts with markup in them are shown as text, names are refused as text', async ({ page }) => {
  const evil = '<img src=x onerror=alert(1)>';
  const spec = specOf(`
title: ${JSON.stringify(evil)}
summary: ${JSON.stringify(evil)}
seed: ${JSON.stringify(evil)}
duration: 20s
clients:
  web: { load: { rate: 50/s }, steps: [{ call: db, fallback: ${JSON.stringify(evil)} }] }
services: { db: { threads: 2, work: 20ms, errors: 40% } }`);
  await page.goto(addressOf(spec));
  await shown(page);
  await expect(page.getByText(evil).first()).toBeVisible();
  await page.getByRole('button', { name: 'as table' }).click();
  await inspector(page)
    .getByRole('button', { name: /fallback/i })
    .first()
    .click();
  await expect(page.locator('img')).toHaveCount(0);
  await page.getByRole('button', { name: 'as table' }).click();
  const named = { ...spec, services: { ...spec.services, [evil]: spec.services['db']! } };
  await page.goto(addressOf(named));
  await expect(page.getByRole('alert')).toContainText(evil);
  await expect(page.locator('img')).toHaveCount(0);
});

test('a run that takes long says how long, is stopped, and goes on', async ({ page }) => {
  const spec = specOf(`
duration: 12h
clients: { web: { load: { rate: 500/s }, steps: [{ call: db }] } }
services: { db: { threads: 20, work: 20ms } }`);
  await page.goto(addressOf(spec));
  const timeline = page.getByRole('contentinfo', { name: 'timeline' });
  await expect(timeline).toContainText(/\d+ %, about \d+ s left/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(timeline).toContainText(/Stopped at [\d:.]+/);
  await expect(page.getByRole('button', { name: 'Resume' })).toBeFocused();
  await playhead(page).press('End');
  const stopped = await now(page);
  expect(stopped).toBeGreaterThan(60);
  expect(stopped).toBeLessThan(12 * 3600);
  await expect(inspector(page)).toContainText(/no failures; \d+ calls\/s succeed/);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(timeline).toContainText(/left/);
  await playhead(page).press('End');
  expect(await now(page)).toBe(12 * 3600);
});

test('no source maps are shipped, nor links to any', () => {
  const folder = new URL('../../dist/assets/', import.meta.url);
  for (const file of readdirSync(folder)) {
    expect(file).not.toMatch(/\.map$/);
    expect(readFileSync(new URL(file, folder), 'utf8'), file).not.toContain('sourceMappingURL');
  }
});

test('help leads to the licenses of all that the page is made of', async ({ page, context }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Help' }).click();
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: 'all licenses' }).click();
  const text = await (await opened).locator('body').innerText();
  // Of the page, of its lazy parts, of its workers, of what those need, and of the bundler.
  for (const name of [
    ...['Faultline', 'svelte', 'tinykeys', 'xstate', '@lucide/svelte', '@xyflow/svelte'],
    ...['uplot', '@dagrejs/dagre', 'fflate', 'seedrandom', 'zod'],
    ...['@xyflow/system', 'd3-zoom', 'd3-selection', 'rolldown'],
  ])
    expect(text).toMatch(new RegExp(`^${name}( [\\d.]+ \\([\\w.-]+\\))?$`, 'm'));
});
