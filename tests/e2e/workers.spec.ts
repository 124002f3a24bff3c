/** What the page does when one of its workers fails. */
import { expect, type Page } from '@playwright/test';
import { specOf } from '../simulate.ts';
import { addressOf, listening, pollDigest, shown, stormAt } from './shown.ts';
import { NIGHT, fresh as test } from './kept-page.ts';

const complaints = listening();

/** A thread that never answers again, without taking a core from the tests beside it. */
const HANG = `Atomics.wait(
  new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer), 0, 0);`;

/**
 * The page's clock runs ahead until its alert says so. It does in small steps, between which
 * workers can answer: who does is not taken for hung.
 */
async function says(page: Page, words: string): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: words });
  await expect(async () => {
    await page.clock.runFor(500);
    await expect(alert).toBeVisible({ timeout: 50 });
  }).toPass({ intervals: [0], timeout: 30_000 });
}

/** What the page waits for by the clock is waited for by another one. */
test.beforeEach(({ page }) => page.clock.install());

test('a link whose reader fails or hangs leaves the page usable', async ({ page }) => {
  const foreign = addressOf(
    specOf(`
duration: 20s
clients: { web: { load: { rate: 50/s }, steps: [{ call: db }] } }
services: { db: { threads: 2, work: 20ms } }`),
    0,
  );
  for (const [body, why] of [
    ['throw new Error("boom")', 'boom'],
    [HANG, 'no answer for 8 s'],
  ] as const) {
    await page.goto(stormAt(10));
    const { digest } = await shown(page);
    await page.route('**/reader-*.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body }),
    );
    await page.goto(foreign);
    await says(page, why);
    await expect(page.getByRole('alert')).toContainText('cannot be opened: it could not');
    expect((await shown(page)).digest).toBe(digest);
  }
  complaints(page).length = 0;
});

/** Goes before the worker's code: a run with this title is built for as long as anybody waits. */
const SLOW = 'slow to build';
const DAWDLING = `addEventListener('message', ({ data: { name, args } }) => {
  if (name === 'show' && args[1].title === '${SLOW}') ${HANG}
});`;

test('what is newer does not wait for a run that takes long to build', NIGHT, async ({ page }) => {
  await page.route('**/worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: DAWDLING + (await response.text()) });
  });
  const slow = specOf(`
title: ${SLOW}
duration: 20s
clients: { web: { load: { rate: 50/s }, steps: [{ call: db }] } }
services: { db: { threads: 2, work: 1ms } }`);
  await page.goto(stormAt(10));
  const { digest } = await shown(page);
  const ended = new Promise((resolve) => page.workers()[0]!.once('close', resolve));
  await page.goto(addressOf(slow, 0));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(SLOW);
  await page.goto(stormAt(10));
  await ended;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Retry storm');
  expect((await shown(page)).digest).toBe(digest);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a worker that hangs is noticed and restarted', async ({ page }) => {
  await page.goto(stormAt(10));
  const first = await shown(page);
  void page
    .workers()[0]!
    .evaluate(HANG)
    .catch(() => {});
  await says(page, 'no answer for 8 s) and was restarted');
  await pollDigest(page).toBe(first.digest);
});

test('a worker that crashes is restarted', async ({ page }) => {
  await page.goto(stormAt(10));
  const first = await shown(page);
  await page.workers()[0]!.evaluate('setTimeout(() => { throw new Error("boom") })');
  await expect(page.getByRole('alert')).toContainText('boom');
  await pollDigest(page).toBe(first.digest);
  // The browser's own report of what was thrown there.
  complaints(page).length = 0;
});
