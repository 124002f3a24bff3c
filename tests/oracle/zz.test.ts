import { test } from 'vitest';
import { simulate } from './runs.ts';
test('z', () => {
  let bad = 0;
  for (let k = 1; k <= 80; k++) {
    const m = 3 + 11 * k;
    const n = [1 + (k % 9), 3 + (k % 7), 7 + (k % 11), 1 + (k % 3)] as const;
    const a = 20 * m;
    const stages = [{ for: n[0] * 100, to: a }, { for: n[1] * 100, to: a / 2 }, { for: n[2] * 100, to: a * 2 }, { for: n[3] * 100, to: 0 }];
    const area = m * n[0] + 1.5 * m * n[1] + 2.5 * m * n[2] + 2 * m * n[3];
    const r = simulate({ version: 1, duration: '10s', clients: { web: { load: { stages, arrivals: 'uniform' }, steps: [{ call: 'api' }] } }, services: { api: { threads: 1000 } } });
    if (r.clients['web']!.offered !== Math.floor(area + 1e-6)) { bad++; if (bad < 8) console.log(a, n, area, r.clients['web']!.offered); }
  }
  console.log('bad', bad);
});
