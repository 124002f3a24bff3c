/** The charts, from left to right. Adding one is its file and a line in this list. */
import type { Chart } from './chart.ts';
import { chart as latency } from './latency.ts';
import { chart as outcomes } from './outcomes.ts';
import { chart as saturation } from './saturation.ts';

export const charts: readonly Chart[] = [outcomes, latency, saturation];
