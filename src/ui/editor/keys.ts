/**
 * Keys on the stage: Ctrl+→ adds what is called, again for a sibling, until Ctrl is released. Alt
 * and arrows walk along the calls, Ctrl, Shift and arrows move a card.
 * On a link Ctrl+↑ and Ctrl+↓ walk through its patterns.
 */
import { on } from 'svelte/events';
import { nodeRef, type NodeRef } from '../../scenario/editing/nodes.ts';
import { sameSelection, type Selection } from '../kit/selection.ts';
import type { Session } from '../state/session.svelte.ts';
import { duplicate, grow, removeSelected, selectedNode, selectionOf } from './acts.ts';
import { elementOf, itemAt } from './items.ts';
import { nudge, settled } from './places.ts';
import { beside, inStack, type Step } from './walk.ts';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowRight: 'out',
  ArrowLeft: 'in',
  ArrowDown: 'next',
  ArrowUp: 'before',
};
/** A card that is moved by a key, in px of the layout. */
const NUDGE = 20;
const NUDGES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [NUDGE, 0],
  ArrowLeft: [-NUDGE, 0],
  ArrowDown: [0, NUDGE],
  ArrowUp: [0, -NUDGE],
};
/** The stage draws what is new; so many frames at most. */
const WAITED_MAX = 120;

export class Keys {
  /** What was added since Ctrl went down. */
  private grown: { from: NodeRef; ids: string[] } | null = null;
  private readonly stage: HTMLElement;
  private readonly session: Session;
  private readonly rename: (item: Selection) => void;

  /** @param rename asks for another name */
  constructor(stage: HTMLElement, session: Session, rename: (item: Selection) => void) {
    this.stage = stage;
    this.session = session;
    this.rename = rename;
  }

  /** @returns a function that ends it */
  listen(): () => void {
    const off = [
      on(window, 'keydown', (event) => {
        const { target } = event;
        const isOurs =
          target === document.body || (target instanceof Node && this.stage.contains(target));
        if (!isOurs || document.querySelector('dialog[open]') || !this.act(event)) return;
        event.preventDefault();
        event.stopPropagation();
      }),
      on(window, 'keyup', ({ key }) => {
        if (key !== 'Control' && key !== 'Meta') return;
        this.settle();
        settled(this.session);
      }),
    ];
    return () => {
      for (const stop of off) stop();
    };
  }

  /** @returns whether the key was one of ours */
  private act({ target, key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const { session } = this;
    // Who has just done something to what is selected need not go back to it.
    const isNowhere = target === document.body || target === this.stage;
    const item = itemAt(target) ?? (isNowhere ? session.selection : null);
    const control = ctrlKey || metaKey;
    const step = STEPS[key];
    if (key === 'Escape' && this.grown) {
      this.grown = null;
      session.undo();
      return true;
    }
    if (!item) return false;
    const isPlace = item.kind === 'client' || item.kind === 'service';
    if (shiftKey) return control && isPlace && this.nudge(item, key);
    if (control && key === 'ArrowRight') this.growFrom(item);
    else if (control && step && !isPlace) this.go(inStack(session, item, step));
    else if (altKey && step) this.go(beside(session, item, step));
    else if (control && key === 'd' && isPlace) this.copy(item);
    else if (key === 'F2' && isPlace) this.rename(item);
    else if ((key === 'Delete' || key === 'Backspace') && !control) {
      session.selection = item;
      removeSelected(session);
      this.stage.focus();
    } else return false;
    return true;
  }

  /** Moves a card by keys. */
  private nudge(item: Selection, key: string): boolean {
    const by = NUDGES[key];
    return by !== undefined && nudge(this.session, this.stage, item.id, by);
  }

  private growFrom(item: Selection): void {
    const { session } = this;
    if (!this.grown) session.selection = item;
    const from = this.grown?.from ?? selectedNode(session);
    if (!from) return;
    const id = grow(session, from, 'grow');
    if (id !== null) this.grown = { from, ids: [...(this.grown?.ids ?? []), id] };
    this.go(selectionOf(from));
  }

  /** The last one that was added is where things go on. */
  private settle(): void {
    const id = this.grown?.ids.at(-1);
    if (id === undefined) return;
    this.grown = null;
    this.session.release();
    this.go({ kind: 'service', id });
  }

  private copy(item: Selection): void {
    const node = nodeRef(this.session.lab.base, item.id);
    if (node) duplicate(this.session, node);
  }

  private go(item: Selection | null): void {
    if (!item) return;
    this.session.selection = item;
    this.wait(item, WAITED_MAX);
  }

  private wait(item: Selection, frames: number): void {
    const { selection } = this.session;
    if (!selection || !sameSelection(selection, item)) return;
    const element = elementOf(this.stage, item);
    if (element) element.focus();
    else if (frames > 0) requestAnimationFrame(() => this.wait(item, frames - 1));
  }
}
