/** A worker that reads what a stranger may have written: it is started for one piece and ended. */
import { readData } from '../scenario/check.ts';
import type { Reader } from './protocol.ts';
import { serve } from './remote.ts';

serve<Reader>({ read: readData });
