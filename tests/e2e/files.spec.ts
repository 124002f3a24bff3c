/** What comes into the page and goes out of it: files, the clipboard, recent work. */
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { read } from '../../src/scenario/read.ts';
import { simulate } from '../simulate.ts';
import { listening, pollDigest, shown, stormAt } from './shown.ts';
import { fresh, NIGHT, test } from './kept-page.ts';

listening();

const SHOP = `# Ours.
title: Shop
duration: 20s
clients:
  web: { load: { rate: 50/s }, steps: [{ call: db }] } # everybody
services:
  db: { threads: 2, work: 20ms }
`;

/** As somebody would paste with nothing focused. */
const paste = (page: Page, text: string) =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
const title = (page: Page) => page.getByRole('heading', { level: 1 });
const openFiles = (page: Page) => page.getByRole('button', { name: 'Files' }).click();

async function saved(page: Page, button: string): Promise<{ name: string; text: string }> {
  await openFiles(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('a file is opened, changed, and saved with its comments', async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await openFiles(page);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open a file' }).click();
  const buffer = Buffer.from(SHOP);
  await (await chooser).setFiles({ name: 'shop.yaml', mimeType: 'application/yaml', buffer });
  await expect(title(page)).toHaveText('Shop');
  expect((await shown(page)).digest).toBe(simulate(SHOP).digest);

  await page.getByRole('button', { name: /^service db/ }).click();
  await page.getByText('Whole run', { exact: true }).click();
  const threads = page.getByLabel('inspector').getByRole('textbox', { name: 'threads' });
  await threads.fill('3');
  await threads.press('Enter');
  const changed = SHOP.replace('threads: 2', 'threads: 3');
  const { digest } = simulate(changed);
  await pollDigest(page).toBe(digest);
  expect(await saved(page, 'Save as YAML')).toEqual({ name: 'shop.yaml', text: changed });
  const json = await saved(page, 'Save as JSON');
  expect(json.name).toBe('shop.json');
  expect(read(json.text).spec).toEqual(read(changed).spec);
  const { text } = await saved(page, 'Save figures as CSV');
  expect(text).toMatch(/^tMs,clients\.web\.offered,/);
  expect(text.trimEnd().split('\r\n').length).toBeGreaterThan(20);

  // Pictures of what is seen.
  const picture = await saved(page, 'Stage as SVG');
  expect(picture.name).toBe('shop-stage.svg');
  for (const seen of ['web', 'db', '/s', 'queue'])
    expect(picture.text).toMatch(new RegExp(`>[^<]*${seen}[^<]*</text>`));
  const shapes = await page.evaluate((text) => {
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
    return [svg.querySelectorAll('parsererror').length, svg.querySelectorAll('rect, path').length];
  }, picture.text);
  expect(shapes[0]).toBe(0);
  expect(shapes[1]).toBeGreaterThan(10);
  const charts = await saved(page, 'Charts as PNG');
  expect(charts.name).toBe('shop-charts.png');
  expect(charts.text.slice(1, 4)).toBe('PNG');

  // What was there before is still there.
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.click();
  await undo.click();
  await pollDigest(page).toBe(storm.digest);
});

test('a scenario or a link is pasted, and one with mistakes is mended', async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await paste(page, SHOP);
  await expect(title(page)).toHaveText('Shop');
  await paste(page, `http://somewhere.example/faultline/${stormAt(66)}`);
  await pollDigest(page).toBe(storm.digest);
  await paste(page, SHOP.replace('threads: 2', 'treads: 2'));
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(
    /^What was pasted cannot be opened yet: line 7: .*did you mean `threads`/,
  );
  await expect(title(page)).toHaveText('Retry storm');
  await page.locator('.cm-line', { hasText: 'treads' }).dblclick();
  const text = page.getByRole('region', { name: 'text' });
  await text.getByRole('button', { name: /^line 7/ }).click();
  await page.keyboard.type('h');
  await expect(title(page)).toHaveText('Retry storm');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('h');
  await expect(title(page)).toHaveText('Shop');
  expect((await shown(page)).digest).toBe(simulate(SHOP).digest);
  await paste(page, '   ');
  await expect(alert).toContainText('cannot be opened: there is nothing in it');
});

fresh('recent work is kept, and opens as it was', async ({ page }) => {
  await page.goto(stormAt(66));
  await shown(page);
  await paste(page, SHOP);
  await expect(title(page)).toHaveText('Shop');
  const { digest } = await shown(page);
  await page.getByRole('button', { name: 'Keep as A' }).click();
  await page.getByRole('button', { name: 'Show A', exact: true }).click();
  await page.getByLabel('Name of A').fill('ours');
  await page.getByLabel('Name of A').press('Enter');
  const stored = () => page.evaluate(() => localStorage.getItem('faultline-work') ?? '');
  await expect.poll(stored).toMatch(/"title":"Shop".*as=ours/);
  await page.goto('about:blank');
  await page.goto(stormAt(66));
  await shown(page);
  await openFiles(page);
  await page.getByRole('button', { name: 'Open Shop' }).click();
  await expect(title(page)).toHaveText('Shop');
  await page.getByRole('button', { name: /^service db,/ }).click();
  expect((await shown(page)).digest).toBe(digest);
  // It is what it was, whatever is looked at.
  await expect.poll(stored).toMatch(/on=services\.db/);
  await openFiles(page);
  await expect(page.getByRole('button', { name: 'Open Shop' })).toHaveCount(1);
  await page.keyboard.press('Escape');
  // The comments came back, too, and what no text says.
  await expect(page.getByLabel('Name of A')).toHaveValue('ours');
  await openFiles(page);
  await page.getByRole('button', { name: 'Write as text' }).click();
  await expect(page.locator('.cm-line').first()).toHaveText('# Ours.');
});

fresh('damaged or refused storage is said, and loses nothing', NIGHT, async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('faultline-work', '[{"id":'));
  await page.goto(stormAt(66));
  await shown(page);
  await openFiles(page);
  await expect(page.getByRole('alert')).toContainText('saved work could not be read');
  const kept = await page.evaluate(() => localStorage.getItem('faultline-work-damaged'));
  expect(kept).toBe('[{"id":');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await paste(page, SHOP);
  await expect(title(page)).toHaveText('Shop');
  await page.waitForTimeout(1500);
  await openFiles(page);
  await expect(page.getByRole('alert')).toContainText('does not store anything');
  await expect(page.getByRole('button', { name: 'Open Shop' })).toBeVisible();
});

// Takes ten seconds.
fresh('what is stored survives a full storage and a reload', NIGHT, async ({ page }) => {
  await page.goto(stormAt(66));
  await shown(page);
  await paste(page, SHOP);
  await expect(title(page)).toHaveText('Shop');
  const stored = () => page.evaluate(() => localStorage.getItem('faultline-work') ?? '');
  await expect.poll(stored).toContain('# Ours.');
  const settled = () => page.waitForTimeout(1500);
  await expect(page).toHaveURL(/spec=/);
  await page.reload();
  await shown(page);
  await settled();
  expect(await stored()).toContain('# Ours.');
  // Nothing more fits.
  await page.evaluate(() => {
    for (let size = 1 << 20; size > 0; size >>= 1)
      try {
        for (let i = 0; ; i++) localStorage.setItem(`filler ${size} ${i}`, 'x'.repeat(size));
      } catch {
        // Smaller ones may.
      }
  });
  await paste(page, `${SHOP}# ${'long '.repeat(4000)}\n`.replace('title: Shop', 'title: Long'));
  await expect(title(page)).toHaveText('Long');
  await settled();
  expect(await stored()).toContain('"title":"Shop"');
  await openFiles(page);
  await expect(page.getByRole('alert')).toContainText('does not store anything');
});

test(
  'line breaks of another system stay, and a link with anything in it does not hang',
  NIGHT,
  async ({ page }) => {
    await page.goto(stormAt(66));
    await shown(page);
    await paste(page, SHOP.replaceAll('\n', '\r\n'));
    await expect(title(page)).toHaveText('Shop');
    await openFiles(page);
    await page.getByRole('button', { name: 'Write as text' }).click();
    await page.locator('.cm-line', { hasText: 'title: Shop' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('s');
    await expect(title(page)).toHaveText('Shops');
    const { text } = await saved(page, 'Save as YAML');
    expect(text).toBe(SHOP.replace('Shop', 'Shops').replaceAll('\n', '\r\n'));
    const from = Date.now();
    await paste(page, `${'#?v=1'.repeat(2400)} x`);
    await expect(page.getByRole('alert')).toContainText('What was pasted cannot be opened');
    expect(Date.now() - from).toBeLessThan(5000);
  },
);
