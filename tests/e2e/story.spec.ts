/** The story of a run: what is wrong and why, in a sentence and in a list of its moments. */
import { contrastOf } from '../../src/analysis/contrast.ts';
import { expect } from '@playwright/test';
import { listening, now, shown, STORM, stormAt } from './shown.ts';
import { test } from './kept-page.ts';

listening();

test('the headline says what is wrong and why, the list is stops and links', async ({ page }) => {
  await page.goto('/#thread-exhaustion?v=1&t=30');
  await shown(page);
  const headline = page.locator('p.headline');
  await expect(headline).toContainText('Only 20 % of pages need payments');
  const story = page.getByRole('region', { name: 'story' });
  const steps = story.getByRole('link');
  await expect(steps).toHaveCount(8);
  await steps.filter({ hasText: 'checkout: all 40 threads are busy' }).click();
  await expect(page.getByText('1:00.9', { exact: true }).first()).toBeVisible();
  await expect(headline).toHaveText(
    'Payments is 100 times slower, so checkout’s 40 threads wait for payments.',
  );
  await page.keyboard.press('Shift+ArrowRight');
  await expect(story.locator('[aria-current=step]')).toContainText('waiting for checkout');
  const href = await story.locator('[aria-current=step]').getAttribute('href');
  expect(href).toMatch(/^#thread-exhaustion\?.*&t=62\.5/);
  await expect(headline).toContainText('so web’s 100 threads wait for checkout');
});

test('after a change the story is that of the new run', async ({ page }) => {
  await page.goto(stormAt(66));
  await shown(page);
  const story = page.getByRole('region', { name: 'story' });
  await expect(story).toContainText('does not recover');
  await page.getByRole('slider', { name: 'database slow ×5', exact: true }).focus();
  await page.keyboard.press('Delete');
  await expect(story).not.toContainText('does not recover');
  await expect(story).not.toContainText('the fault ends');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(story).toContainText('does not recover');
});

test('a figure on the stage is asked why, and each step of the answer leads to its place', async ({
  page,
}) => {
  await page.goto(stormAt(144));
  await shown(page);
  const stage = page.getByRole('region', { name: 'stage' });
  const why = page.getByRole('region', { name: 'why' });
  await stage.locator('[data-id=shoppers] [data-why=failed]').first().click();
  await expect(why.getByRole('heading')).toContainText('why it fails shoppers: ');
  const steps = why.getByRole('button').filter({ hasText: ': ' });
  await expect(steps.first()).toContainText(
    /^\s*shoppers: [\d,]+ of [\d,]+ requests failed within\s3\ss/,
  );
  await expect(steps.filter({ hasText: 'keeps itself going' })).toHaveCount(1);
  await expect(steps.last()).toContainText('database: is 5 times slower, until 1:30');
  await steps.filter({ hasText: 'all 2 threads are busy' }).click();
  await expect(stage.locator('.card.picked')).toContainText('database');
  await steps.last().click();
  await expect.poll(() => now(page)).toBe(60);
  // The address brings the question back.
  await expect.poll(() => page.url()).toMatch(/&t=144&on=clients\.shoppers&why=failed/);
  const asked = new URL(page.url()).hash;
  await why.getByRole('button', { name: 'Back to the figures' }).click();

  // The inspector's figures, and who looks elsewhere asks no longer.
  await page
    .getByRole('button', { name: /: why\?$/ })
    .first()
    .focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(why).toBeVisible();
  await stage.getByRole('button', { name: /^client shoppers/ }).click();
  await expect(why).toHaveCount(0);

  await expect.poll(() => page.url()).not.toContain('&why=');
  await page.evaluate((hash) => (location.hash = hash), asked);
  await expect(why.getByRole('heading')).toContainText('why it fails shoppers: ');
  expect(await now(page)).toBe(144);

  // And the legends of charts.
  await page.locator('section.charts .item', { hasText: 'database' }).locator('b').last().click();
  await expect(why.getByRole('heading')).toContainText('why it is so busy database: ');
});

test('a request is followed part by part, and the same one in each variant', async ({ page }) => {
  await page.goto(stormAt(66));
  await shown(page);
  await page.getByRole('button', { name: 'Trace a request' }).click();
  const dialog = page.getByRole('dialog', { name: 'One request' });
  const failed = dialog.getByRole('region');
  await expect(failed.getByRole('heading')).toContainText('timeout');
  const rows = failed.getByRole('row');
  await expect(rows.filter({ hasText: 'attempt 3' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'after its caller has left' }).first()).toBeVisible();
  await dialog.getByText('slowest', { exact: true }).click();
  await expect(failed.getByRole('heading')).toContainText('ok');
  // A part leads to its instant.
  await rows.filter({ hasText: 'attempt 1' }).first().getByRole('button').click();
  await expect(dialog).toHaveCount(0);

  await page.getByRole('button', { name: /^Keep as A/ }).click();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'What to do' })).toBeFocused();
  await page.keyboard.type('trace');
  await page.keyboard.press('Enter');
  await expect(failed.getByRole('heading')).toHaveCount(2);
  await dialog.getByLabel('part by part on top of each other').uncheck();
  await expect(failed).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
});

test('a dot on the stage is an attempt, whose request is followed', async ({ page }) => {
  await page.goto('/#retry-storm?v=1&t=66');
  await shown(page);
  const { x, y, width, height } = (await page.locator('.svelte-flow').boundingBox())!;
  const spots = Array.from({ length: 60 }, (_, i) => x + 0.3 * width + 2 * i);
  let spot = 0;
  const at = await page.getByRole('button', { name: /^link shoppers->checkout/ }).boundingBox();
  const middle = at ? at.y + at.height / 2 : y + height / 2;
  await expect(async () => {
    await page.mouse.move(spots[spot++ % spots.length]!, middle + 5 * (spot % 3));
    expect(await page.locator('.at-a-dot').count()).toBe(1);
  }).toPass({ intervals: [0] });
  await page.mouse.click(spots[(spot - 1) % spots.length]!, middle + 5 * (spot % 3));
  const dialog = page.getByRole('dialog', { name: 'One request' });
  await expect(dialog.getByLabel('the one pointed at')).toBeChecked();
  await expect(dialog.getByRole('region').getByRole('row').nth(2)).toBeVisible();
  await page.keyboard.press('Escape');
});

test('what the failed attempts have in common is told, for any part of the run', async ({
  page,
}) => {
  await page.goto(stormAt(66));
  await shown(page);
  await page.getByRole('button', { name: 'What differs' }).click();
  const dialog = page.getByRole('dialog', { name: 'What differs about the failed ones' });
  const told = (part: { fromMs: number; toMs: number }) => {
    const { failed, others } = contrastOf(STORM, { ...part, reason: null }, () => {});
    const digits = (n: number) => n.toLocaleString('en-US');
    return `${digits(failed)} of ${digits(failed + others)} attempts that end in this part fail`;
  };
  const { duration } = STORM;
  await expect(dialog).toContainText(told({ fromMs: 0, toMs: duration }));
  await expect(dialog.getByRole('heading', { level: 3 }).first()).toBeVisible();
  const to = dialog.getByRole('slider', { name: /^to/ });
  for (let i = 0; i < 5; i++) await to.press('PageDown');
  const left = Number(await to.inputValue()) / 200;
  expect(left).toBeLessThan(0.9);
  await expect(dialog).toContainText(told({ fromMs: 0, toMs: left * duration }));
  await page.keyboard.press('Escape');
});
