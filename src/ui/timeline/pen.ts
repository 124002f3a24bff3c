/** Drawing context of lanes: a canvas in CSS pixels, the theme's colors, and textures. */
import { type Colours, faded } from '../charts/colours.svelte.ts';

export interface Pen {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
  colours: Colours;
}

/** A cleared canvas; null: it has no size yet. */
export function penFor(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  colours: Colours,
): Pen | null {
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return null;
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return { context, width, height, colours };
}

export type Texture = 'solid' | 'striped' | 'dotted' | 'checked';

const SIZE = 6;

/** Fills that remain distinguishable without color. */
export function textured(pen: Pen, colour: string, texture: Texture): string | CanvasPattern {
  if (texture === 'solid') return colour;
  const tile = document.createElement('canvas');
  tile.width = tile.height = SIZE;
  const on = tile.getContext('2d')!;
  on.fillStyle = faded(colour, 0.25);
  on.fillRect(0, 0, SIZE, SIZE);
  on.fillStyle = on.strokeStyle = colour;
  if (texture === 'striped') {
    on.lineWidth = 2;
    for (const from of [-SIZE, 0, SIZE]) {
      on.moveTo(from, SIZE);
      on.lineTo(from + SIZE, 0);
    }
    on.stroke();
  } else if (texture === 'dotted') on.fillRect(2, 2, 2, 2);
  else {
    on.fillRect(0, 0, SIZE / 2, SIZE / 2);
    on.fillRect(SIZE / 2, SIZE / 2, SIZE / 2, SIZE / 2);
  }
  return pen.context.createPattern(tile, 'repeat') ?? colour;
}
