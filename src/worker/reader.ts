/** A worker that reads untrusted data; started for one item, then ended. */
import { readData } from '../scenario/check.ts';
import type { Reader } from './protocol.ts';
import { serve } from './remote.ts';

serve<Reader>({ read: readData });
