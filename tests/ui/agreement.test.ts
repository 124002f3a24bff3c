/**
 * Card, inspector, headline and strip say the same of an instant: in every built-in scenario, at
 * 200 instants of its run, in an ordinary test at 40.
 */
import { expect, test } from 'vitest';
import { entityTables, topologyOf } from '../../src/engine/tables.ts';
import { duration, percent, rate, whole } from '../../src/ui/kit/format.ts';
import { figuresOf, reasonsOf, sightOf } from '../../src/ui/panels/figures.ts';
import { sentencesOf } from '../../src/ui/panels/sentences.ts';
import { HANG } from '../../src/ui/stage/hanging.ts';
import { answered, courseOf, successWords } from '../../src/ui/timeline/endings.ts';
import { full } from '../full.ts';
import { shown, type Shown } from './runs.ts';
import { boardAt } from './stage/boards.ts';
import { NAMES } from './names.ts';

const INSTANTS = full ? 200 : 40;

type Said = Readonly<Record<string, string | undefined>>;
type Name = keyof typeof entityTables;

function saidOf({ store }: Shown, interval: number, name: Name, id: string): Said {
  const table = entityTables[name];
  const figures = figuresOf(table, sightOf(store, interval, table.plural, id)!);
  return Object.fromEntries(figures.map(({ label, value }) => [label, value]));
}

function eachInstant(run: Shown, check: (interval: number) => void): void {
  for (let i = 0; i < INSTANTS; i++) check(Math.floor((i * run.store.count) / INSTANTS));
}

function checkClient(run: Shown, interval: number): void {
  const { store } = run;
  const board = boardAt(run, interval);
  const sentences = sentencesOf(store, interval, topologyOf(run.spec).links);
  for (const { id } of store.layout.clients) {
    const card = board.client(id)!;
    expect(saidOf(run, interval, 'client', id)).toMatchObject({
      offered: rate(card.offered),
      'failure rate': percent(card.failed || 0),
      'p99 answered': duration(card.p99Ms),
    });
    const { text, level } = sentences.find((one) => one.id === id)!;
    expect(level).toBe(card.level);
    expect([text, text.startsWith(HANG)]).toEqual([text, card.hangs]);
    expect([text, answered(card) === 'hang']).toEqual([text, card.hangs]);
    if (/no failures/.test(text)) expect(card.failed || 0).toBe(0);
    if (card.failed >= 0.005 && !card.hangs) expect(text).toContain(percent(card.failed));
    if (store.layout.clients.length === 1)
      expect([interval, successWords(card) === HANG]).toEqual([interval, card.hangs]);
  }
}

function checkService(run: Shown, interval: number): void {
  const { store } = run;
  const board = boardAt(run, interval);
  const sentences = sentencesOf(store, interval, topologyOf(run.spec).links);
  for (const { id } of store.layout.services) {
    const card = board.service(id)!;
    expect(saidOf(run, interval, 'service', id)).toMatchObject({
      'busy threads': whole(card.busy),
      queue: whole(card.queue),
      'p99 answered': duration(card.p99Ms),
    });
    const said = sentences.find((one) => one.id === id);
    expect(said?.level ?? 'quiet').toBe(card.level);
    if (card.note) expect(said?.text).toContain(card.note);
    const reasons = reasonsOf(sightOf(store, interval, 'services', id)!);
    expect(reasons.slice(0, card.reasons.length)).toMatchObject(card.reasons);
  }
}

test.each(NAMES)('%s', (name) => {
  const run = shown(name);
  eachInstant(run, (interval) => {
    checkClient(run, interval);
    checkService(run, interval);
  });
  // Where the strip is dotted, the card says that calls hang.
  for (const place of run.store.layout.clients)
    for (const { fromMs, toMs } of courseOf(run.store, place).hangs) {
      const middle = run.store.indexAt((fromMs + toMs) / 2);
      expect(boardAt(run, middle).client(place.id)!.hangs).toBe(true);
    }
});
