declare module 'virtual:scenarios' {
  import type { BuiltIn } from './built-in.ts';

  const scenarios: readonly BuiltIn[];
  export default scenarios;
}
/** The scenario shown without an address. */
declare module 'virtual:first' {
  import type { BuiltIn } from './built-in.ts';

  const first: BuiltIn;
  export default first;
}
declare module 'virtual:sparklines' {
  import type { Sparkline } from './built-in.ts';

  const sparklines: Readonly<Record<string, Sparkline>>;
  export default sparklines;
}
declare module 'virtual:ranks' {
  import type { Ranks } from '../stage/ranks.ts';

  /** By the text of a shape: the call graph by number. */
  const ranks: Readonly<Record<string, Ranks>>;
  export default ranks;
}
