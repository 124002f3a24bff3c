// Tests of the engine that run against what was built. The gate leaves them at that: what holds
// there holds of the sources, which are the same code. `npm run test:full` runs both.

/** Beside the recorded vectors, libraries that run on timers take their time. */
const SLOW = ['stacks', 'retry-libraries', 'aws-adaptive'];

export const ALSO_BUILT = [
  'tests/golden/golden.test.ts',
  'tests/fuzz/*.test.ts',
  `tests/conformance/!(${SLOW.join('|')}).test.ts`,
];
