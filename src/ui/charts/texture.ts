/** Textures of areas, so that color is not the only sign: on a canvas, and in a legend. */

export const TEXTURES = ['solid', 'up', 'down', 'level', 'upright', 'dots'] as const;
export type Texture = (typeof TEXTURES)[number];

/** Side of the square that is repeated, in px of the page. */
const SIDE = 6;

/** The strokes in that square. A line that crosses its corner goes on in the next one. */
const LINES: Readonly<Record<Exclude<Texture, 'solid' | 'dots'>, readonly number[][]>> = {
  up: [
    [-1, SIDE + 1, SIDE + 1, -1],
    [-1, 1, 1, -1],
    [SIDE - 1, SIDE + 1, SIDE + 1, SIDE - 1],
  ],
  down: [
    [-1, -1, SIDE + 1, SIDE + 1],
    [-1, SIDE - 1, 1, SIDE + 1],
    [SIDE - 1, -1, SIDE + 1, 1],
  ],
  level: [[0, SIDE / 2, SIDE, SIDE / 2]],
  upright: [[SIDE / 2, 0, SIDE / 2, SIDE]],
};

/** What an area is filled with. @param pale its color where there is no stroke */
export function textured(texture: Texture, colour: string, pale: string): string | CanvasPattern {
  if (texture === 'solid') return pale;
  const density = devicePixelRatio;
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(SIDE * density);
  const pen = tile.getContext('2d')!;
  pen.scale(tile.width / SIDE, tile.height / SIDE);
  pen.fillStyle = pale;
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.strokeStyle = pen.fillStyle = colour;
  if (texture === 'dots') {
    pen.arc(SIDE / 2, SIDE / 2, 1.2, 0, 7);
    pen.fill();
  } else {
    for (const [x = 0, y = 0, toX = 0, toY = 0] of LINES[texture]) {
      pen.moveTo(x, y);
      pen.lineTo(toX, toY);
    }
    pen.stroke();
  }
  return pen.createPattern(tile, 'repeat') ?? pale;
}

const stripes = (angle: number): string =>
  `repeating-linear-gradient(${angle}deg, var(--hue) 0 1px, transparent 1px 4px)`;

const BACKGROUNDS: Readonly<Record<Exclude<Texture, 'solid'>, string>> = {
  up: stripes(-45),
  down: stripes(45),
  level: stripes(0),
  upright: stripes(90),
  dots: 'radial-gradient(circle, var(--hue) 1.2px, transparent 1.6px) 0 0 / 4px 4px',
};

/** The same as a background in CSS, in the color `--hue`; undefined: it needs none. */
export const backgroundOf = ({ texture = 'solid' }: { texture?: Texture }): string | undefined =>
  texture === 'solid'
    ? undefined
    : `${BACKGROUNDS[texture]}, color-mix(in srgb, var(--hue) 18%, transparent)`;
