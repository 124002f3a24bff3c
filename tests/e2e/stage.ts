/** What stands on the stage, by its name, and what its menus offer. */
import { expect, type Page } from '@playwright/test';
import { shown } from './shown.ts';

export const card = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`^(client|service) ${name},`) });
export const link = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`^link ${name}:`) });
export const sign = (page: Page, name: string, on: string) =>
  page.getByRole('button', { name: new RegExp(`^${name}, .* on ${on}$`) }).first();
/** What listens to hands and keys is there. */
export const isReady = (page: Page) =>
  expect(page.getByRole('button', { name: '+ client' })).toBeVisible();
export const item = (page: Page, name: string) => page.getByRole('menuitem', { name, exact: true });

/** client → api → db, with three patterns on the first link, and a fault. */
export async function isBuilt(page: Page, names: readonly [string, string, string]): Promise<void> {
  const [client, api, db] = names;
  for (const name of ['timeout', 'retry', 'circuit breaker'])
    await expect(sign(page, name, `${client}->${api}`)).toBeVisible();
  await expect(link(page, `${api}->${db}`)).toBeVisible();
  await expect(page.getByRole('slider', { name: `${db} slow ×10`, exact: true })).toBeVisible();
  await shown(page);
}
