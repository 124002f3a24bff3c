/** What reads links is a part of its own: a page without a link begins without it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, type Page } from '@playwright/test';
import { listening } from './shown.ts';
import { NIGHT, fresh as test } from './kept-page.ts';

const complaints = listening();
const ADDRESS = /\/address-[^/]*\.js$/;

/** The run is over; what would write its address has not come. */
const computed = (page: Page) =>
  page.waitForFunction(() => {
    const { faultline } = globalThis as { faultline?: { result: unknown; fragment: unknown } };
    return faultline?.result && faultline.fragment === null;
  });

test(
  'a page whose address says nothing shows its run without what reads links',
  NIGHT,
  async ({ page }) => {
    await page.route(ADDRESS, (route) => route.abort());
    await page.goto('/');
    await computed(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Retry storm');
    await expect(page.getByRole('alert')).toHaveText(/Could not load the link reader/);
    complaints(page).length = 0;
  },
);

test(
  'a link whose reader did not come is opened when that has been asked for again',
  NIGHT,
  async ({ page }) => {
    await page.route(ADDRESS, (route) => route.abort());
    await page.goto('/#breaker-saves-the-caller?v=1&t=75');
    await computed(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Retry storm');
    expect(page.url()).toContain('#breaker-saves-the-caller?v=1&t=75');
    await page.unroute(ADDRESS);
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('A breaker saves the caller');
    await expect(page.getByRole('alert')).toHaveCount(0);
    complaints(page).length = 0;
  },
);

test('npm start says where the page is when it is there', async () => {
  const started = spawn(process.execPath, ['src/cli/start.mjs'], { stdio: 'pipe' });
  try {
    let said = '';
    for await (const text of started.stdout.setEncoding('utf8')) {
      said += String(text);
      if (said.includes('Faultline is at')) break;
    }
    const [url] = /http:\S+/.exec(said)!;
    expect((await fetch(url)).status).toBe(200);
  } finally {
    started.kill();
    await once(started, 'exit');
  }
});
