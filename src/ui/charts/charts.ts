/**
 * The charts, in the order in which they are offered; the first stand in the page unless others
 * are chosen. Adding one is its file and a line in this list.
 */
import { chart as amplification } from './amplification.ts';
import type { Chart } from './chart.ts';
import { chart as latency } from './latency.ts';
import { chart as outcomes } from './outcomes.ts';
import { chart as percentiles } from './percentiles.ts';
import { chart as reasons } from './reasons.ts';
import { chart as saturation } from './saturation.ts';

export const charts: readonly Chart[] = [
  ...[outcomes, latency, saturation],
  ...[reasons, amplification, percentiles],
];
