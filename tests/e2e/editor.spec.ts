/** The palette: what is done by name, what is refused, and undone to the beginning. */
import { expect, type Page } from '@playwright/test';
import { listening, pollDigest, shown, stormAt } from './shown.ts';
import { NIGHT, test } from './kept-page.ts';

listening();

/** What is typed into the palette, and taken. */
async function command(page: Page, text: string, answer?: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'What to do' });
  await expect(field).toBeFocused();
  await page.keyboard.type(text);
  const list = page.getByRole('listbox', { name: 'commands' });
  await expect(list.getByRole('option', { selected: true })).toHaveCount(1);
  await page.keyboard.press('Enter');
  if (answer === undefined) return;
  await expect(page.getByRole('combobox', { name: /name/i })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(answer);
  await page.keyboard.press('Enter');
}

test('what the palette does is in the link, and is taken back', NIGHT, async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await page.getByRole('button', { name: /^service checkout/ }).click();
  await command(page, 'rename', 'till');
  await command(page, 'break till slow');
  await page.getByRole('button', { name: /^link shoppers->till: [\d.]+\/s calls/ }).click();
  await command(page, 'add circuit resilience4j');
  await expect(
    page.getByRole('button', { name: /^circuit breaker, .* on shoppers->till$/ }).first(),
  ).toBeVisible();
  await expect(page.getByRole('slider', { name: 'till slow ×10', exact: true })).toBeVisible();
  const made = await shown(page);
  expect(made.digest).not.toBe(storm.digest);
  await expect.poll(() => page.url().endsWith(made.fragment)).toBe(true);
  await page.reload();
  expect((await shown(page)).digest).toBe(made.digest);
  const client = page.getByRole('button', { name: /^client shoppers/ });
  await client.click();
  await command(page, 'delete shoppers');
  await expect(client).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await pollDigest(page).toBe(made.digest);
});

test('what cannot be is refused with the reason, and undo goes back to what was', async ({
  page,
}) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await page.getByRole('button', { name: /^service database/ }).click();
  await command(page, 'connect database checkout');
  await expect(page.getByRole('alert')).toContainText('checkout → database → checkout');
  expect((await shown(page)).digest).toBe(storm.digest);
  await command(page, 'add a service that database', 'ledger');
  await expect(page.getByRole('button', { name: /^link database->ledger/ })).toBeVisible();
  await command(page, 'duplicate');
  await command(page, 'rename', 'spare');
  await expect(page.getByRole('button', { name: /^service spare/ })).toBeVisible();
  const undo = page.getByRole('button', { name: 'Undo' });
  for (let step = 0; step < 3; step++) await undo.click();
  await expect(page.getByRole('button', { name: /^service (spare|database-2)/ })).toHaveCount(0);
  expect((await shown(page)).digest).toBe(storm.digest);
});

test('the palette finds what is not selected, too, and scenarios', NIGHT, async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await command(page, 'show retry');
  const inspector = page.getByRole('region', { name: 'inspector' });
  await expect(inspector.getByRole('heading', { name: /Retry$/ })).toBeVisible();
  await command(page, 'delete database');
  await expect(page.getByRole('button', { name: /^service database/ })).toHaveCount(0);
  await command(page, 'undo');
  await pollDigest(page).toBe(storm.digest);
  await command(page, 'open nested');
  await expect(page).toHaveTitle(/Nested retries/);
});

test('steps are added, moved by keys and by hand, and removed', async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await page.getByRole('button', { name: /^service checkout/ }).click();
  const steps = page.getByRole('region', { name: 'steps' });
  const grips = steps.getByRole('button', { name: /: place \d of \d$/ });
  await steps.getByRole('button', { name: 'step', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Work', exact: true }).click();
  // The next key is for the list, not for what is selected.
  await expect(steps.getByRole('button', { name: 'step', exact: true })).toBeFocused();
  const added = steps.getByRole('button', { name: 'work ≈ 10 ms, exponential: place 3 of 3' });
  await added.press('ArrowUp');
  await expect(grips.nth(1)).toHaveAccessibleName('work ≈ 10 ms, exponential: place 2 of 3');
  await expect(grips.nth(1)).toBeFocused();
  await grips.nth(1).hover();
  const [to, from] = [await grips.nth(0).boundingBox(), await grips.nth(1).boundingBox()];
  await page.mouse.down();
  await page.mouse.move(from!.x + 10, to!.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect(grips.nth(0)).toHaveAccessibleName('work ≈ 10 ms, exponential: place 1 of 3');
  expect((await shown(page)).digest).not.toBe(storm.digest);
  await steps.getByRole('button', { name: 'Remove work ≈ 10 ms, exponential' }).click();
  await expect(grips).toHaveCount(2);
  await pollDigest(page).toBe(storm.digest);
  await steps.getByRole('button', { name: 'call database', exact: true }).click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('link checkout->database');
});

/** Where the knees of a load stand in each frame, from the first one until their run is over. */
const heightsOf = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const { faultline } = globalThis as unknown as { faultline: { result: unknown } };
    const found = new Set<number>();
    for (let over = 0; over < 5;) {
      await new Promise(requestAnimationFrame);
      const load = document.querySelector('section[aria-label="load profile"]');
      if (!load?.querySelector('[role=slider]')) continue;
      found.add(load.getBoundingClientRect().y);
      if (faultline.result) over++;
    }
    return [...found];
  });

test('a load is drawn: a knee by hand and by keys, one undo each', async ({ page }) => {
  await page.goto(stormAt(66));
  const storm = await shown(page);
  await page.getByRole('button', { name: /^client shoppers/ }).click();
  const load = page.getByRole('region', { name: 'load profile' });
  const draw = load.getByRole('button', { name: 'Draw a load that changes' });
  await draw.scrollIntoViewIfNeeded();
  const heights = heightsOf(page);
  await draw.click();
  const knees = load.getByRole('slider');
  await expect(knees).toHaveCount(3);
  // What is computed meanwhile stands above it, and does not move it.
  expect(await heights).toHaveLength(1);
  const second = load.getByRole('slider', { name: 'End of stage 2' });
  await expect(second).toHaveAttribute('aria-valuetext', '20/s at 2:40');
  await second.hover();
  // Taken hold of before anything else is asked: what loads meanwhile may still move it.
  await page.mouse.down();
  const box = (await second.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y + 30, { steps: 4 });
  await page.mouse.up();
  await expect(second).toHaveAttribute('aria-valuetext', /^1\d(\.\d+)?\/s at 2:40$/);
  await second.press('ArrowLeft');
  await expect(second).toHaveAttribute('aria-valuetext', /at 2:35/);
  expect((await shown(page)).digest).not.toBe(storm.digest);
  await second.press('Delete');
  await expect(knees).toHaveCount(2);
  for (let step = 0; step < 4; step++) await page.getByRole('button', { name: 'Undo' }).click();
  await pollDigest(page).toBe(storm.digest);
});
