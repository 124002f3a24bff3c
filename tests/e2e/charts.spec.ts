/** The charts: which stand in the page, what they say of the selected part, all of them at once. */
import { expect, type Locator, type Page } from '@playwright/test';
import { latencyMapOf } from '../../src/analysis/latency-map.ts';
import { ALL, serious } from './axe.ts';
import { addressOf, listening, now, shown, STORM, stormAt } from './shown.ts';
import { fresh, NIGHT, test } from './kept-page.ts';

listening();

const strip = (page: Page) => page.getByRole('region', { name: 'charts', exact: true });
const all = (page: Page) => page.getByRole('dialog', { name: 'All charts' });
const instant = (page: Page) => all(page).getByRole('slider', { name: 'Instant' });

/** In view, which it has to be to be counted. */
async function heatMap(page: Page): Promise<Locator> {
  const heat = all(page).getByRole('region', { name: 'Latency heat map' });
  // What comes before it is there.
  await expect(all(page).locator('canvas').first()).toBeVisible();
  await heat.scrollIntoViewIfNeeded();
  return heat;
}

async function openAll(page: Page, atS: number): Promise<void> {
  await page.goto(stormAt(atS));
  await shown(page);
  await strip(page).getByRole('button', { name: 'All charts' }).click();
  await expect(all(page).locator('canvas').first()).toBeVisible();
}

fresh('a chart that is chosen stays, and is of what is selected', NIGHT, async ({ page }) => {
  await page.goto(stormAt(75));
  await shown(page);
  const first = strip(page).getByRole('combobox', { name: 'Chart 1' });
  await first.selectOption('Failures by reason');
  const figure = strip(page).getByRole('figure').first();
  await expect(figure).toContainText('per second, shoppers');
  await page.getByRole('button', { name: /^service database,/ }).click();
  await expect(figure).toContainText('per second, database');
  await expect(figure).toContainText(/queue-full \d/);
  // One that stands at another place changes places with it.
  await strip(page).getByRole('combobox', { name: 'Chart 2' }).selectOption('Failures by reason');
  await expect(first).toHaveValue('latency');
  await page.reload();
  await shown(page);
  await expect(strip(page).getByRole('figure').nth(1)).toContainText('Failures by reason');
});

test('values under the pointer lie as the stack does', async ({ page }) => {
  await openAll(page, 75);
  const chart = all(page).getByRole('region', { name: 'Failures by reason' });
  await chart.scrollIntoViewIfNeeded();
  await chart.locator('.over').hover();
  const labels = chart.locator('.values [scope=row]');
  await expect(labels.first()).toHaveText('all failures');
  const legend = await chart.locator('.legend .label').allTextContents();
  expect(await labels.allTextContents()).toEqual(legend.toReversed());
  await page.keyboard.press('Escape');
});

test('all charts are of one part and instant, and by keyboard', async ({ page }) => {
  await page.goto(stormAt(75));
  await shown(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'What to do' })).toBeFocused();
  await page.keyboard.type('all charts');
  await page.keyboard.press('Enter');
  const calls = all(page).getByRole('region', { name: 'Calls' });
  await expect(calls).toContainText('goodput');
  await all(page).getByRole('combobox', { name: 'charts of' }).selectOption('checkout→database');
  await expect(calls).toContainText('per second, checkout→database');
  await expect(instant(page)).toHaveValue('75000');
  await instant(page).press('ArrowRight');
  await expect(instant(page)).not.toHaveValue('75000');
  await instant(page).press('Home');
  await expect(instant(page)).toHaveValue('0');
  await all(page).getByText('All values at the playhead as a table').click();
  const rows = all(page).getByRole('table').last().getByRole('row');
  await expect(rows.filter({ hasText: 'attempts per call' })).toHaveCount(1);
  await all(page).getByRole('button', { name: 'Close' }).click();
  // What was selected there is what the page is about.
  await expect(page.getByRole('group', { name: 'checkout->database' })).toBeVisible();
  expect(await now(page)).toBe(0);
});

test('the worst part comes first, and a click selects it', async ({ page }) => {
  await openAll(page, 75);
  const grid = all(page).getByRole('region', { name: 'small multiples' });
  await grid.scrollIntoViewIfNeeded();
  await grid.getByRole('combobox', { name: 'measure' }).selectOption('busy threads');
  await expect(grid.getByRole('button').first()).toContainText('database');
  await grid.getByRole('combobox', { name: 'measure' }).selectOption('load');
  await grid.getByRole('combobox', { name: 'of all' }).selectOption('links');
  const first = grid.getByRole('button').first();
  await expect(first).toContainText(/^checkout→database [\d.]+\/s/);
  await first.click();
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  await expect(all(page).getByRole('combobox', { name: 'charts of' })).toHaveValue(
    'link checkout->database',
  );
  await page.keyboard.press('Escape');
});

test('a cell of the heat map says how many requests took so long then', NIGHT, async ({ page }) => {
  await openAll(page, 30);
  const heat = await heatMap(page);
  const cells = heat.getByRole('group', { name: 'Cells of the heat map' });
  await cells.press('ArrowRight');
  const said = heat.getByRole('status');
  await expect(said).toContainText(': ');
  const words = /^0:([\d.]+)–0:([\d.]+), ([\d.]+)–.*\sms: (\d+) requests?$/;
  const [, from, to, low, count] = words.exec(await said.innerText())!.map(Number);
  const columnMs = Math.round((to! - from!) * 10) * 100;
  const map = latencyMapOf(STORM, { clients: ['shoppers'], links: [], columnMs }, () => {});
  const column = Math.round((from! * 1000) / columnMs);
  const cell = column * (map.edgesMs.length + 1) + map.edgesMs.indexOf(low!) + 1;
  expect(count).toBe(map.answered[cell]);
  await heat.getByRole('combobox', { name: 'count' }).selectOption('failed');
  await cells.press('ArrowLeft');
  await expect(said).toContainText(': 0 requests');
  await page.keyboard.press('Escape');
});

test('counting latencies can be called off, and begun again', async ({ page }) => {
  await page.goto(addressOf({ ...STORM, duration: 3_600_000 }));
  await strip(page).getByRole('button', { name: 'All charts' }).click();
  const heat = await heatMap(page);
  await expect(heat.getByRole('progressbar')).toBeVisible();
  await heat.getByRole('button', { name: 'Cancel' }).click();
  await expect(heat).toContainText('Not counted.');
  await heat.getByRole('button', { name: 'Count latencies' }).click();
  await expect(heat.getByRole('progressbar')).toBeVisible();
  await page.keyboard.press('Escape');
});

/** Where there is more room, less can go wrong. */
const tagOf = (width: number) => (width > 390 ? NIGHT : {});
for (const [width, height, colorScheme] of [
  [1280, 720, 'light'],
  [390, 844, 'dark'],
] as const)
  test(
    `all charts are whole, and nothing serious, at ${width} px`,
    tagOf(width),
    async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(stormAt(75));
      await shown(page);
      if (width < 760) await page.getByRole('button', { name: 'charts', exact: true }).click();
      const opener = strip(page).getByRole('button', { name: 'All charts' });
      await opener.click();
      const heat = await heatMap(page);
      await expect(heat.getByRole('group', { name: 'Cells of the heat map' })).toBeVisible();
      await all(page).getByText('All values at the playhead as a table').click();
      const over = await all(page)
        .getByRole('group', { name: 'charts' })
        .evaluate((one) => one.scrollWidth - one.clientWidth);
      expect(over).toBe(0);
      expect(await serious(page, ALL, 'dialog[aria-label="All charts"]')).toEqual([]);
      await all(page).getByRole('button', { name: 'Close' }).click();
      await expect(opener).toBeFocused();
    },
  );
