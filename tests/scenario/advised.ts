/** What advice says about a scenario of three tiers, for tests. */
import { adviceOf, type Finding } from '../../src/scenario/advice/index.ts';
import { specOf } from '../simulate.ts';

/** A caller `web` (20/s) and a callee `api` with what is left out below it. */
export const scenario = ({ stack = '', api = 'work: 10ms', web = '', more = '' }): string => `
duration: 5m
clients:
  shop: { load: { rate: 20/s }, steps: [{ call: web }] }
services:
  web:
    ${web}
    steps: [{ call: api, patterns: [${stack}] }]
  api: { ${api} }
${more}`;

export const found = (yaml: string): Finding[] => adviceOf(specOf(yaml));
export const rule = (name: string, yaml: string): Finding[] =>
  found(yaml).filter((finding) => finding.rule === name);
