// Prints the random scenario of a seed: npm run -s fuzz -- SEED
import fc from 'fast-check';
import { register } from 'tsx/esm/api';

register();
const { scenarios } = await import('./scenarios.ts');
const [scenario] = fc.sample(scenarios, { seed: Number(process.argv[2] ?? 1), numRuns: 1 });
console.log(JSON.stringify(scenario, null, 2));
