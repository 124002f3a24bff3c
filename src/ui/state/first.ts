/** The built-in scenario that is shown when the address names nothing. */
export const FIRST = 'retry-storm';
