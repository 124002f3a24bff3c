// Serves the built page to the browsers of tests, at the port that PORT names.
import { fileURLToPath } from 'node:url';
import { serve } from '../src/cli/serve.mjs';

const port = Number(process.env.PORT);
const server = await serve(fileURLToPath(new URL('../dist/', import.meta.url)), port);
if (!server) throw new Error(`port ${port} is in use: choose another one, PORT=4173 say`);
console.log(`serving at port ${port}`);
