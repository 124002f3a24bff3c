/** The scenario as text beside the stage: either is written on, and the other follows. */
import { expect, type Page } from '@playwright/test';
import { NIGHT, test } from './kept-page.ts';
import { listening, pollDigest, shown, stormAt } from './shown.ts';

const complaints = listening();

const field = (page: Page) => page.getByRole('textbox', { name: 'Scenario as YAML' });
const line = (page: Page, text: string) => page.locator('.cm-line', { hasText: text }).first();
const says = (page: Page) => page.getByRole('region', { name: 'text' }).getByRole('status');

/** The storm, with its text beside it. @returns its digest */
async function openStorm(page: Page): Promise<string> {
  await page.goto(stormAt(75));
  const { digest } = await shown(page);
  await openText(page);
  return digest;
}

async function openText(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Files' }).click();
  await page.getByRole('button', { name: 'Write as text' }).click();
  await expect(field(page)).toBeFocused();
}

const closeText = (page: Page) => page.getByRole('button', { name: 'Close the text' }).click();
test.afterEach(({ page }) => closeText(page));

test('what is written is on the stage, and what is wrong is said by line', async ({ page }) => {
  const first = await openStorm(page);
  await line(page, 'threads: 2').click();
  await page.keyboard.press('End');
  await page.keyboard.type('4');
  await pollDigest(page).not.toBe(first);
  await expect(page.getByRole('button', { name: /^service database/ })).toHaveAccessibleName(
    /24 threads/,
  );
  const second = await shown(page);

  await page.keyboard.type('x');
  await expect(says(page)).toContainText('1 problem: the stage shows what was before');
  const problem = page.getByRole('list', { name: 'problems' }).getByRole('button');
  await expect(problem).toContainText(/^line \d+: services\.database\.threads: .*“?24x/);
  expect((await shown(page)).digest).toBe(second.digest);
  await page.keyboard.press('Backspace');
  await expect(says(page)).toHaveText('In step with the stage.');

  // What is typed without a pause is one step of the history.
  await page.getByRole('button', { name: 'Undo' }).click();
  await pollDigest(page).toBe(first);
  await expect(line(page, 'threads: 2')).toHaveText('    threads: 2');
});

test('what is done on the stage is in the text, beside the comments', async ({ page }) => {
  const first = await openStorm(page);
  await line(page, 'database:').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' # the old one');
  await expect(says(page)).toHaveText('In step with the stage.');
  await page.getByRole('button', { name: /^service database/ }).click();
  await page.getByText('Whole run', { exact: true }).click();
  const threads = page.getByLabel('inspector').getByRole('textbox', { name: 'threads' });
  await threads.fill('9');
  await threads.press('Enter');
  await expect(line(page, 'threads:')).toHaveText('    threads: 9');
  await expect(line(page, 'the old one')).toHaveText('  database: # the old one');
  await page.getByRole('button', { name: 'Undo' }).click();
  await pollDigest(page).toBe(first);
});

test('keys are offered with what they do, and names of this scenario', NIGHT, async ({ page }) => {
  await openStorm(page);
  await line(page, 'threads: 2').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('cor');
  const option = page.getByRole('option').filter({ hasText: 'cores' });
  await expect(option).toBeVisible();
  await expect(page.locator('.cm-completionInfo')).toContainText('CPU cores per replica');
  // What has only just come up takes no key that was meant for the text.
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
  await page.keyboard.type('1');
  await expect(page.getByLabel('inspector').getByRole('textbox', { name: 'cores' })).toHaveValue(
    '1',
  );
  // Keys of the text are the text's: Space does not play, ? does not open the help.
  await page.keyboard.type(' #?');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('caret and selection go together', async ({ page }) => {
  await openStorm(page);
  await line(page, 'retry:').click();
  const inspector = page.getByRole('region', { name: 'inspector' });
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText(/retry/i);
  await page.getByRole('button', { name: /^service checkout/ }).click();
  await expect(page.locator('.cm-activeLine').last()).toHaveText('  checkout:');
});

test('what is not right yet is not lost, whatever is done meanwhile', NIGHT, async ({ page }) => {
  await openStorm(page);
  const seed = page.getByLabel('seed', { exact: true });
  await line(page, 'threads: 2').click();
  await page.keyboard.press('End');
  await page.keyboard.type('x');
  await expect(says(page)).toContainText('1 problem');
  await closeText(page);
  await seed.fill('9');
  await seed.press('Enter');
  await openText(page);
  await expect(line(page, 'threads: 2')).toHaveText('    threads: 2x');
  await expect(says(page)).toContainText('1 problem');

  // Something else is opened, with a text of its own; what was there is one step back.
  await page.getByRole('button', { name: 'Scenarios' }).click();
  await page.getByRole('button', { name: 'Open Thread exhaustion' }).click();
  await expect(line(page, 'title')).toHaveText('title: Thread exhaustion');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(line(page, 'threads: 2')).toHaveText('    threads: 2x');

  // Mended, it says what was changed on the stage as well.
  await line(page, 'threads: 2').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('1');
  await expect(says(page)).toHaveText('In step with the stage.');
  await expect(line(page, 'seed:')).toHaveText(/seed: .?9/);
  await expect(seed).toHaveValue('9');
  await expect(page.getByRole('button', { name: /^service database/ })).toHaveAccessibleName(
    /21 threads/,
  );
});

test(
  'without its reader the text says so, and goes on when it is back',
  NIGHT,
  async ({ page }) => {
    await page.route('**/text-reader-*.js', (route) => route.abort());
    await openStorm(page);
    await line(page, 'threads: 2').click();
    await page.keyboard.press('End');
    await page.keyboard.type('3');
    await expect(says(page)).toContainText('could not be read');
    await page.unroute('**/text-reader-*.js');
    await page.keyboard.type('4');
    await expect(says(page)).toHaveText('In step with the stage.');
    await expect(page.getByRole('button', { name: /^service database/ })).toHaveAccessibleName(
      /234 threads/,
    );
    // The browser's own report of what was aborted.
    complaints(page).length = 0;
  },
);
