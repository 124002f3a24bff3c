/** How people name a replica: `api#2`. */
export const replicaName = (service: string, index: number): string => `${service}#${index + 1}`;

/** A replica's number in the run: its service's index and its own, in these many bits, from 1. */
const INDEX_BITS = 12;

export const numberOf = (service: number, index: number): number =>
  (service << INDEX_BITS) + index + 1;

export const serviceOf = (number: number): number => (number - 1) >> INDEX_BITS;
export const indexOf = (number: number): number => (number - 1) & ((1 << INDEX_BITS) - 1);
