/** The page on screens of other sizes. */
import { expect } from '@playwright/test';
import { NIGHT, test } from './kept-page.ts';
import { breakerAt, listening, shown } from './shown.ts';

listening();

/** Between the two that are narrower and those of all other tests. */
const tagOf = (width: number) => (width > 853 ? NIGHT : {});
for (const [width, height] of [
  [1024, 768],
  [853, 480],
  [390, 844],
] as const)
  test(`everything has room at ${width} × ${height}`, tagOf(width), async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto(breakerAt(75));
    await shown(page);
    await page.waitForTimeout(300);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
    await expect(page.getByRole('button', { name: 'Play' })).toBeInViewport();
    const stage = await page.getByRole('region', { name: 'stage', exact: true }).boundingBox();
    expect(stage!.height).toBeGreaterThan(200);
  });
