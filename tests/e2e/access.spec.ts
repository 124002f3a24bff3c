/** The page for those who do not see it, have colors of their own, or use it by other means. */
import { expect, type Page } from '@playwright/test';
import { full } from '../full.ts';
import { specOf } from '../simulate.ts';
import { ALL, COLORS, serious } from './axe.ts';
import { addressOf, breakerAt, listening, now, pollDigest, shown, stormAt } from './shown.ts';
import { fresh, NIGHT, test } from './kept-page.ts';

listening();

const inspector = (page: Page) => page.getByRole('region', { name: 'inspector' });

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** All that opens over the page or in it, one after the other, and where it is. */
const VIEWS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'dialog[aria-label=Help]': (page) => press(page, 'Help'),
  'dialog[aria-label=Files]': (page) => press(page, 'Files'),
  async 'dialog[aria-label="One request"]'(page) {
    await press(page, 'Trace a request');
    await expect(page.getByRole('dialog').getByRole('table')).toBeVisible();
  },
  async 'dialog[aria-label^="What differs"]'(page) {
    await press(page, 'What differs about the failed ones');
    await expect(page.getByRole('dialog')).toContainText('attempts that end in this part');
  },
  async 'section[aria-label=why]'(page) {
    await page.getByRole('button', { name: 'shoppers: why?' }).click();
    await expect(page.getByRole('region', { name: 'why' })).toContainText('set to happen');
  },
  async 'aside.gallery'(page) {
    await press(page, 'Scenarios');
    await expect(page.getByLabel('Filter scenarios')).toBeVisible();
  },
  async 'dialog[aria-label=Commands]'(page) {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'What to do' })).toBeFocused();
  },
  async '.menu'(page) {
    await page.getByRole('button', { name: /^service database,/ }).click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeVisible();
  },
  async '.inspector [aria-label=checkout]'(page) {
    await page.getByRole('button', { name: /^service checkout,/ }).click();
    await expect(page.getByRole('region', { name: 'steps' })).toBeVisible();
  },
  async footer(page) {
    await press(page, 'Break');
    await expect(page.getByRole('button', { name: /^Break something: drag/ })).toBeFocused();
  },
  async 'section.inspector'(page) {
    await page.getByRole('slider', { name: 'database slow ×5', exact: true }).click();
    await expect(page.getByRole('group', { name: 'kind of fault' })).toBeVisible();
  },
  async 'section.charts'(page) {
    await page.getByRole('slider', { name: 'database slow ×5', exact: true }).click();
    await press(page, 'Compare with and without');
    await press(page, 'Differences');
    await expect(page.getByRole('table', { name: 'Differences of the variants' })).toBeVisible();
  },
  async 'section.text'(page) {
    await press(page, 'Close the differences');
    await press(page, 'Files');
    await press(page, 'Write as text');
    await expect(page.locator('.cm-line').first()).toBeVisible();
  },
};

/** What has colors of its own: in the dark it is the same page in other colors. */
const COLORED = /why|inspector$|charts|text|page/;

test('nothing serious for a screen reader, in light and dark', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(stormAt(75));
  await shown(page);
  await expect(page.getByRole('region', { name: 'advice' })).toBeVisible();
  const found: Record<string, string[]> = {};
  const look = async (view: string, part?: string): Promise<void> => {
    found[view] = await serious(page, ALL, part);
    if (!full && !COLORED.test(view)) return;
    await page.emulateMedia({ colorScheme: 'dark' });
    found[`${view} in the dark`] = await serious(page, COLORS, part);
    await page.emulateMedia({ colorScheme: 'light' });
  };
  await look('page');
  for (const [view, open] of Object.entries(VIEWS)) {
    await open(page);
    await expect(page.locator(view).first()).toBeVisible();
    await look(view, view);
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog[open], .menu')).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'Close the text' }).click();
  expect(Object.keys(found).length).toBeGreaterThan(Object.keys(VIEWS).length + 4);
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((view) => [view, []])));
});

test('everything can be reached and used by keyboard', async ({ page }) => {
  await page.goto(breakerAt(0));
  await shown(page);
  await page.keyboard.press('Shift+ArrowRight');
  expect(await now(page)).toBeGreaterThan(0);
  const at = await now(page);
  await page.keyboard.press('ArrowRight');
  expect(await now(page)).toBeGreaterThan(at);
  const sign = page
    .getByRole('region', { name: 'stage' })
    .getByRole('button', { name: /breaker/i });
  await sign.focus();
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('region', { name: 'knobs' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(inspector(page).getByRole('region', { name: 'knobs' })).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('undo');
});

fresh('keys by themselves can be switched off, and stay off', NIGHT, async ({ page }) => {
  await page.goto(stormAt(75));
  await shown(page);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Help' });
  await dialog.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await shown(page);
  await page.locator('body').press('?');
  for (const key of ['Space', 'ArrowRight', 'Shift+ArrowRight', 'End', 'Home'])
    await page.keyboard.press(key);
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  expect(await now(page)).toBe(75);
  // What has the focus keeps its keys, and what is pressed with Ctrl or closes something acts.
  await page.getByRole('slider', { name: 'Playhead' }).press('ArrowRight');
  expect(await now(page)).toBeGreaterThan(75);
  await page.getByRole('button', { name: 'Help' }).click();
  await dialog.getByRole('switch').check();
  await page.keyboard.press('Escape');
  await page.locator('body').press('Home');
  expect(await now(page)).toBe(0);
});

const BRIEF = specOf(`
duration: 60s
clients: { web: { load: { rate: 50/s }, steps: [{ call: db }] } }
services: { db: { replicas: 2, threads: 9, work: 20ms } }
faults:
  - { at: 10s, for: 100ms, on: db, slow: 5 }
  - { at: 30s, for: 4s, on: db, delay: 9ms }
  - { at: 31s, for: 4s, on: db, delay: 9ms }
  - { at: 50s, on: db, errors: 10% }
edits: [{ at: 20s, set: services.db.replicas, to: 3 }]`);

/** It is larger on a phone, and has less room there. */
const tagOf = (width: number) => (width > 390 ? NIGHT : {});
for (const [width, height] of [
  [1280, 720],
  [390, 844],
] as const)
  test(`what is taken hold of is large enough at ${width} px`, tagOf(width), async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto(addressOf(BRIEF));
    await shown(page);
    const timeline = page.getByRole('contentinfo', { name: 'timeline' });
    const targets = timeline.locator(':is(button, select, [role=slider]):visible');
    // Playhead, four faults of three parts, an edit and its removal; seven controls.
    await expect(targets).toHaveCount(1 + 4 * 3 + 2 + 7);
    for (const target of await targets.all()) {
      const box = (await target.boundingBox())!;
      const name = await target.getAttribute('aria-label');
      expect(Math.round(Math.min(box.width, box.height)), name ?? '').toBeGreaterThanOrEqual(24);
    }
    // One that lasts but a moment can be taken by either end and as a whole.
    const brief = 'db slow ×5';
    for (const name of [brief, `${brief}, start`, `${brief}, end`]) {
      const grip = timeline.getByRole('slider', { name, exact: true });
      await grip.scrollIntoViewIfNeeded();
      await grip.click({ trial: true, timeout: 2000 });
    }
  });

test('on a phone the seed can be changed, and what is tapped is shown', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(stormAt(75));
  const { digest } = await shown(page);
  const seed = page.getByLabel('seed', { exact: true });
  await expect(seed).toBeInViewport({ ratio: 1 });
  await expect(seed).toHaveValue('1');
  const box = (await seed.boundingBox())!;
  expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
  await seed.fill('phone');
  await seed.press('Enter');
  await pollDigest(page).not.toBe(digest);
  await expect(page).toHaveURL(/seed=phone/);
  await page.getByRole('button', { name: /^service database,/ }).click();
  await expect(inspector(page).getByRole('region', { name: 'knobs' })).toBeVisible();
  await page.getByRole('button', { name: 'stage', exact: true }).click();
  await page.locator('[data-id=shoppers] [data-why]').first().click();
  await expect(inspector(page).getByRole('region', { name: 'why' })).toBeVisible();
  for (const name of ['Previous event', 'Play', 'Next event', 'Scenarios', 'Help']) {
    const target = (await page.getByRole('button', { name, exact: true }).boundingBox())!;
    expect([name, Math.min(target.width, target.height)]).toEqual([name, 44]);
  }
});

test('on a phone nothing in a dialog is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(stormAt(75));
  await shown(page);
  for (const name of ['Help', 'Files']) {
    const opener = page.getByRole('button', { name, exact: true });
    await opener.click();
    const dialog = page.getByRole('dialog', { name });
    await expect(dialog).toBeVisible();
    const over = await dialog.evaluate((one) => one.scrollWidth - one.clientWidth);
    expect([name, over]).toEqual([name, 0]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(opener).toBeFocused();
  }
});

test('with forced colors, states and outcomes stay apart and the focus is seen', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await page.goto(stormAt(62));
  await shown(page);
  await page.getByText('legend', { exact: true }).click();
  await expect(page.locator('details .slot').first()).toBeVisible();
  const looks = await page.evaluate(() => {
    const canvas = getComputedStyle(document.body).backgroundColor;
    const look = (selector: string): string => {
      const { backgroundColor, backgroundImage } = getComputedStyle(
        document.querySelector(selector)!,
      );
      const plain = [canvas, 'rgba(0, 0, 0, 0)'].includes(backgroundColor);
      return (plain ? '' : backgroundColor) + (backgroundImage === 'none' ? '' : backgroundImage);
    };
    const of = (where: string, names: string[]) => names.map((name) => look(where + name));
    return [
      of('details .slot', ['.live', '.abandoned', '.waiting']),
      of('footer .legend ', ['.ok', '.failed', '.hang']),
      of('footer ', ['.head', '.handle']),
      of('footer ', ['.fault', '.flag']),
    ];
  });
  for (const group of looks) {
    expect(group).not.toContain('');
    expect(new Set(group).size, String(group)).toBe(group[0] === group[1] ? 1 : group.length);
  }
  // Every stop of the keyboard shows that it is one, until the browser's own controls have it.
  const stops: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement!;
      const rims = [getComputedStyle(at), getComputedStyle(at, '::after')];
      const around = at.closest('label');
      if (around) rims.push(getComputedStyle(around));
      const seen = rims.some(
        ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) > 1,
      );
      const name = at.getAttribute('aria-label') ?? at.textContent.slice(0, 40);
      return at === document.body ? null : `${name}: ${seen ? 'seen' : 'not seen'}`;
    });
    if (stop === null) break;
    stops.push(stop);
  }
  expect(stops.length).toBeGreaterThan(20);
  expect(stops.filter((stop) => stop.endsWith('not seen'))).toEqual([]);
  expect(await serious(page, ALL)).toEqual([]);
});
