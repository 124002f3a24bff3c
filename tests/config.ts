/**
 * All tests, with the engine in one file: what `npm test` and `npm run test:full` run. Without this
 * configuration the same tests run the engine's sources one by one, slower, but a stack names them.
 */
import { defineConfig, mergeConfig } from 'vitest/config';
import config from '../vite.config.ts';
import { inOneFile } from './built/bundle.ts';

export default mergeConfig(config, defineConfig({ plugins: [inOneFile(false)] }));
