// Prints the random scenario of a seed: npm run -s fuzz -- SEED
import { register } from 'tsx/esm/api';

register();
const { randomScenario } = await import('./scenarios.ts');
console.log(JSON.stringify(randomScenario(Number(process.argv[2] ?? 1)), null, 2));
