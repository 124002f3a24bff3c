/**
 * What clients, services and links say about themselves. Adding a kind is its class, its columns
 * and its table in this folder, a line here and a line in columns.ts.
 */
import type { EntityTable } from '../table.ts';
import { table as client } from './client.table.ts';
import { table as link } from './link.table.ts';
import { table as service } from './service.table.ts';

/** By their name in a selection. */
export const tables: Readonly<Record<'client' | 'service' | 'link', EntityTable>> = {
  client,
  service,
  link,
};
