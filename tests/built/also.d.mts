/** See also.mjs. */
export const ALSO_BUILT: string[];
