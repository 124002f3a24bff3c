/** The timeline is not only looked at: what goes wrong, and what was changed, is moved on it. */
import { expect, type Page } from '@playwright/test';
import { specOf } from '../simulate.ts';
import { NIGHT, test } from './kept-page.ts';
import { addressOf, listening, now, playhead, pollDigest, shown, stormAt } from './shown.ts';

listening();

const grip = (page: Page, name: string) => page.getByRole('slider', { name, exact: true });
const text = (page: Page, name: string) => grip(page, name).getAttribute('aria-valuetext');
const FAULT = 'database slow ×5';
const EDIT = 'Edit checkout.replicas = 6';

/** Drags something by so many pixels, in small steps. */
async function drag(page: Page, name: string, byPx: number): Promise<void> {
  // Nothing is where it was until all has come to rest.
  await grip(page, name).hover();
  const box = (await grip(page, name).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= 10; i++) await page.mouse.move(x + (byPx * i) / 10, y);
  await page.mouse.up();
}

test('a fault is dragged, and undo takes the whole drag back', async ({ page }) => {
  await page.goto(stormAt(75));
  const first = await shown(page);
  await drag(page, FAULT, 100);
  const moved = await text(page, FAULT);
  expect(moved).toMatch(/^(1:2\d(\.\d)?) to 1:5\d(\.\d)?$/);
  expect(await now(page)).toBe(75);
  const other = await shown(page);
  expect(other.digest).not.toBe(first.digest);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await text(page, FAULT)).toBe('1:00 to 1:30');
  await pollDigest(page).toBe(first.digest);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(() => page.url().endsWith(other.fragment)).toBe(true);
  await page.reload();
  expect((await shown(page)).digest).toBe(other.digest);
  expect(await text(page, FAULT)).toBe(moved);
});

test('a fault is drawn where one wants it, selected, changed in kind, and removed', async ({
  page,
}) => {
  await page.goto(stormAt(75));
  const first = await shown(page);
  await page.getByRole('button', { name: 'Break', exact: true }).click();
  const over = page.getByRole('button', { name: /^Break something: drag/ });
  const { x, y, width } = (await over.boundingBox())!;
  await page.mouse.move(x + width / 2, y + 30);
  await page.mouse.down();
  await page.mouse.move(x + (width * 3) / 4, y + 32, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('menuitem', { name: 'checkout', exact: true }).click();
  await page.getByRole('menuitem', { name: 'crash', exact: true }).click();
  const crash = 'checkout crash 1 replica';
  expect(await text(page, crash)).toBe('2:00 to 3:00');
  const inspector = page.getByRole('region', { name: 'inspector' });
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText(`fault ${crash}`);
  await expect(inspector.getByLabel('state')).toHaveText('begins in 45.0 s.');
  await inspector.getByRole('button', { name: 'pause', exact: true }).click();
  expect(await text(page, 'checkout pause')).toBe('2:00 to 3:00');
  await inspector.getByRole('combobox', { name: 'on' }).selectOption('database');
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText('fault database pause');
  // What was there before it is removed: the one that is selected stays so.
  await grip(page, FAULT).click();
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText(`fault ${FAULT}`);
  await grip(page, FAULT).press('Delete');
  await expect(grip(page, FAULT)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText(`fault ${FAULT}`);
  for (let step = 0; step < 3; step++) await page.getByRole('button', { name: 'Undo' }).click();
  await pollDigest(page).toBe(first.digest);
});

test('the ends of a fault are dragged one by one', NIGHT, async ({ page }) => {
  await page.goto(stormAt(75));
  await shown(page);
  await drag(page, `${FAULT}, end`, 100);
  expect(await text(page, FAULT)).toMatch(/^1:00 to 1:5\d/);
  await drag(page, `${FAULT}, start`, -2000);
  expect(await text(page, FAULT)).toMatch(/^0:00 to 1:5\d/);
  await drag(page, `${FAULT}, end`, 2000);
  expect(await text(page, FAULT)).toBe('0:00 to 4:00');
});

test('faults and edits are moved by keys, and an edit is removed by one', async ({ page }) => {
  await page.goto(stormAt(75));
  const first = await shown(page);
  await grip(page, FAULT).press('ArrowRight');
  await grip(page, FAULT).press('Shift+ArrowRight');
  expect(await text(page, FAULT)).toBe('1:01.2 to 1:31.2');
  await grip(page, `${FAULT}, end`).press('PageUp');
  expect(await text(page, FAULT)).toBe('1:01.2 to 1:41.2');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
  expect(await text(page, FAULT)).toBe('1:00 to 1:30');
  await grip(page, EDIT).press('Shift+ArrowLeft');
  expect(await text(page, EDIT)).toBe('2:29');
  expect(await now(page)).toBe(75);
  await grip(page, EDIT).press('Delete');
  await expect(grip(page, EDIT)).toHaveCount(0);
  await expect(playhead(page)).toBeFocused();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  expect(await text(page, EDIT)).toBe('2:30');
  await pollDigest(page).toBe(first.digest);
});

test('an edit is dragged; Escape calls a drag off; a touch only looks', async ({ page }) => {
  await page.goto(stormAt(75));
  await shown(page);
  await drag(page, EDIT, 200);
  expect(await text(page, EDIT)).toMatch(/^3:1\d/);
  const box = (await grip(page, FAULT).boundingBox())!;
  await page.mouse.move(box.x + 60, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 8, { steps: 4 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await text(page, FAULT)).toBe('1:00 to 1:30');
  await page.mouse.click(box.x + 100, box.y + 8);
  expect(await text(page, FAULT)).toBe('1:00 to 1:30');
  expect(await now(page)).toBeGreaterThan(80);
});

test('beside what can be moved, dragging scrubs', async ({ page }) => {
  await page.goto(stormAt(75));
  await shown(page);
  const box = (await page
    .getByRole('img', { name: /^Outcomes of calls by shoppers/ })
    .boundingBox())!;
  await page.mouse.move(box.x + box.width / 4, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 5, { steps: 4 });
  expect(await now(page)).toBeCloseTo(120, 0);
  await page.mouse.up();
});

test('lanes that do not fit are counted, and can be reached', async ({ page }) => {
  const faults = Array.from({ length: 20 }, (_, i) => `{ at: ${i}s, on: db, delay: ${i + 1}ms }`);
  const spec = specOf(`
duration: 20s
clients: { web: { load: { rate: 5/s }, steps: [{ call: db }] } }
services: { db: { threads: 2, work: 20ms } }
faults: [${faults.join(', ')}]`);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(addressOf(spec));
  await shown(page);
  const last = page.getByTitle('db delay 20 ms, from 0:19 on').first();
  await expect(last).not.toBeInViewport();
  await page.getByRole('button', { name: /\d+ more lanes below/ }).click();
  for (let i = 0; i < 5; i++) await page.getByRole('button', { name: /below|above/ }).click();
  await grip(page, 'db delay 20 ms, end').focus();
  await expect(last).toBeInViewport();
});

test('a lane that comes into view is drawn, and one that does not is not', async ({ page }) => {
  const call = (i: number) => `{ call: s${i}, patterns: [{ circuitBreaker: {} }] }`;
  const numbers = Array.from({ length: 40 }, (_, i) => i);
  const spec = specOf(`
duration: 20s
clients: { web: { load: { rate: 20/s }, steps: [${numbers.map(call).join(', ')}] } }
services: { ${numbers.map((i) => `s${i}: { work: 1ms }`).join(', ')} }`);
  await page.goto(addressOf(spec));
  await shown(page);
  const strips = page.getByRole('img', {
    name: /^Circuit breaker on web.*s\d+ over time; now closed/,
  });
  await expect.poll(() => strips.count()).toBeGreaterThan(1);
  expect(await strips.count()).toBeLessThan(30);
  const last = page.getByTitle(/^Circuit breaker on web\S*s9$/).first();
  await last.scrollIntoViewIfNeeded();
  await expect(page.getByRole('img', { name: /^Circuit breaker on web\S*s9 over/ })).toBeVisible();
});

test('what a lane says of now follows a change, though the playhead stands still', async ({
  page,
}) => {
  await page.goto(stormAt(85));
  await shown(page);
  const strip = page.getByRole('img', { name: /^Outcomes of calls by shoppers/ });
  const before = await strip.getAttribute('aria-label');
  expect(before).toMatch(/now \d+.% answered/);
  await grip(page, FAULT).press('PageUp');
  await page.getByRole('button', { name: /^service database,/ }).click();
  await page.getByText('Whole run', { exact: true }).click();
  const field = page.getByRole('textbox', { name: /threads/ });
  await field.fill('64');
  await field.press('Enter');
  await expect(strip).toHaveAttribute('aria-label', /now (100|99).% answered/);
  expect(await now(page)).toBe(85);
});
