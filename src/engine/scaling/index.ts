/**
 * All autoscalers, by their name in a scenario. A new one needs its file, its parameters in
 * autoscale.table.ts and a line here.
 */
import type { Scalers } from '../model/scaler.ts';
import { Hpa } from './hpa.ts';
import { Schedule } from './schedule.ts';

export const scalers: Required<Scalers> = { hpa: Hpa, schedule: Schedule };
