export const RECORD: string;
export function digestOf(root: string): string;
export function isBuilt(root: string): boolean;
