/** A worker that reads texts of scenarios, whoever wrote them. */
import { rewrite } from '../scenario/editing/rewrite.ts';
import { read } from '../scenario/read.ts';
import type { TextReader } from './protocol.ts';
import { serve } from './remote.ts';

serve<TextReader>({ read: (text) => read(text), rewrite });
