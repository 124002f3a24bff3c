declare module 'virtual:scenarios' {
  import type { BuiltIn } from './built-in.ts';

  const scenarios: readonly BuiltIn[];
  export default scenarios;
}
declare module 'virtual:sparklines' {
  import type { Sparkline } from './built-in.ts';

  const sparklines: Readonly<Record<string, Sparkline>>;
  export default sparklines;
}
