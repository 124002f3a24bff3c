/** The page without a network, and what happens when its server has a newer version. */
import { expect, type Page } from '@playwright/test';
import { Host } from './host.ts';
import { full } from '../full.ts';
import { STORM, addressOf, listening, now, pollDigest, shown } from './shown.ts';
import { fresh as test } from './kept-page.ts';

listening();
test.use({ serviceWorkers: 'allow' });

let host: Host;
test.beforeEach(async () => {
  host = await Host.begin();
});
test.afterEach(() => host.remove());

/** Everything that the page may load has been downloaded. */
const kept = (page: Page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));

/** @returns the digest of the run that is shown */
async function visit(page: Page): Promise<string> {
  await page.goto(host.url + addressOf(STORM).slice(1));
  const { digest } = await shown(page);
  await kept(page);
  return digest;
}

/** Whether the page is of the second build. Everything that it loaded must be, or nothing. */
const isSecond = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const urls = performance.getEntriesByType('resource').map(({ name }) => name);
    const assets = urls.filter((url) => url.includes('/assets/'));
    const second = assets.filter((url) => url.includes('/assets/second-'));
    const isMarked = document.documentElement.dataset['build'] === 'second';
    if (second.length !== (isMarked ? assets.length : 0)) throw new Error(`mixed: ${urls}`);
    return isMarked;
  });

const versions = (page: Page) => page.evaluate(async () => (await caches.keys()).length);
const offer = (page: Page) =>
  page.getByRole('status').filter({ hasText: 'A new version is ready' });

async function opensPart(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
}

test('after one visit the page needs no server', async ({ page, context }) => {
  const digest = await visit(page);
  host.end();
  await context.setOffline(true);
  await opensPart(page, '?');
  await page.reload();
  expect((await shown(page)).digest).toBe(digest);
  await page.getByRole('button', { name: 'Scenarios' }).click();
  await page.getByRole('button', { name: 'Open A breaker saves the caller' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A breaker saves the caller');
  await pollDigest(page).not.toBe(digest);
  await page.getByRole('button', { name: 'Play' }).click();
  const from = await now(page);
  await expect.poll(() => now(page)).toBeGreaterThan(from);
});

test('a new version is offered, and no page ever mixes two of them', async ({ page, context }) => {
  const digest = await visit(page);
  host.deploy('second');
  // Nobody has taken it: what is opened now is of the first build as well.
  const other = await context.newPage();
  await other.goto(page.url());
  const { fragment } = await shown(other);
  for (const one of [page, other]) await expect(offer(one)).toBeVisible();
  await opensPart(page, '?');
  expect(await isSecond(page)).toBe(false);
  expect(await isSecond(other)).toBe(false);

  await offer(other).getByRole('button', { name: 'Reload' }).press('Enter');
  await other.waitForFunction(() => document.documentElement.dataset['build'] === 'second');
  expect(await shown(other)).toEqual({ digest, fragment });
  expect(await isSecond(other)).toBe(true);

  // The first tab goes on with its files, which the server no longer has.
  await offer(page).getByRole('button', { name: 'Later' }).press('Enter');
  await expect(offer(page)).toBeHidden();
  await opensPart(page, 'Control+k');
  expect(await isSecond(page)).toBe(false);
  expect(await versions(page)).toBe(2);
  await page.close();
  await other.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    active!.postMessage('loaded');
  });
  await expect.poll(() => versions(other)).toBe(1);

  if (!full) return;
  // A download that breaks off changes nothing.
  host.deploy('third');
  host.truncate(/third-.*Trace/);
  const state = await other.evaluate(async () => {
    const { installing } = await (await navigator.serviceWorker.ready).update();
    await new Promise((resolve) => installing!.addEventListener('statechange', resolve));
    return installing!.state;
  });
  expect(state).toBe('redundant');
  await expect(offer(other)).toBeHidden();
  await opensPart(other, '?');
  expect(await isSecond(other)).toBe(true);
});
