/**
 * One page for all tests of a worker, where they leave it as usable as they found it. It has been
 * loaded and compiled, so the next link is there in a fraction of the time: each test opens what it
 * needs by a link, as people do in a page that is open already. After a failure there is a new one.
 */
import { type Page, test as base } from '@playwright/test';

/** Of tests that only `npm run test:full` runs. */
export const NIGHT = { tag: '@night' };

const LOOK = {
  colorScheme: 'light',
  reducedMotion: 'no-preference',
  forcedColors: 'none',
} as const;
const SIZE = { width: 1280, height: 720 };

/**
 * For who needs a page of its own. Whoever uses this or the other has the same workers: one that
 * has to be another has to start another browser.
 */
export const fresh = base.extend<object, { kept: Page }>({
  kept: [
    async ({ browser }, use, { project }) => {
      const context = await browser.newContext(project.use);
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
});

export const test = fresh.extend({
  context: ({ kept }, use) => use(kept.context()),
  page: async ({ kept }, use) => {
    await kept.setViewportSize(SIZE);
    await kept.emulateMedia(LOOK);
    // What a test has left open, and what the page keeps.
    while (await kept.locator('dialog[open]').count()) await kept.keyboard.press('Escape');
    const close = kept.getByRole('button', { name: 'Close the text' });
    if (await close.count()) await close.click();
    if (kept.url() !== 'about:blank')
      await kept.evaluate(() => {
        localStorage.clear();
        for (const one of document.querySelectorAll('details')) one.open = false;
        // The next key is nobody's.
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
        // On a phone, what is seen first.
        for (const one of document.querySelectorAll<HTMLElement>('nav[aria-label=view] button'))
          if (one.textContent === 'stage') one.click();
        // The address that a test goes to is another one, whatever the page has made of it since.
        history.replaceState(null, '', '#');
        dispatchEvent(new HashChangeEvent('hashchange'));
      });
    await use(kept);
  },
});
