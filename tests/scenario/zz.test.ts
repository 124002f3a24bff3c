import { expect, test } from 'vitest';
console.log('a');
const m = await import('../../src/scenario/document.ts'); console.log('b');
const n = await import('../../src/engine/index.ts'); console.log('c');
const o = await import('../../src/scenario/read.ts'); console.log('d');
test('x', () => { expect(1).toBe(1); });
