/** What tests of the page share: what it shows, and that the browser has nothing to complain of. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { Spec } from '../../src/engine/index.ts';
import { experimentOf } from '../../src/scenario/experiment.ts';
import { labOf } from '../../src/scenario/lab.ts';
import { toFragment } from '../../src/scenario/url.ts';
import { specOf } from '../simulate.ts';

export interface Shown {
  digest: string;
  fragment: string;
}

interface Faultline {
  result: { digest: string } | null;
  fragment: string | null;
}

/** The digest once the run is over, and the address. */
export async function shown(page: Page): Promise<Shown> {
  const handle = await page.waitForFunction(() => {
    const { faultline } = globalThis as { faultline?: Faultline };
    const { result, fragment } = faultline ?? {};
    return result && fragment ? { digest: result.digest, fragment } : null;
  });
  return (await handle.jsonValue())!;
}

/** Expects a digest of the run that is shown, looked at more often than Playwright would. */
export const pollDigest = (page: Page) =>
  expect.poll(async () => (await shown(page)).digest, { intervals: [50] });

/** Playwright's own remark where the page asks for a service worker. */
const BLOCKED = 'Service Worker registration blocked by Playwright';

/** What the browser complained about since the test began. */
const complaints = new WeakMap<Page, string[]>();

async function watch(page: Page): Promise<void> {
  const list: string[] = [];
  complaints.set(page, list);
  page.on('console', (message) => {
    const isComplaint = ['error', 'warning'].includes(message.type());
    if (isComplaint && message.text() !== BLOCKED) list.push(message.text());
  });
  page.on('pageerror', (error) => list.push(error.message));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (!/^http:\/\/127\.0\.0\.1:/.test(origin)) list.push(request.url());
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`the policy forbids ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
}

/**
 * From here on every test of the file fails when the browser complains about anything, or asks
 * anybody else for something. @returns the complaints so far
 */
export function listening(): (page: Page) => string[] {
  test.beforeEach(async ({ page }) => {
    const list = complaints.get(page);
    if (list) list.length = 0;
    else await watch(page);
  });
  test.afterEach(({ page }) => {
    expect(complaints.get(page)).toEqual([]);
  });
  return (page) => complaints.get(page)!;
}

export const playhead = (page: Page) => page.getByRole('slider', { name: 'Playhead' });
export const now = async (page: Page) => Number(await playhead(page).getAttribute('aria-valuenow'));

/** The address of a scenario that did not come with the page, seen at an instant in ms. */
export const addressOf = (spec: Spec, atMs = 7000): string =>
  `/${toFragment(labOf(experimentOf(null, spec)), atMs)}`;

const textOf = (name: string): string =>
  readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');

/** The retry storm at a tenth of its size, for whoever needs its story but not its figures. */
export const STORM = specOf(
  textOf('retry-storm')
    .replace('rate: 200/s', 'rate: 20/s')
    .replace('threads: 20', 'threads: 2')
    .replace('capacity: 1000', 'capacity: 100'),
);
/** @param atS in seconds */
export const stormAt = (atS: number): string => addressOf(STORM, atS * 1000);

/** A breaker that saves its caller, at a tenth of its size. */
export const BREAKER = specOf(
  textOf('breaker-saves-the-caller')
    .replace('rate: 200/s', 'rate: 20/s')
    .replace('threads: 50', 'threads: 5')
    .replace('capacity: 200', 'capacity: 20')
    .replace('threads: 64', 'threads: 7')
    .replace('capacity: 10000', 'capacity: 1000'),
);
/** @param atS in seconds */
export const breakerAt = (atS: number): string => addressOf(BREAKER, atS * 1000);
