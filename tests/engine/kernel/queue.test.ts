import { expect, test } from 'vitest';
import { EventQueue } from '../../../src/engine/kernel/queue.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { restore, save } from '../../../src/engine/kernel/state.ts';

/** How far ahead the next event is scheduled, in ns: what runs are like, and what none is like. */
const SHAPES: Record<string, (stream: Stream) => number> = {
  'a steady run': (stream) => Math.round(stream.exponential() * 1e7),
  'all at one instant': () => 0,
  'bursts a second apart': (stream) => (stream.below(50) === 0 ? 1e9 : 0),
  'from 1 ns to days': (stream) => Math.floor(2 ** (stream.double() * 48)),
  'many at whole ms, some far ahead': (stream) => stream.below(4) ** 9 * 1e6,
};

interface Entry {
  timeNs: number;
  order: number;
  ref: number;
}

/** The queue beside a list that is searched for its least entry. */
class Pair {
  queue = new EventQueue();
  private entries: Entry[] = [];
  private pushed = 0;
  readonly inFlight: number;

  constructor(inFlight: number) {
    this.inFlight = inFlight;
  }

  push(delayNs: number, order: number): void {
    const ref = this.pushed++;
    this.queue.after(delayNs, order, 0, ref);
    this.entries.push({ timeNs: this.queue.now + delayNs, order, ref });
  }

  /** Takes the next of both. */
  take(): void {
    let least = 0;
    this.entries.forEach((entry, i) => {
      if (before(entry, this.entries[least]!)) least = i;
    });
    const [wanted] = this.entries.splice(least, 1);
    const came = this.queue.next(Infinity);
    const { now, ref } = this.queue;
    if (!came || now !== wanted!.timeNs || ref !== wanted!.ref)
      expect({ came, timeNs: now, ref }).toEqual({ came: true, ...wanted });
  }

  get left(): number {
    return this.entries.length;
  }
}

const before = (a: Entry, b: Entry): boolean =>
  a.timeNs < b.timeNs ||
  (a.timeNs === b.timeNs && (a.order < b.order || (a.order === b.order && a.ref < b.ref)));

for (const [shape, delay] of Object.entries(SHAPES))
  for (const inFlight of [1, 40, 700])
    test(`events come by time, class and sequence: ${shape}, ${inFlight} in flight`, () => {
      const stream = new Stream('1', shape);
      const pair = new Pair(inFlight);
      for (let i = 0; i < 20_000; i++) {
        // Now and then it is asked what comes, it is saved, and it runs empty.
        if (stream.below(97) === 0) pair.queue.nextTime();
        if (stream.below(1999) === 0) {
          const saved = save(pair.queue);
          restore((pair.queue = new EventQueue()), saved);
        }
        if (stream.below(4999) === 0) while (pair.left > 0) pair.take();
        while (pair.left < inFlight) pair.push(delay(stream), stream.below(4));
        pair.take();
      }
    });

test('no event is scheduled in the past', () => {
  const queue = new EventQueue();
  expect(() => queue.after(-1, 0, 0, 0)).toThrow('1 ns in the past');
});

test('it is known of every event when it is due', () => {
  const queue = new EventQueue();
  const wanted = new Map<number, number>();
  for (let i = 1; i < 48; i++) wanted.set(queue.push(2 ** i, i & 3, 0, i), 2 ** i);
  queue.next(Infinity);
  wanted.delete(queue.key);
  expect(queue.dueTimes()).toEqual(wanted);
});
