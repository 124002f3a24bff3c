/** The drawn part of a topology: all of it or, if too large, groups until they are opened. */
import type { Selection } from '../kit/selection.ts';
import { collapsed, type Group, groupsOf, hiding } from './groups.ts';
import type { Outline } from './outline.ts';

export class Crowd {
  private readonly whole: () => Outline;
  private opened: readonly string[] = $state.raw([]);
  private readonly groups = $derived.by(() => groupsOf(this.whole(), this.most()));
  /** Opened groups. */
  readonly open = $derived.by(() => this.groups.filter(({ id }) => this.opened.includes(id)));
  readonly outline: Outline = $derived.by(() => collapsed(this.whole(), this.closed));

  private readonly most: () => number | undefined;

  /** @param most cards that can be drawn */
  constructor(whole: () => Outline, most: Crowd['most']) {
    this.whole = whole;
    this.most = most;
  }

  private get closed(): Group[] {
    return this.groups.filter((group) => !this.open.includes(group));
  }

  show(group: string): void {
    this.opened = [...this.opened, group];
  }

  hide(group: string): void {
    this.opened = this.opened.filter((id) => id !== group);
  }

  /** Opens the groups that hide the selection. */
  reveal(selection: Selection | null): void {
    if (!selection) return;
    for (const { id } of hiding(this.whole(), this.closed, selection.id)) this.show(id);
  }
}
