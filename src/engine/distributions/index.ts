/**
 * All distributions, by their name in a scenario. A new one needs its file and a line in each list.
 */
import * as exponential from './exponential.ts';
import * as gamma from './gamma.ts';
import * as lognormal from './lognormal.ts';
import * as normal from './normal.ts';
import * as pareto from './pareto.ts';
import * as percentiles from './percentiles.ts';
import * as uniform from './uniform.ts';
import * as weibull from './weibull.ts';

/** Parameter tables. */
export const tables = {
  exponential: exponential.table,
  uniform: uniform.table,
  normal: normal.table,
  lognormal: lognormal.table,
  gamma: gamma.table,
  pareto: pareto.table,
  weibull: weibull.table,
  percentiles: percentiles.table,
};

/** Samplers. */
export const laws = {
  exponential: exponential.law,
  uniform: uniform.law,
  normal: normal.law,
  lognormal: lognormal.law,
  gamma: gamma.law,
  pareto: pareto.law,
  weibull: weibull.law,
  percentiles: percentiles.law,
};
