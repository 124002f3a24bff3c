/** `schema`: the JSON Schema of a scenario. */
import { jsonSchema } from '../scenario/json-schema.ts';
import { DONE } from './status.ts';

export function schema(): number {
  process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
  return DONE;
}
