/** The drawings by a pattern's sign. A new one needs its file and a line. */
import type { Component } from 'svelte';
import type { Face, Reading } from '../face.ts';
import Bucket from './Bucket.svelte';
import Clock from './Clock.svelte';
import Fork from './Fork.svelte';
import Gate from './Gate.svelte';
import Loop from './Loop.svelte';
import * as read from './read.ts';
import Siding from './Siding.svelte';
import Slots from './Slots.svelte';
import Store from './Store.svelte';
import Valve from './Valve.svelte';

export interface Sign {
  /** Drawn in a square from -18 to 18; the link enters and leaves at half its height. */
  Drawing: Component<{ face: Face }>;
  read: (face: Face) => Reading;
  /** Fraction of instances that block all calls. */
  blocks?: (face: Face) => number;
  /** Fraction of the calls that it answers itself. */
  answers?: (face: Face) => number;
  /** Whether it lets only some calls through for now, without counting the others. */
  probes?: (face: Face) => boolean;
}

export const signs: Readonly<Record<string, Sign>> = {
  gate: { Drawing: Gate, read: read.gate, blocks: read.gateBlocks, probes: read.gateProbes },
  slots: { Drawing: Slots, read: read.slots },
  bucket: { Drawing: Bucket, read: read.bucket },
  clock: { Drawing: Clock, read: read.clock },
  loop: { Drawing: Loop, read: read.loop },
  fork: { Drawing: Fork, read: read.fork },
  siding: { Drawing: Siding, read: read.siding },
  valve: { Drawing: Valve, read: read.valve },
  store: { Drawing: Store, read: read.store, answers: (face) => read.hitShare(face) || 0 },
};
