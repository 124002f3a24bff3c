/** What becomes of work whose caller has given up. */

/** It goes on, and nobody waits for it. */
export const GO_ON = 0;
/** It is stopped. */
export const INTERRUPT = 1;
/** Only what the caller's side holds is freed. */
export const RESET_ONLY = 2;
/** It goes on, and those below do not even learn of it. */
export const TELL_NOBODY = 3;

/** What a pattern's parameter `cancel` means. */
export const CANCEL_MODES = { none: GO_ON, interrupt: INTERRUPT, reset: RESET_ONLY } as const;
