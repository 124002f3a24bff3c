/** Drawing on the stage: by mouse, by keys alone, and how little it takes. */
import { expect } from '@playwright/test';
import { specOf } from '../simulate.ts';
import { addressOf, listening, pollDigest, shown, stormAt } from './shown.ts';
import { card, isBuilt, isReady, item, link, sign } from './stage.ts';
import { NIGHT, test } from './kept-page.ts';

listening();

test('a protected system that breaks is drawn in at most 40 keys', async ({ page }) => {
  let keys = 0;
  const press = async (...pressed: string[]): Promise<void> => {
    for (const key of pressed) {
      // Ctrl+K is two keys.
      keys += key.split('+').length;
      await page.keyboard.press(key);
    }
  };
  const command = async (text: string): Promise<void> => {
    await press('Control+k');
    await expect(page.getByRole('combobox', { name: 'What to do' })).toBeFocused();
    await press(...text, 'Enter');
  };
  await page.goto(stormAt(66));
  await shown(page);
  // The start counts from an empty stage.
  await command('new');
  await expect(page.getByRole('button', { name: 'Add a client' })).toBeVisible();
  keys = 0;
  await command('cl');
  // By that name.
  await press('Enter');
  await isReady(page);
  await card(page, 'client').focus();
  await press('Control+ArrowRight');
  await expect(card(page, 'service')).toBeFocused();
  await press('Control+ArrowRight');
  await expect(card(page, 'service-2')).toBeFocused();
  await command('slow');
  for (const name of ['client->service', 'service', 'service->service-2'].reverse()) {
    await press('Alt+ArrowLeft');
    await expect(name.includes('>') ? link(page, name) : card(page, name)).toBeFocused();
  }
  for (const pattern of ['ti', 'ret', 'ci']) await command(pattern);
  await isBuilt(page, ['client', 'service', 'service-2']);
  expect(keys).toBeLessThanOrEqual(40);
  // Each gesture was one step.
  const undo = page.getByRole('button', { name: 'Undo' });
  for (let step = 0; step < 7; step++) await undo.click();
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
});

test('by mouse: a menu, another name, a line to another service', async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await isReady(page);
  await card(page, 'database').click({ button: 'right' });
  // What lies under a menu that closes is not what is meant until one points at it.
  const over = (await card(page, 'checkout').boundingBox())!;
  await page.mouse.move(over.x + 20, over.y + 10);
  await page.keyboard.press('Escape');
  await page.mouse.move(over.x + 25, over.y + 12);
  await expect(page.getByRole('button', { name: 'More for database' })).toBeVisible();
  await page.mouse.move(over.x + 60, over.y + 10, { steps: 4 });
  await expect(page.getByRole('button', { name: 'More for checkout' })).toBeVisible();
  await card(page, 'database').click({ button: 'right' });
  await item(page, 'Break this').click();
  await item(page, 'crash').click();
  await expect(page.getByRole('slider', { name: /^database crash/ }).first()).toBeVisible();

  await card(page, 'database').dblclick();
  const field = page.getByRole('textbox', { name: 'New name of database' });
  await field.fill('ledger');
  // A press elsewhere takes it, and does nothing else.
  const play = (await page.getByRole('button', { name: 'Play', exact: true }).boundingBox())!;
  await page.mouse.click(play.x + 10, play.y + 10);
  await expect(card(page, 'ledger')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();

  await card(page, 'shoppers').hover();
  const port = page.getByRole('button', { name: 'Add a service that shoppers calls' });
  const from = (await port.boundingBox())!;
  const to = (await card(page, 'ledger').boundingBox())!;
  await page.mouse.move(from.x + 13, from.y + 13);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 20, { steps: 8 });
  await page.mouse.up();
  await expect(link(page, 'shoppers->ledger')).toBeVisible();

  await link(page, 'shoppers->ledger').hover();
  await page.getByRole('button', { name: 'Add a pattern to shoppers->ledger' }).click();
  await item(page, 'Timeout').click();
  await expect(sign(page, 'timeout', 'shoppers->ledger')).toBeVisible();

  const undo = page.getByRole('button', { name: 'Undo' });
  for (let step = 0; step < 4; step++) await undo.click();
  await pollDigest(page).toBe(storm.digest);
});

test(
  'cards stand where they are dragged, in the link as well, and back again',
  NIGHT,
  async ({ page }) => {
    await page.goto(stormAt(66));
    const storm = await shown(page);
    await isReady(page);
    const left = async (name: string) => (await card(page, name).boundingBox())!.x;
    const [database, shoppers] = [await left('database'), await left('shoppers')];
    await card(page, 'database').hover();
    await page.mouse.down();
    await page.mouse.move(600, 300, { steps: 5 });
    // Escape calls it off.
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await expect.poll(() => left('database')).toBe(database);
    await card(page, 'database').hover();
    await page.mouse.down();
    await page.mouse.move(600, 300, { steps: 5 });
    await page.mouse.up();
    expect(await left('database')).toBeLessThan(database - 50);
    expect(await left('shoppers')).toBe(shoppers);
    // What was a drag is no click, and places belong to no run.
    await expect(page.getByRole('region', { name: 'knobs' })).toHaveCount(0);
    expect((await shown(page)).digest).toBe(storm.digest);
    await card(page, 'shoppers').focus();
    await page.keyboard.press('Control+Shift+ArrowRight');
    await expect.poll(() => left('shoppers')).toBeGreaterThan(shoppers + 5);
    const { fragment } = await shown(page);
    expect(fragment).not.toBe(storm.fragment);
    // One step each; moving cards is no change that a run would be compared with.
    const undo = page.getByRole('button', { name: 'Undo' });
    for (let step = 0; step < 2; step++) await undo.click();
    await expect.poll(() => left('database')).toBe(database);
    await expect(page.getByText('Keep this configuration')).toBeVisible();
    for (let step = 0; step < 2; step++) await page.getByRole('button', { name: 'Redo' }).click();
    await expect.poll(() => left('database')).toBeLessThan(database - 50);
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'What to do' })).toBeFocused();
    await page.keyboard.type('arrange');
    await page.keyboard.press('Enter');
    await expect.poll(() => left('database')).toBe(database);
    expect((await shown(page)).fragment).toBe(storm.fragment);
  },
);

test('a pattern is dragged to where another one stands', async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await isReady(page);
  const place = async (name: string) => {
    const { x, y } = (await sign(page, name, 'shoppers->checkout').boundingBox())!;
    return { x, y: Math.round(y) };
  };
  const [retry, timeout] = [await place('retry'), await place('timeout')];
  await sign(page, 'timeout', 'shoppers->checkout').hover();
  await page.mouse.down();
  await page.mouse.move(retry.x + 15, retry.y + 20, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => place('timeout')).toEqual(retry);
  expect(await place('retry')).toEqual(timeout);
  expect((await shown(page)).digest).not.toBe(storm.digest);
  await expect(page.getByRole('region', { name: 'knobs' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await pollDigest(page).toBe(storm.digest);
});

test('by keys: siblings, walks, copies, and what is removed', async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await isReady(page);
  await card(page, 'checkout').focus();
  await page.keyboard.down('Control');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.up('Control');
  await expect(card(page, 'service-2')).toBeFocused();
  const said = page.getByRole('status').filter({ hasText: 'service service-2 added' });
  await expect(said).toHaveCount(1);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(card(page, 'service')).toBeFocused();
  // Both were one step.
  await page.keyboard.press('Control+z');
  await expect(card(page, 'service')).toHaveCount(0);
  await pollDigest(page).toBe(storm.digest);

  await link(page, 'shoppers->checkout').focus();
  await page.keyboard.press('Control+ArrowDown');
  await expect(sign(page, 'retry', 'shoppers->checkout')).toBeFocused();
  await page.keyboard.press('Control+ArrowDown');
  await expect(sign(page, 'timeout', 'shoppers->checkout')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(sign(page, 'timeout', 'shoppers->checkout')).toHaveCount(0);
  await card(page, 'database').focus();
  await page.keyboard.press('Control+d');
  await expect(card(page, 'database-2')).toBeVisible();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await pollDigest(page).toBe(storm.digest);

  // Escape, with Ctrl still down, calls it off.
  await card(page, 'checkout').focus();
  await page.keyboard.down('Control');
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'service')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.up('Control');
  await pollDigest(page).toBe(storm.digest);
});

test('a pattern becomes another library’s, or stands beside it', NIGHT, async ({ page }) => {
  const breaker =
    'like: resilience4j, waitDurationInOpenState: 7s, permittedNumberOfCallsInHalfOpenState: 3';
  const spec = specOf(`
duration: 20s
clients:
  web:
    load: { rate: 50/s }
    steps: [{ call: db, patterns: [{ circuitBreaker: { ${breaker} } }] }]
services: { db: { threads: 4, work: 20ms } }
faults: [{ at: 5s, for: 5s, on: db, errors: 100% }]`);
  await page.goto(addressOf(spec));
  const first = await shown(page);
  await isReady(page);
  const breakerSign = sign(page, 'circuit breaker', 'web->db');
  await breakerSign.click({ button: 'right' });
  await item(page, 'Swap for another library’s').click();
  await item(page, 'like polly').click();
  await expect(page.getByRole('alert')).toHaveText(
    /^Now like polly\. It has no counterpart of permittedNumberOfCallsInHalfOpenState\./,
  );
  await breakerSign.click();
  const inspector = page.getByRole('region', { name: 'inspector' });
  await expect(inspector.getByRole('textbox', { name: 'breakDuration' })).toHaveValue('7 s');
  await page.getByRole('button', { name: 'Undo' }).click();
  await pollDigest(page).toBe(first.digest);

  await breakerSign.click({ button: 'right' });
  await item(page, 'Compare with another library’s').click();
  await item(page, 'like opossum').click();
  await expect(page.getByRole('button', { name: 'Show A: like resilience4j' })).toBeVisible();
  await expect(page.getByLabel('Name of B')).toHaveValue('like opossum');
  await expect(page.getByRole('status').filter({ hasText: /^B / })).toBeVisible();
});
