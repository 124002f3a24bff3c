/**
 * The engine's number, raised by every change that moves the digest of a golden. A link that
 * carries another number opens and runs, and the page says so.
 */
export const ENGINE = 2;
