/** Two configurations side by side: kept, named, shared as a link, and undone. */
import { expect } from '@playwright/test';
import { NIGHT, test } from './kept-page.ts';
import { listening, pollDigest, shown, stormAt } from './shown.ts';

listening();

test('with and without a pattern in two clicks, and the link brings both back', async ({
  page,
}) => {
  await page.goto(stormAt(66));
  const first = await shown(page);
  await page
    .getByRole('button', { name: /^retry, .* on shoppers->checkout/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Compare with and without' }).click();
  const variants = page.getByRole('group', { name: 'variants' });
  const a = variants.getByRole('button', { name: 'Show A: with retry' });
  await expect(a).toBeVisible();
  await expect(page.getByLabel('Name of B')).toHaveValue('without retry');
  const words = page.getByRole('status').filter({ hasText: /^B fails/ });
  await expect(words).toHaveText(/^B fails [\d,]+ requests instead of [\d,]+, recovers/);
  const second = await shown(page);
  expect(second.digest).not.toBe(first.digest);

  await page.getByLabel('Name of B').fill('plain');
  await page.getByLabel('Name of B').press('Enter');
  await expect.poll(async () => page.url().endsWith((await shown(page)).fragment)).toBe(true);
  await page.reload();
  expect((await shown(page)).digest).toBe(second.digest);
  await expect(page.getByLabel('Name of B')).toHaveValue('plain');
  await expect(words).toHaveText(/^B fails/);
  await a.click();
  await pollDigest(page).toBe(first.digest);

  await page.getByRole('button', { name: 'Differences' }).click();
  const failed = page.getByRole('row', { name: /^failed A, [\d,]+: why\? B, [\d,]+: why\?/ });
  const why = page.getByRole('region', { name: 'why' });
  const b = failed.getByRole('button', { name: /^B, / });
  const figure = (await b.textContent())!;
  await b.click();
  await expect(why.getByRole('heading')).toHaveText(`why it fails shoppers: failed ${figure}`);
  expect((await shown(page)).digest).toBe(second.digest);
  // By keys; of a difference it is the worse one that has to answer.
  await b.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const better = failed.getByRole('button', { name: '✓ better than A: why?' });
  await expect(better).toBeFocused();
  await page.keyboard.press('Enter');
  const worse = (await failed.getByRole('button', { name: /^A, / }).textContent())!;
  await expect(why.getByRole('heading')).toHaveText(`why it fails shoppers: failed ${worse}`);
  await expect(why.getByRole('button').last()).toContainText('database: is 5 times slower');
  expect((await shown(page)).digest).toBe(first.digest);
  await page.getByRole('button', { name: 'Close the differences' }).click();
  await page.getByRole('button', { name: 'Side by side' }).click();
  const cards = page.getByRole('button', { name: /^client shoppers/ });
  await expect(cards).toHaveCount(2);
});

test('what was before a change can be kept as A, and undone', NIGHT, async ({ page }) => {
  await page.goto(stormAt(66));
  const first = await shown(page);
  await page
    .getByRole('button', { name: /^timeout, .* on shoppers->checkout/ })
    .first()
    .click();
  await page.getByText('Whole run', { exact: true }).click();
  const after = page.getByRole('textbox', { name: /^after/ });
  await after.fill('200 ms');
  await after.press('Enter');
  await pollDigest(page).not.toBe(first.digest);
  await expect(page.getByRole('status').filter({ hasText: /^B / })).toBeVisible();
  await page.getByRole('button', { name: 'Keep A' }).click();
  const a = page.getByRole('button', { name: 'Show A', exact: true });
  await a.click();
  await pollDigest(page).toBe(first.digest);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(a).toHaveCount(0);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(page.getByRole('button', { name: 'Show B', exact: true })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Outcomes in [CD]/ })).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: /^B / })).toBeVisible();
});

test(
  'all that a knob can be goes side by side, as far as there is room',
  NIGHT,
  async ({ page }) => {
    await page.goto(stormAt(66));
    await shown(page);
    await page.getByRole('button', { name: /^retry, .* on shoppers->checkout$/ }).click();
    await page.getByRole('button', { name: 'change', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Compare', exact: true }).click();
    await page.getByRole('menuitem', { name: /^jitter: full, none, equal, decorrelated/ }).click();
    const variants = page.getByRole('group', { name: 'variants' });
    await expect(variants.getByRole('button', { name: /^Show [A-D]: jitter / })).toHaveCount(4);
    await expect(page.getByRole('status').filter({ hasText: /^B / })).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(variants).toHaveCount(0);
  },
);

test(
  'on a phone the stages of all are swiped, and what is in view is what is shown',
  NIGHT,
  async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(stormAt(66));
    await shown(page);
    const tab = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const isShown = (letter: string) =>
      expect(
        page.getByRole('button', { name: `Show ${letter}`, exact: true, includeHidden: true }),
      ).toHaveAttribute('aria-pressed', 'true');
    await tab('charts');
    await page.getByRole('button', { name: 'Keep as A' }).click();
    await page.getByRole('button', { name: 'Side by side' }).click();
    await tab('stage');
    const cards = page.getByRole('button', { name: /^client shoppers/ });
    await expect(cards).toHaveCount(2);
    await expect(cards.nth(1)).toBeInViewport({ ratio: 1 });
    await expect(cards.nth(0)).not.toBeInViewport();
    await isShown('B');

    const finger = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number) =>
      finger.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: x === undefined ? [] : [{ x, y: 500 }],
      });
    await touch('touchStart', 60);
    for (let x = 80; x <= 340; x += 20) await touch('touchMove', x);
    await touch('touchEnd');
    await expect(cards.nth(0)).toBeInViewport({ ratio: 1 });
    await expect(cards.nth(1)).not.toBeInViewport();
    await isShown('A');

    // What was chosen elsewhere is in view when the stage is looked at again.
    await tab('charts');
    await page.getByRole('button', { name: 'Show B' }).click();
    await tab('stage');
    await expect(cards.nth(1)).toBeInViewport({ ratio: 1 });

    // The table stands above the charts, which are no wider than the screen.
    await tab('charts');
    await page.getByRole('button', { name: 'Differences' }).click();
    await expect(page.getByRole('rowheader', { name: 'offered' })).toBeInViewport();
    expect(await page.locator('section.charts').evaluate((one) => one.scrollWidth)).toBe(390);
  },
);
