/** What happens to work whose caller has given up. */

/** It continues as abandoned work. */
export const GO_ON = 0;
/** It is interrupted. */
export const INTERRUPT = 1;
/** Only the caller's resources are freed. */
export const RESET_ONLY = 2;
/** It continues, and the layers below are not notified. */
export const TELL_NOBODY = 3;

/** Meaning of a pattern's parameter `cancel`. */
export const CANCEL_MODES = { none: GO_ON, interrupt: INTERRUPT, reset: RESET_ONLY } as const;
