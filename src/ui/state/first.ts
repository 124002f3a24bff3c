/** The built-in scenario shown without an address. */
export const FIRST = 'retry-storm';
