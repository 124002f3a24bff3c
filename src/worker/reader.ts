/** A worker that reads what a stranger may have written: it is started for one piece and ended. */
import { expose } from 'comlink';
import { readData } from '../scenario/check.ts';
import type { Reader } from './protocol.ts';

const reader: Reader = { read: readData };

expose(reader);
