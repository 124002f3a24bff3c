/** What can be selected; a pattern by its link or service and its place in the stack, from 0. */
export type Selection =
  | { kind: 'client' | 'service' | 'link'; id: string }
  | { kind: 'pattern'; id: string; layer: number };
