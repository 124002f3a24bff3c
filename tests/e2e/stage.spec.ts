/** The stage, with scenarios that the page has not seen before. */
import { expect, type Page } from '@playwright/test';
import { specOf } from '../simulate.ts';
import { test } from './kept-page.ts';
import { addressOf, listening, shown, stormAt } from './shown.ts';

listening();

const CHAIN = `
title: Five in a row
duration: 20s
clients: { web: { load: { rate: 50/s }, steps: [{ call: a }] } }
services:
  a: { threads: 4, steps: [{ work: 1ms }, { call: b }] }
  b: { threads: 4, steps: [{ work: 1ms }, { call: c }] }
  c: { threads: 4, steps: [{ work: 1ms }, { call: d }] }
  d: { threads: 4, work: 1ms }`;

const stage = (page: Page) => page.getByRole('region', { name: 'stage' });

test('a scenario that did not come with the page is drawn from left to right', async ({ page }) => {
  await page.goto(addressOf(specOf(CHAIN)));
  await shown(page);
  const edges: number[] = [];
  for (const name of ['client web', 'service a', 'service b', 'service c', 'service d']) {
    const card = stage(page).getByRole('button', { name: new RegExp(`^${name},`) });
    await expect(card).toBeVisible();
    edges.push((await card.boundingBox())!.x);
  }
  expect(edges).toEqual(edges.toSorted((a, b) => a - b));

  // Tab goes the same way, through cards and links alike, and out at the end.
  await page.getByRole('button', { name: 'Skip to the stage' }).press('Enter');
  const names: string[] = [];
  for (let i = 0; i < 9; i++) {
    await page.keyboard.press('Tab');
    names.push((await page.evaluate(() => document.activeElement!.ariaLabel)) ?? '');
  }
  const short = names.map((name) => name.replace(/^(client|service|link) ([\w>-]+).*/, '$2'));
  expect(short).toEqual(['web', 'web->a', 'a', 'a->b', 'b', 'b->c', 'c', 'c->d', 'd']);
  await page.keyboard.press('Tab');
  await expect(stage(page).getByRole('button', { name: 'show as table' })).toBeFocused();
});

/** Two cards have the room to show each thread. */
const PAIR = `
duration: 20s
clients: { web: { load: { rate: 50/s }, steps: [{ call: b }] } }
services: { b: { threads: 30, work: 1ms } }`;

test('a link stays on the stage while the card changes to which it leads', async ({ page }) => {
  await page.goto(addressOf(specOf(PAIR)));
  await shown(page);
  await stage(page)
    .getByRole('button', { name: /^service b,/ })
    .click();
  const card = stage(page).locator('.svelte-flow__node[data-id=b]');
  const link = stage(page).getByRole('button', { name: /^link web->b:/ });
  await expect(link).toBeVisible();
  const { height } = (await card.boundingBox())!;
  const drawn = (await link.elementHandle())!;
  const threads = page.getByLabel('inspector').getByRole('slider', { name: /threads/i });
  await threads.press('End');
  await expect.poll(async () => (await card.boundingBox())!.height).not.toBe(height);
  expect(await drawn.evaluate((one) => one.isConnected)).toBe(true);
});

test('what the keyboard reaches comes into view, and all of it again on demand', async ({
  page,
}) => {
  await page.goto(stormAt(66));
  await shown(page);
  const card = stage(page).getByRole('button', { name: /^service database,/ });
  await expect(card).toBeInViewport();
  await expect(stage(page).getByRole('button', { name: 'show all' })).toHaveCount(0);
  const { x, y, width, height } = (await stage(page).boundingBox())!;
  await page.mouse.move(x + 20, y + height / 2);
  // The key that plays does not change what the wheel does, even where its release got lost.
  await page.keyboard.down('Space');
  await expect(async () => {
    await page.mouse.wheel(0, -200);
    expect((await card.boundingBox())!.x).toBeGreaterThan(x + width);
  }).toPass();
  await page.keyboard.up('Space');
  await stage(page)
    .getByRole('button', { name: /^link checkout->database/ })
    .focus();
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    if (await card.evaluate((it) => it === document.activeElement)) break;
  }
  await expect.poll(async () => (await card.boundingBox())!.x).toBeLessThan(x + width);
  await stage(page).getByRole('button', { name: 'show all' }).click();
  await expect(stage(page).getByRole('button', { name: 'show all' })).toHaveCount(0);
});

test('more than 60 are drawn in groups, which open by keyboard, in words and by selection', async ({
  page,
}) => {
  const ids = Array.from({ length: 80 }, (_, i) => `shard-${i + 1}`);
  const spec = specOf(`
title: Shards
duration: 20s
clients: { web: { load: { rate: 50/s }, steps: [{ call: gateway }] } }
services:
  gateway:
    threads: 64
    steps: [{ oneOf: [${ids.map((id) => `{ weight: 1, steps: [{ call: ${id} }] }`).join(', ')}] }]
${ids.map((id) => `  ${id}: { threads: 2, work: 5ms }`).join('\n')}
faults: [{ at: 2s, on: shard-7, errors: 100% }]`);
  await page.goto(addressOf(spec, 9000));
  await shown(page);
  const card = (name: string) => stage(page).getByRole('button', { name: new RegExp(`^${name},`) });
  const group = card('group of 20 services, shard-1…20');
  await expect(group).toHaveAccessibleName(/failing: 1 of 20 fails/);
  await expect(stage(page)).toContainText('errors 100 % on shard-7');
  await expect(card('service shard-7')).toHaveCount(0);
  await group.press('Enter');
  await expect(card('service shard-7')).toHaveAccessibleName(/failing/);
  await stage(page).getByRole('button', { name: 'close shard-1…20' }).click();
  await expect(card('service shard-7')).toHaveCount(0);

  await stage(page).getByRole('button', { name: 'as table' }).click();
  const row = stage(page).getByRole('row', { name: /^20 services shard-1…20/ });
  await expect(row).toContainText('failing, 1 of 20 fails, fault: errors 100 % on shard-7');
  await row.getByRole('button').click();
  await expect(stage(page).getByRole('row', { name: /^service shard-7 failing/ })).toBeVisible();
  await stage(page).getByRole('button', { name: 'as table' }).click();

  await expect(card('service shard-33')).toHaveCount(0);
  await page
    .getByRole('region', { name: 'inspector' })
    .getByText('shard-33', { exact: true })
    .click();
  await expect(card('service shard-33')).toBeVisible();
});

test('what suits the speed of a callee is measured once the run is done', async ({ page }) => {
  const spec = specOf(`
title: Long patience
duration: 20s
clients: { web: { load: { rate: 50/s }, steps: [{ call: shop }] } }
services:
  shop: { threads: 8, steps: [{ call: api, patterns: [{ timeout: { after: 30s } }] }] }
  api: { threads: 8, work: 10ms }
faults: [{ at: 5s, for: 5s, on: api, errors: 100% }]`);
  await page.goto(addressOf(spec, 9000));
  await shown(page);
  const advice = page.getByRole('region', { name: 'advice' });
  await expect(advice).toContainText('api answers 99 % within 10 ms; a timeout of 30 s can hold');
  const sign = stage(page).getByRole('button', { name: /timeout.*advice available/i });
  await expect(sign).toBeVisible();
  // Its worker has ended.
  await expect.poll(() => page.workers().filter((one) => /examiner/.test(one.url()))).toEqual([]);
});
