/** The page in a frame of somebody else's page: it keeps to itself. */
import { expect, type FrameLocator, type Page } from '@playwright/test';
import { ALL, serious } from './axe.ts';
import { fresh as test } from './kept-page.ts';
import { listening, stormAt } from './shown.ts';

listening();

/** What a frame did to what it shares with the page around it. */
interface Traces {
  rewritten: string[];
  stored: string[];
}

/** As in a browser that gives frames of others no storage; notes what is tried all the same. */
const blocked = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const traces: Traces = { rewritten: [], stored: [] };
    Object.assign(globalThis, { traces });
    for (const name of ['pushState', 'replaceState'] as const)
      history[name] = (_state, _unused, url) => void traces.rewritten.push(String(url));
    const refuse = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    const storage = {
      getItem: refuse,
      setItem(key: string) {
        traces.stored.push(key);
        refuse();
      },
    };
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get: () => storage });
  });

/** The wheel is that of the page around it until the stage has the focus. */
async function wheelsAround(page: Page, frame: FrameLocator): Promise<void> {
  const view = frame.locator('.svelte-flow__viewport');
  const where = (): Promise<string | null> => view.getAttribute('style');
  const scrolled = (): Promise<number> => page.evaluate(() => scrollY);
  const before = await where();
  const box = (await frame.getByRole('region', { name: 'stage' }).boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + box.height - 20);
  await page.mouse.wheel(0, 20);
  await expect.poll(scrolled).toBe(20);
  expect(await where()).toBe(before);
  await page.mouse.click(box.x + 20, box.y + box.height - 30);
  await page.mouse.wheel(0, -60);
  await expect.poll(where).not.toBe(before);
  expect(await scrolled()).toBe(20);
}

const size = (page: Page, width: number, height: number) =>
  page.locator('iframe').evaluate((host, to) => Object.assign(host, to), { width, height });

/** Over the stage; where nobody could read it, the full page answers. */
async function answersWhy(page: Page, frame: FrameLocator): Promise<void> {
  const why = frame.getByRole('region', { name: 'why' });
  await frame.getByRole('slider', { name: 'Playhead' }).press('End');
  const figure = frame.locator('[data-id=shoppers] [data-why=failed]').first();
  await figure.click();
  await expect(why.getByRole('heading')).toContainText('why it fails shoppers: ');
  await expect(why).toBeInViewport();
  const leave = why.getByRole('button', { name: 'Close the answer' });
  await expect(leave).toBeInViewport({ ratio: 1 });
  await why.getByRole('button', { name: /^database: all 2 threads/ }).click();
  await page.keyboard.press('Escape');
  await expect(why).toHaveCount(0);
  await size(page, 480, 200);
  await figure.click();
  const link = frame.getByRole('link', { name: 'Why it fails: open in Faultline' });
  await expect(link).toHaveAttribute('href', /^\/#.*&t=240&on=clients.shoppers&why=failed/);
  await link.press('Escape');
  await expect(link).toHaveCount(0);
  await frame.getByRole('slider', { name: 'Playhead' }).press('Home');
}

/** By keys, of what is selected, with room for the answer beside the stage. */
async function answersKeys(page: Page, frame: FrameLocator): Promise<void> {
  const playhead = frame.getByRole('slider', { name: 'Playhead' });
  await frame.getByRole('button', { name: /^service database,/ }).press('Enter');
  await playhead.press('End');
  await frame.getByRole('button', { name: 'what is shown: why?' }).press('Enter');
  const why = frame.getByRole('region', { name: 'why' });
  await expect(why.getByRole('heading')).toContainText('database: ');
  expect(await serious(page, ALL)).toEqual([]);
  await page.keyboard.press('Escape');
  await playhead.press('Home');
}

test('a frame plays, leaves page, address and storage alone, and leads to the full page', async ({
  page,
  baseURL,
}) => {
  await blocked(page);
  const link = stormAt(66);
  const source = `${baseURL}/?embed${link.slice(1)}`;
  // A page without an address is of another origin.
  await page.setContent(
    `<p>${'text '.repeat(40)}</p>
     <iframe src="${source.replaceAll('&', '&amp;')}" title="run" width="480" height="320"></iframe>
     <p style="height: 2000px">text</p>`,
  );
  const frame = page.frameLocator('iframe');
  const clock = frame.locator('footer b').first();
  const play = frame.getByRole('button', { name: 'Play' });
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('Retry storm');
  await expect(frame.locator('header p')).toContainText('Database is 5 times slower');
  await expect(play).toBeVisible();
  await expect(clock).toHaveText('1:06.0');
  const inside = page.frames()[1]!;
  expect(
    await inside.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.scrollHeight,
      document.querySelectorAll('.charts').length,
    ]),
  ).toEqual([480, 320, 0]);

  await wheelsAround(page, frame);

  // Keys are those of what has the focus.
  await page.keyboard.press(' ');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+k');
  await expect(clock).toHaveText('1:06.0');
  await frame.getByRole('button', { name: /^service database,/ }).click();
  await play.click();
  await expect(clock).toHaveText(/^1:1/);
  await frame.getByRole('button', { name: 'Pause' }).click();
  await frame.getByRole('slider', { name: 'Playhead' }).press('Home');
  await expect(clock).toHaveText('0:00.0');

  await answersWhy(page, frame);
  await size(page, 960, 540);
  const charts = frame.getByRole('region', { name: 'charts' });
  await expect(charts).toContainText('Latency');
  await charts.hover();
  const open = frame.getByRole('link', { name: 'Open in Faultline' });
  await answersKeys(page, frame);
  await open.hover();
  await expect(open).toHaveAttribute('href', /^\/#.*&t=0&.*on=services.database/);
  await expect(open).toHaveAttribute('target', '_blank');
  await expect(open).toHaveAttribute('rel', 'noopener');
  expect(inside.url()).toBe(source);
  const traces = () => (globalThis as unknown as { traces: Traces }).traces;
  expect(await inside.evaluate(traces)).toEqual({ rewritten: [], stored: [] });
  expect(await serious(page, ALL)).toEqual([]);
});
