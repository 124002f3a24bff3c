/**
 * The variants of a lab with their runs. They share the cores: the shown one is computed first, and
 * only as many at once as leave a core for the page.
 */
import { experimentIn, type Lab, letterOf } from '../../scenario/lab.ts';
import type { Beside } from '../charts/beside.ts';
import { type Shared, Variant } from './variant.svelte.ts';

export class Variants {
  /** As many as the lab has, in its order. */
  all: readonly Variant[] = $state.raw([]);
  private readonly shared: Shared;
  private lab: Lab | null = null;
  /** Details of all are wanted, not only of the shown one. */
  private isWide = false;
  private readonly most = Math.max(1, (navigator.hardwareConcurrency || 2) - 1);

  constructor(playhead: Shared['playhead']) {
    this.shared = { playhead, ended: () => this.proceed() };
  }

  /** Follows the lab. */
  follow(lab: Lab): void {
    const before = this.all;
    this.lab = lab;
    this.all = lab.variants.map(({ id }, index) => {
      const experiment = experimentIn(lab, index);
      const known = before.find((variant) => variant.id === id);
      if (known) {
        known.become(experiment);
        return known;
      }
      const fresh = new Variant(id, experiment, this.shared);
      const twin = before.find((variant) => variant.result !== null && variant.runs(experiment));
      if (twin) fresh.adopt(twin);
      return fresh;
    });
    for (const variant of before) if (!this.all.includes(variant)) variant.close();
  }

  /** All but the shown one. */
  beside({ variants, shown }: Lab): Beside[] {
    return variants.flatMap(({ name }, index): Beside[] => {
      if (index === shown) return [];
      const { spec, run, result } = this.all[index]!;
      const { store, version } = run;
      return [{ letter: letterOf(index), name, spec, store, version, result }];
    });
  }

  /**
   * Computes what is due, the shown variant first.
   * @param isWide whether details of all are wanted, not only of the shown one
   */
  proceed(isWide = this.isWide): void {
    const { lab } = this;
    this.isWide = isWide;
    if (!lab) return;
    const shown = this.all[lab.shown]!;
    for (const variant of isWide ? this.all : [shown]) variant.detail();
    const pending = [shown, ...this.all.filter((one) => one !== shown && one.isPending)];
    let left = this.most;
    for (const variant of pending) {
      variant.proceed(left > 0);
      if (variant.isPending) left--;
    }
  }

  forget(): void {
    for (const variant of this.all) variant.forget();
  }

  close(): void {
    for (const variant of this.all) variant.close();
  }
}
