/** What is open over the page. */
export type Open = 'commands' | 'files' | 'help' | null;
