/** The modes of the page, and the page without a network, as every engine has them. */
import { expect } from '@playwright/test';
import type { Opened } from '../engines.mjs';
import { HANDS } from './hands.ts';
import { Host } from './host.ts';
import { serve } from './server.ts';
import { stormAt } from './shown.ts';

/** Keys walk through the story; a figure says why, and Esc goes back. @returns what was shown */
const PRESENTATION = `(async () => {
  ${HANDS}
  const step = () => document.querySelector('main.present .step')?.innerText;
  const key = (name) =>
    dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
  await until('the story', () => /^step \\d+ of/m.test(document.body.innerText));
  const figure = await until('a figure', () =>
    document.querySelector('[data-id=shoppers] [data-why=failed]'));
  figure.click();
  const hops = await until('the answer', () => {
    const found = document.querySelectorAll('[aria-label=why] ol > li');
    return found.length > 2 && [...found];
  });
  key('ArrowRight');
  await until('the second hop', () => hops[1].querySelector('[aria-current]'));
  const last = hops.at(-1).innerText;
  key('Escape');
  await until('the story again', () => !document.querySelector('[aria-label=why]'));
  const first = step();
  key('PageDown');
  await until('another step', () => step() !== first);
  const whole = [...document.querySelectorAll('button')].some((b) => nameOf(b) === 'Full screen');
  key('Escape');
  await button('Scenarios');
  await until('the address of the page', () => location.search === '');
  return { last, whole, isWholePossible: document.fullscreenEnabled };
})()`;

/** In a frame of another page: it plays, says why, and leaves the address alone. */
const FRAME = `(async () => {
  ${HANDS}
  const frame = document.querySelector('iframe');
  const inside = () => frame.contentDocument;
  const own = () => frame.contentWindow.faultline?.result?.digest;
  await until('the run', () => own());
  localStorage.clear();
  const before = frame.contentWindow.location.href;
  const clock = await until('the clock', () => inside().querySelector('footer b'));
  const from = clock.innerText;
  const play = await until('a button', () => inside().querySelector('[aria-label=Play]'));
  play.click();
  await until('time to pass', () => clock.innerText !== from);
  inside().querySelector('[aria-label=Pause]').click();
  const figure = await until('a figure', () =>
    inside().querySelector('[data-id=shoppers] [data-why=failed]'));
  figure.click();
  const hop = await until('the answer', () =>
    inside().querySelector('[aria-label=why] ol > li:last-child'));
  const link = await until('a link', () => inside().querySelector('header a'));
  link.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  await until('the link to the question', () => /&why=failed/.test(link.href));
  await new Promise((resolve) => setTimeout(resolve, 400));
  return {
    last: hop.innerText,
    charts: inside().querySelectorAll('.charts figure').length,
    rewritten: frame.contentWindow.location.href !== before,
    scrolls: inside().documentElement.scrollHeight > 540,
    kept: localStorage.length,
  };
})()`;

/** Shows a run to a room, and in a frame of another page. */
export async function presents(page: Opened): Promise<void> {
  const served = await serve();
  const link = stormAt(144).slice(1);
  try {
    await page.goto(`${served.url}?present${link}`);
    const shown = (await page.evaluate(PRESENTATION)) as Record<string, unknown>;
    expect(shown['last']).toContain('is 5 times slower');
    expect(shown['whole']).toBe(shown['isWholePossible']);
    expect(await page.evaluate('violations')).toEqual([]);
    await page.goto(`${served.url}around.html${link}`);
    const framed = (await page.evaluate(FRAME)) as Record<string, unknown>;
    expect(framed['last']).toContain('is 5 times slower');
    expect(framed).toMatchObject({ charts: 3, rewritten: false, scrolls: false, kept: 0 });
  } finally {
    served.close();
  }
}

/** What was visited once is there without its server, and computes the same run. */
export async function needsNoServer(page: Opened): Promise<void> {
  const digest = `(async () => {
    ${HANDS}
    await until('the page', () => globalThis.faultline);
    return until('the run', digest);
  })()`;
  const host = await Host.begin();
  try {
    const url = host.url + stormAt(75).slice(1);
    await page.goto(url);
    const first = await page.evaluate(digest);
    await page.evaluate('navigator.serviceWorker.ready.then(() => 0)');
    host.end();
    await page.goto('about:blank');
    await page.goto(url);
    expect(await page.evaluate(digest)).toBe(first);
    expect(await page.evaluate('!!navigator.serviceWorker.controller')).toBe(true);
  } finally {
    host.remove();
  }
}
