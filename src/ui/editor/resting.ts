/** A finger that rests on the stage asks for the menu. */

/** It rests for so long, in ms; it may tremble by so much, in px. */
const LONG_MS = 500;
export const TREMBLE_PX = 8;

export class Resting {
  /** The finger has asked for the menu: the click that follows selects nothing. */
  isLong = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private from = { x: 0, y: 0 };
  private readonly ask: (target: EventTarget | null, at: { x: number; y: number }) => void;

  constructor(ask: Resting['ask']) {
    this.ask = ask;
  }

  press({ target, pointerType, clientX: x, clientY: y }: PointerEvent): void {
    this.lift();
    this.isLong = false;
    this.from = { x, y };
    if (pointerType !== 'touch') return;
    this.timer = setTimeout(() => {
      this.isLong = true;
      this.ask(target, { x, y });
    }, LONG_MS);
  }

  move({ clientX, clientY }: PointerEvent): void {
    if (Math.hypot(clientX - this.from.x, clientY - this.from.y) > TREMBLE_PX) this.lift();
  }

  lift(): void {
    clearTimeout(this.timer);
  }
}
