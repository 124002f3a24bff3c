/** The state of the selection in one line: what the stage says of it. */
import { countdown, rate, times } from '../kit/format.ts';
import type { Selection } from '../kit/selection.ts';
import type { Board } from '../stage/board.svelte.ts';
import type { Level } from '../stage/readings.ts';
import { isOn } from '../stage/faults.ts';
import { signs } from '../stage/signs/signs.ts';
import { multiplies } from '../stage/words.ts';
import { ofClient, ofLink, ofService } from './sentences.ts';

export interface StateLine {
  text: string;
  level: Level;
}

/** null: nothing is known yet */
export function stateLineOf(board: Board, selection: Selection): StateLine | null {
  const { kind, id } = selection;
  if (kind === 'pattern') return patternLine(board, id, selection.layer);
  if (kind === 'fault') return faultLine(board, selection.index);
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
  const { calls, amplification, perRequest, level } = reading;
  const own = amplification > 1.05 ? `, ${times(amplification)} attempts per call` : '';
  const whole = multiplies(reading) ? `, ${times(perRequest)} per request of the clients` : '';
  const how = level === 'quiet' ? 'no failures.' : ofLink(id, reading).text;
  return { text: `${rate(calls)} calls${own}${whole}; ${how}`, level };
}

function faultLine({ scene }: Board, index: number): StateLine | null {
  const { spec, atMs } = scene;
  const fault = spec.faults[index];
  if (!fault) return null;
  const { at, for: lasts, disabled } = fault;
  if (disabled) return { text: 'disabled: it does not occur.', level: 'quiet' };
  if (atMs < at) return { text: `begins in ${countdown(at - atMs)}.`, level: 'quiet' };
  if (isOn(fault, atMs)) {
    const left = lasts === null ? 'to the end' : `for another ${countdown(at + lasts - atMs)}`;
    return { text: `on since ${countdown(atMs - at)}, ${left}.`, level: 'failing' };
  }
  return { text: `over since ${countdown(atMs - at - (lasts ?? 0))}.`, level: 'quiet' };
}

function patternLine(board: Board, entity: string, layer: number): StateLine | null {
  const face = board.face(entity, layer);
  const sign = face && signs[face.sign];
  if (!face || !sign) return null;
  if (face.off) return { text: 'off: calls bypass it.', level: 'quiet' };
  const { words, level } = sign.read(face);
  return { text: `${words}.`, level };
}
