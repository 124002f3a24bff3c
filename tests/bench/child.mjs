// One measurement in a process of its own: the script of the engine, which measurement, with what.
// Prints its figures as JSON.
import { load } from './load.mjs';
import * as measures from './measures.mjs';
import { parts } from './parts.mjs';
import * as told from './told.mjs';

const [path, name, options] = process.argv.slice(2);
const measure = { ...measures, ...told, parts }[name];
console.log(JSON.stringify(measure(load(path), JSON.parse(options))));
