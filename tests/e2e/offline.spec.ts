/** The page without a network, and what happens when its server has a newer version. */
import { expect, type Page } from '@playwright/test';
import { Host } from './host.ts';
import { addressOf, listening, shown, STORM } from './shown.ts';
import { fresh as test } from './kept-page.ts';

const complaints = listening();
test.use({ serviceWorkers: 'allow' });

let host: Host;
test.beforeEach(async () => {
  host = await Host.begin();
});
test.afterEach(() => host.remove());

/** Everything that the page may load has been downloaded. */
const kept = (page: Page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));

const visit = async (page: Page) => {
  await page.goto(host.url + addressOf(STORM).slice(1));
  const { digest } = await shown(page);
  await kept(page);
  return digest;
};

/** Whether the page is of the second build, and all that it loaded. */
const isSecond = (page: Page) =>
  page.evaluate(() => {
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    const marked = loaded.map((url) => /\/assets\/second-[^/]*$/.test(url));
    const chunks = marked.filter((_, i) => loaded[i]!.includes('/assets/'));
    const html = document.documentElement.dataset['build'] === 'second';
    if (chunks.some((chunk) => chunk !== html)) throw new Error(`mixed: ${loaded.join(' ')}`);
    return html;
  });

const caches = (page: Page) => page.evaluate(async () => (await window.caches.keys()).length);
const offer = (page: Page) => page.getByRole('status').filter({ hasText: 'A new version is ready' });
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });

test('after one visit the page needs no server', async ({ page, context }) => {
  const digest = await visit(page);
  host.end();
  await context.setOffline(true);
  // A part that this visit has not loaded before.
  await page.keyboard.press('?');
  await expect(dialog(page, /help|keys/i)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  expect((await shown(page)).digest).toBe(digest);
  await page.getByRole('button', { name: 'Scenarios' }).click();
  await page.getByRole('button', { name: 'Open A breaker saves the caller' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A breaker saves the caller');
  await expect.poll(async () => (await shown(page)).digest).not.toBe(digest);
  complaints(page).length = 0;
});

test('a new version is offered, and no page ever mixes the two', async ({ page, context }) => {
  const digest = await visit(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await shown(other);
  await host.deploy('second');

  await page.reload();
  const { fragment } = await shown(page);
  await expect(offer(page)).toBeVisible();
  await expect(offer(other)).toBeVisible();
  // Nobody has taken it: also a new load is of the first build.
  await page.keyboard.press('?');
  await expect(dialog(page, /help|keys/i)).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await isSecond(page)).toBe(false);

  await offer(page).getByRole('button', { name: 'Reload' }).press('Enter');
  await page.waitForFunction(() => document.documentElement.dataset['build'] === 'second');
  expect(await shown(page)).toEqual({ digest, fragment });
  expect(await isSecond(page)).toBe(true);
  // The other tab goes on with the files of the first build, which the server has no more.
  await offer(other).getByRole('button', { name: 'Later' }).press('Enter');
  await expect(offer(other)).toBeHidden();
  await other.keyboard.press('Control+k');
  await expect(dialog(other, /commands/i)).toBeVisible();
  expect(await isSecond(other)).toBe(false);
  expect(await caches(page)).toBe(2);

  await other.reload();
  await shown(other);
  expect(await isSecond(other)).toBe(true);
  await expect.poll(() => caches(other)).toBe(1);
});
