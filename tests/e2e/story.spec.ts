/** The story of a run: what is wrong and why, in a sentence and in a list of its moments. */
import { expect } from '@playwright/test';
import { listening, shown, stormAt } from './shown.ts';
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
