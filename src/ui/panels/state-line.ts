/** The state of the selection in one line: what the stage says of it. */
import { rate, times } from '../kit/format.ts';
import type { Selection } from '../kit/selection.ts';
import type { Board } from '../stage/board.svelte.ts';
import type { Level } from '../stage/readings.ts';
import { signs } from '../stage/signs/signs.ts';
import { ofClient, ofLink, ofService } from './sentences.ts';

export interface StateLine {
  text: string;
  level: Level;
}

/** null: nothing is known yet */
export function stateLineOf(board: Board, selection: Selection): StateLine | null {
  const { kind, id } = selection;
  if (kind === 'pattern') return patternLine(board, id, selection.layer);
  if (kind === 'client') {
    const reading = board.client(id);
    return reading && ofClient(id, reading);
  }
  if (kind === 'service') {
    const reading = board.service(id);
    return reading && ofService(id, reading);
  }
  const reading = board.link(id);
  if (!reading) return null;
  if (reading.level !== 'quiet') return ofLink(id, reading);
  const { calls, amplification } = reading;
  const more = amplification > 1.05 ? `, ${times(amplification)} attempts` : '';
  return { text: `no failures; ${rate(calls)} calls${more}.`, level: 'quiet' };
}

function patternLine(board: Board, entity: string, layer: number): StateLine | null {
  const face = board.face(entity, layer);
  const sign = face && signs[face.sign];
  if (!face || !sign) return null;
  if (face.off) return { text: 'off: calls bypass it.', level: 'quiet' };
  const { words, level } = sign.read(face);
  return { text: `${words}.`, level };
}
