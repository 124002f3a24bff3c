/** Parts of the page that could not be loaded: the page says so in their place, and tries again. */
import { expect, type Page } from '@playwright/test';
import { specOf } from '../simulate.ts';
import { addressOf, listening, shown } from './shown.ts';
import { NIGHT, fresh as test } from './kept-page.ts';

const complaints = listening();

/** A scenario that did not come with the page, so that its layout needs a part of its own. */
const FOREIGN = addressOf(
  specOf(`
duration: 20s
clients:
  web: { load: { rate: 40/s }, steps: [{ call: a, patterns: [{ timeout: { after: 1s } }] }] }
services:
  a: { steps: [{ call: b, patterns: [{ timeout: { after: 5s } }] }] }
  b: { threads: 9, steps: [{ call: c }] }
  c: { threads: 9, steps: [{ call: d }] }
  d: { threads: 9, work: 20ms }`),
);

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const PARTS = [
  ['Inspector', 'the inspector', (page: Page) => region(page, 'right now')],
  ['Charts', 'the charts', (page: Page) => region(page, 'charts').locator('canvas').first()],
  ['Gallery', 'the list of scenarios', (page: Page) => page.getByLabel('Filter scenarios')],
  ['advice', 'the advice', (page: Page) => region(page, 'advice')],
  ['ranks', 'the layout', (page: Page) => page.getByRole('button', { name: /^service b,/ })],
] as const;

test('each part that did not come can be asked for again', NIGHT, async ({ page }) => {
  const requestsOf = (chunk: string): RegExp => new RegExp(`/${chunk}-[^/]*\\.js$`);
  for (const [chunk] of PARTS) await page.route(requestsOf(chunk), (route) => route.abort());
  await page.goto(FOREIGN);
  await shown(page);
  for (const [chunk, name, there] of PARTS) {
    if (chunk === 'Gallery') await page.getByRole('button', { name: 'Scenarios' }).click();
    const alert = page.getByRole('alert').filter({ hasText: `Could not load ${name}` });
    await expect(alert).toBeVisible();
    await expect(there(page)).toHaveCount(0);
    await page.unroute(requestsOf(chunk));
    await alert.getByRole('button', { name: 'Try again' }).press('Enter');
    await expect(there(page)).toBeVisible();
    await expect(alert).toHaveCount(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
    if (chunk === 'Gallery') await page.keyboard.press('Escape');
  }
  // The browser's own report of what was aborted.
  complaints(page).length = 0;
});

test('without what ranks it, the stage says so and speaks in words', NIGHT, async ({ page }) => {
  await page.route(/ranks/, (route) => route.abort());
  await page.goto(FOREIGN);
  const stage = region(page, 'stage');
  await expect(stage.getByRole('alert')).toContainText('Could not load the layout');
  await expect(stage.getByRole('row', { name: /^service d healthy/ })).toBeVisible();
  // Those that came with the page are drawn as ever.
  await page.getByRole('button', { name: /scenarios/i }).click();
  await page.getByRole('button', { name: 'Open Retry storm' }).click();
  await expect(stage.getByRole('button', { name: /^service database,/ })).toBeVisible();
  // The browser's own report of what was aborted.
  complaints(page).length = 0;
});

test('while there is no network, trying again keeps the page', NIGHT, async ({ page, context }) => {
  await page.route(/\/Inspector-[^/]*\.js$/, (route) => route.abort());
  await page.goto(FOREIGN);
  const { digest } = await shown(page);
  // All else has come.
  await expect(page.locator('.charts canvas').first()).toBeVisible();
  await expect(page.getByRole('button', { name: '+ client' })).toBeVisible();
  const again = page.getByRole('button', { name: 'Try again' });
  await context.setOffline(true);
  await again.click();
  await expect(again).toBeVisible();
  expect((await shown(page)).digest).toBe(digest);
  await context.setOffline(false);
  complaints(page).length = 0;
});

test('a part of the simulator that did not come is asked for again', async ({ page, context }) => {
  let asked = 0;
  await context.route(/\/classes-[^/]*\.js$/, (route) => {
    asked++;
    return asked === 1 ? route.abort() : route.continue();
  });
  await page.goto('/#bulkhead-isolates?v=1&t=0');
  await expect(page.getByText('The simulation crashed')).toBeVisible();
  await shown(page);
  expect(asked).toBeGreaterThan(1);
  complaints(page).length = 0;
});
