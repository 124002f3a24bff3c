/**
 * The engine's number, incremented by every change that moves a golden digest. A link with another
 * number opens and runs, and the page says so.
 */
export const ENGINE = 2;
