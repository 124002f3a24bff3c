/** What a path of the spec is part of, where that is something that can be selected. */
import { expect, test } from 'vitest';
import { holderOf, holdersOf } from '../../../src/ui/state/selected.ts';
import { specOf } from '../../simulate.ts';

const holders = holdersOf(
  specOf(`
duration: 1s
clients: { web: { load: { rate: 1/s }, steps: [{ call: api, patterns: [{ retry: {} }] }] } }
services:
  api: { patterns: [{ cache: { hitRate: 50% } }], steps: [{ call: db }] }
  db: {}`),
);

test.each([
  ['clients.web.load.rate', { kind: 'client', id: 'web' }],
  ['clients.web.steps[0].timeout', { kind: 'link', id: 'web->api' }],
  ['clients.web.steps[0].patterns[0].retry.base', { kind: 'pattern', id: 'web->api', layer: 0 }],
  ['services.api.patterns[0].cache.ttl', { kind: 'pattern', id: 'api', layer: 0 }],
  ['services.api.steps[0]', { kind: 'link', id: 'api->db' }],
  ['services.db', { kind: 'service', id: 'db' }],
  ['services.dbase.threads', null],
  ['duration', null],
])('%s belongs to the smallest thing that holds it', (path, holder) => {
  expect(holderOf(holders, path)).toEqual(holder);
});
