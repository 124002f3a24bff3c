/** What stands on the stage, by its name, and what its menus offer. */
import { expect, type Page } from '@playwright/test';

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
