/** The part of seedrandom that is used here. `@types/seedrandom` covers only its main entry. */
declare module 'seedrandom/lib/alea.js' {
  interface State {
    c: number;
    s0: number;
    s1: number;
    s2: number;
  }

  /** One draw in [0, 1) of 32 bits. */
  interface Alea {
    (): number;
    /** One draw in [0, 1) of 53 bits. */
    double(): number;
    state(): State;
  }

  /** `state: true` seeds from the text; a state object is restored as it is. */
  export default function alea(seed: string, options: { state: true | State }): Alea;
}
