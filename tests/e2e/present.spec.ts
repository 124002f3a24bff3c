/** The presentation: type for the last row, no forms, and keys that walk through the story. */
import { expect, type Locator, type Page } from '@playwright/test';
import { experimentOf } from '../../src/scenario/experiment.ts';
import { labOf, withOthers } from '../../src/scenario/lab.ts';
import { toFragment } from '../../src/scenario/url.ts';
import { specOf } from '../simulate.ts';
import { ALL, COLORS, serious } from './axe.ts';
import { NIGHT, test } from './kept-page.ts';
import { addressOf, listening, now, shown, STORM, stormAt } from './shown.ts';

listening();

const FULL_HD = { width: 1920, height: 1080 };
const LETTERS = [...'abcdefghijklmnopqrst'];
/** Three tiers of twenty services, more than a room can read at once. */
const LARGE = specOf(
  [
    'version: 1',
    'title: Three tiers of twenty',
    'duration: 30s',
    'clients:',
    '  people:',
    '    load: { rate: 2/s }',
    '    steps:',
    ...LETTERS.map((letter) => `      - call: front-${letter}`),
    'services:',
    ...['front', 'middle', 'store'].flatMap((tier, depth, tiers) =>
      LETTERS.flatMap((letter, i) => [
        `  ${tier}-${letter}:`,
        '    steps:',
        '      - work: 5ms',
        ...(depth < 2 ? [`      - call: ${tiers[depth + 1]}-${LETTERS[(7 * i + 3) % 20]}`] : []),
      ]),
    ),
    'faults:',
    '  - { at: 10s, for: 10s, on: store-d, errors: 100% }',
  ].join('\n'),
);

const stage = (page: Page) => page.getByRole('region', { name: 'stage' });
const step = (page: Page) => page.locator('main.present .step');
const told = (page: Page) => page.locator('main.present').getByRole('status');

/** From the page, which is warm already. */
async function present(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Present' }).click();
  await expect(page.locator('main.present')).toBeVisible();
}

/** The page is a workbench again. */
async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Scenarios' })).toBeVisible();
  await expect.poll(() => new URL(page.url()).search).toBe('');
}

/** Texts that can be seen in a part of the page, with their height in px of the screen. */
const sizes = (page: Page, part: string): Promise<[text: string, px: number][]> =>
  page.locator(part).evaluate((root) => {
    const found: [string, number][] = [];
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.textContent!.trim();
      const holder = node.parentElement!;
      if (text === '' || !holder.checkVisibility({ visibilityProperty: true })) continue;
      if (holder.closest('.out-of-sight')) continue;
      // The stage is scaled as a whole; what has no width of its own tells nothing.
      let box: HTMLElement | null = holder.closest<HTMLElement>(
        'div, main, section, header, footer',
      );
      while (box?.offsetWidth === 0) box = box.parentElement;
      const scale = box ? box.getBoundingClientRect().width / box.offsetWidth : 1;
      found.push([text, parseFloat(getComputedStyle(holder).fontSize) * scale]);
    }
    return found;
  });
const smaller = (texts: readonly [string, number][], px: number) =>
  texts.filter(([, size]) => size < px - 0.05);

test('keys walk through the whole story, and the run is not computed again', async ({ page }) => {
  await page.goto(stormAt(0));
  const { digest } = await shown(page);
  const rows = page.getByRole('region', { name: 'story' }).getByRole('link');
  await expect(rows.first()).toBeVisible();
  const story = await rows.locator('.text').allTextContents();
  expect(story.length).toBeGreaterThan(8);
  let workers = 0;
  // What measures how fast callees answer computes another run.
  page.on('worker', (worker) => !worker.url().includes('examiner') && workers++);
  await present(page);
  await expect(page.locator('input, select, textarea, [contenteditable]')).toHaveCount(0);
  await expect(step(page)).toHaveText(STORM.summary.replaceAll(/(\d) (?=s )/g, '$1\u00a0'));
  for (const [i, text] of story.entries()) {
    await page.keyboard.press(i % 2 ? 'PageDown' : 'ArrowRight');
    await expect(step(page)).toHaveText(text);
    await expect(told(page)).toContainText(`step ${i + 1} of ${story.length}.`);
    const place = text.slice(0, text.indexOf(':'));
    await expect(page.getByRole('region', { name: 'selected' })).toContainText(place);
    await expect(stage(page).locator('[aria-pressed=true]')).toHaveCount(1);
  }
  await page.keyboard.press('ArrowRight');
  await expect(step(page)).toHaveText(story.at(-1)!);
  await page.keyboard.press('PageUp');
  await expect(step(page)).toHaveText(story.at(-2)!);
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.keyboard.press('Home');
  await expect(page.getByRole('slider', { name: 'Playhead' })).toHaveAttribute(
    'aria-valuenow',
    '0',
  );
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(step(page)).toHaveText(story[0]!);
  await expect.poll(() => page.url()).toMatch(/\?present#.*&t=60/);
  await leave(page);
  expect(page.url()).toMatch(/\/#.*&t=60/);
  expect((await shown(page)).digest).toBe(digest);
  expect(workers).toBe(0);
});

test(
  'at 1920 × 1080 no text on the stage is below 16 px, nor below 24 px around it',
  NIGHT,
  async ({ page }) => {
    await page.setViewportSize(FULL_HD);
    await page.goto(stormAt(66).replace('#', '?present#'));
    await expect(step(page)).toBeVisible();
    const title = page.getByRole('heading', { level: 1 });
    const links = [
      null,
      addressOf(LARGE, 15_000),
      '#graceful-degradation?v=1&t=70',
      '#nested-retries?v=1&t=70',
    ];
    for (const link of links) {
      if (link) {
        const before = (await title.textContent())!;
        await page.evaluate((hash) => (location.hash = hash), new URL(link, 'http://a').hash);
        await expect(title).not.toHaveText(before);
      }
      // The story is told.
      await expect(page.getByText(/^step \d+ of/)).toBeVisible();
      // Where a step happens its group is opened.
      await page.keyboard.press('ArrowRight');
      await expect(stage(page).locator('[aria-pressed=true]')).toHaveCount(1);
      const drawn = await sizes(page, 'main.present section.stage');
      expect(drawn.length).toBeGreaterThan(5);
      expect(smaller(drawn, 16), link ?? 'storm').toEqual([]);
      for (const part of ['header', '.below', 'footer'])
        expect(smaller(await sizes(page, `main.present ${part}`), 24), part).toEqual([]);
    }
    await leave(page);
  },
);

test('figures answer why as large as the rest, keys walk through it, and Esc goes back', async ({
  page,
}) => {
  await page.setViewportSize(FULL_HD);
  await page.goto(stormAt(144));
  await shown(page);
  await present(page);
  await expect(page.getByText(/^step \d+ of/)).toBeVisible();
  const before = await step(page).textContent();
  const why = page.getByRole('region', { name: 'why' });
  await stage(page).locator('[data-id=shoppers] [data-why=failed]').first().click();
  await expect(why.getByRole('heading')).toHaveText(/^why it fails shoppers: succeed \d/);
  for (const part of ['> header', '.answers', 'footer'])
    expect(smaller(await sizes(page, `main.present ${part}`), 24), part).toEqual([]);
  expect(smaller(await sizes(page, 'main.present section.stage'), 16)).toEqual([]);
  expect(await serious(page, ALL, 'main')).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await serious(page, COLORS, 'main')).toEqual([]);

  // The step that is shown stands above the stage, and its place is selected on it.
  const hops = why.locator('li .text');
  const count = await hops.count();
  for (let i = 0; i < count; i++) {
    await expect(step(page)).toHaveText((await hops.nth(i).textContent())!);
    await expect(why.locator('[aria-current=step]')).toContainText(await hops.nth(i).innerText());
    if (i < count - 1) await page.keyboard.press(i % 2 ? 'PageDown' : 'ArrowRight');
  }
  expect(await now(page)).toBe(60);
  await page.keyboard.press('Escape');
  await expect(why).toHaveCount(0);
  expect(await now(page)).toBe(144);
  await expect(step(page)).toHaveText(before!);

  // By keys from the figures of what is selected; beyond the last step the story goes on.
  await page.getByRole('region', { name: 'selected' }).getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect(why.getByRole('heading')).toContainText('why ');
  await expect(why.getByRole('button', { name: /^shoppers: / })).toBeFocused();
  while ((await why.count()) > 0) await page.keyboard.press('ArrowRight');
  expect(await now(page)).toBeGreaterThan(144);
  await leave(page);
});

test('F takes the whole screen, and a swipe turns to the next step', async ({ page }) => {
  await page.goto(stormAt(0));
  await shown(page);
  await present(page);
  await page.setViewportSize({ width: 390, height: 844 });
  const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
  const whole = page.getByRole('button', { name: 'Full screen' });
  await page.keyboard.press('f');
  await expect.poll(isFull).toBe(true);
  await expect(whole).toHaveAttribute('aria-pressed', 'true');
  await whole.click();
  await expect.poll(isFull).toBe(false);

  await expect(page.getByRole('button', { name: 'Next' })).toBeEnabled();
  const finger = await page.context().newCDPSession(page);
  async function swipe(on: Locator, dx: number, dy = 0): Promise<void> {
    const { x, y, width, height } = (await on.boundingBox())!;
    const at = (part: number) => ({
      x: x + width / 2 + dx * (part - 0.5),
      y: y + height / 2 + dy * (part - 0.5),
    });
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', part?: number) =>
      finger.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: part === undefined ? [] : [at(part)],
      });
    await touch('touchStart', 0);
    for (const part of [0.2, 0.4, 0.6, 0.8, 1]) await touch('touchMove', part);
    await touch('touchEnd');
  }
  const said = (words: RegExp) => expect(told(page)).toContainText(words);
  const header = page.locator('main.present > header');
  await swipe(header, -150);
  await said(/step 1 of/);
  await swipe(page.getByRole('region', { name: 'selected' }), -150);
  await said(/step 2 of/);
  // Neither is dragging the stage, nor the playhead, nor scrolling.
  await swipe(stage(page), -150);
  await swipe(header, -60, 90);
  await swipe(header, 150);
  await said(/step 1 of/);
  const track = page.getByRole('slider', { name: 'Playhead' });
  await swipe(track, 150);
  await expect.poll(() => now(page)).toBeGreaterThan(100);
  await said(/step 1 of/);
  await leave(page);
});

test(
  'variants are side by side with what differs, in light and dark, on a phone',
  NIGHT,
  async ({ page, context }) => {
    const lab = withOthers(labOf(experimentOf(null, STORM)), 'with retry', [
      {
        name: 'without retry',
        changes: [{ set: 'clients.shoppers.steps[0].patterns[0].retry.disabled', to: true }],
      },
    ]);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`/${toFragment(lab, 66_000)}`);
    const { fragment } = await shown(page);
    await page.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('button', { name: 'Copy code for embedding' }).click();
    await expect(page.getByText('Code for embedding copied.')).toBeVisible();
    const code = await page.evaluate(() => navigator.clipboard.readText());
    expect(code).toContain(`/?embed${fragment.replaceAll('&', '&amp;')}" title="Retry storm, a`);
    await page.getByRole('button', { name: 'Close this message' }).click();
    await present(page);
    await expect(stage(page).getByRole('button', { name: /^client shoppers/ })).toHaveCount(2);
    await expect(page.locator('.headline')).toHaveText(
      /^B fails [\d,]+ requests instead of [\d,]+/,
    );
    expect(await serious(page, ALL, 'main')).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await serious(page, COLORS, 'main')).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    const next = page.getByRole('button', { name: 'Next' });
    await expect(next).toBeInViewport({ ratio: 1 });
    expect((await next.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('button', { name: 'Leave' }).click();
    await expect(page.getByRole('button', { name: 'Scenarios' })).toBeVisible();
    await expect.poll(() => new URL(page.url()).search).toBe('');
  },
);
