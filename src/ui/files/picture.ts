/**
 * A part of the page as a picture: an SVG of what is drawn there, made of boxes, texts and shapes
 * as the browser has laid them out. What a canvas shows is put in as it is.
 */

const SHAPES = 'path, rect, circle, ellipse, line, polyline, polygon';
/** What a shape looks like, beside its geometry. */
const LOOKS = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap'],
  ...['stroke-linejoin', 'stroke-opacity', 'opacity'],
];
const GEOMETRY = [
  ...['d', 'points', 'x', 'y', 'width', 'height', 'rx', 'ry', 'cx', 'cy', 'r'],
  ...['x1', 'x2', 'y1', 'y2'],
];

/** What is there for hands and other senses. */
const LEFT_OUT = '.out-of-sight, .overlay, .corner, .charts > :is(.bar, p), select';

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const short = (value: number): number => Math.round(value * 100) / 100;
const isClear = (color: string): boolean =>
  color === 'transparent' || /^rgba\(.*, 0\)$|\/ 0\)$/.test(color);

/** @returns an SVG document as large as the element */
export function svgOf(root: HTMLElement): string {
  const { left, top, width, height } = root.getBoundingClientRect();
  const picture = new Picture({ left, top, right: left + width, bottom: top + height });
  const paper = getComputedStyle(document.documentElement).getPropertyValue('--paper');
  picture.walk(root);
  const font = escaped(getComputedStyle(root).fontFamily);
  const size = `width="${short(width)}" height="${short(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${font}">`,
    `<defs>${picture.hatches.join('')}</defs>`,
    `<rect ${size} fill="${paper}"/>`,
    ...picture.parts,
    '</svg>',
  ].join('\n');
}

class Picture {
  readonly parts: string[] = [];
  readonly hatches: string[] = [];
  private readonly frame: { left: number; top: number; right: number; bottom: number };

  constructor(frame: Picture['frame']) {
    this.frame = frame;
  }

  walk(element: Element): void {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const isHidden = style.display === 'none' || style.visibility === 'hidden';
    const isOut = element.matches(LEFT_OUT);
    if (isHidden || isOut || style.opacity === '0') return;
    if (element instanceof SVGSVGElement) return this.drawing(element);
    if (element instanceof HTMLCanvasElement) return this.image(element, box);
    if (box.width > 0 && this.isSeen(box)) this.box(style, box, scaleOf(element, box));
    for (const child of element.childNodes) {
      if (child instanceof Element) this.walk(child);
      else if (child instanceof Text && child.data.trim() !== '')
        this.text(child, style, scaleOf(element, box));
    }
  }

  private isSeen({ left, right, top, bottom }: DOMRect): boolean {
    const { frame } = this;
    return right > frame.left && left < frame.right && bottom > frame.top && top < frame.bottom;
  }

  private at({ left, top, width, height }: DOMRect): string {
    const [x, y] = [short(left - this.frame.left), short(top - this.frame.top)];
    return `x="${x}" y="${y}" width="${short(width)}" height="${short(height)}"`;
  }

  private box(style: CSSStyleDeclaration, box: DOMRect, scale: number): void {
    const { backgroundColor, backgroundImage, borderTopWidth, borderTopColor } = style;
    const rim = style.borderTopStyle === 'none' ? 0 : parseFloat(borderTopWidth) * scale;
    const fills = [
      isClear(backgroundColor) ? null : backgroundColor,
      backgroundImage.includes('gradient') ? this.hatch(backgroundImage) : null,
    ].filter((fill) => fill !== null);
    const stroke = rim > 0 && !isClear(borderTopColor) ? borderTopColor : null;
    if (fills.length === 0 && stroke === null) return;
    const radius = Math.min((parseFloat(style.borderTopLeftRadius) || 0) * scale, box.height / 2);
    const [across, down] = [Math.max(0, box.width - rim), Math.max(0, box.height - rim)];
    const inner = new DOMRect(box.left + rim / 2, box.top + rim / 2, across, down);
    const place = `${this.at(inner)} rx="${short(radius)}"`;
    for (const fill of fills) {
      const part = fill.startsWith('url') ? this.at(painted(style, inner, scale)) : place;
      this.parts.push(`<rect ${part} fill="${fill}"/>`);
    }
    if (stroke !== null)
      this.parts.push(
        `<rect ${place} fill="none" stroke="${stroke}" stroke-width="${short(rim)}"/>`,
      );
  }

  /** Stripes stand for what the page draws as a gradient. */
  private hatch(gradient: string): string {
    const colors = gradient.match(/rgba?\([^)]*\)|color\([^)]*\)/g) ?? [];
    const color = colors.find((one) => !isClear(one)) ?? 'gray';
    const id = `hatch-${this.hatches.length}`;
    const stripe = `<rect width="2.5" height="5" fill="${color}"/>`;
    this.hatches.push(
      `<pattern id="${id}" width="5" height="5" patternUnits="userSpaceOnUse" ` +
        `patternTransform="rotate(45)">${stripe}</pattern>`,
    );
    return `url(#${id})`;
  }

  /** Line by line, each as wide as it is on the page. */
  private text(node: Text, style: CSSStyleDeclaration, scale: number): void {
    const range = document.createRange();
    const lines = new Map<number, { text: string; box: DOMRect }>();
    for (const { index, 0: word } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const box = range.getBoundingClientRect();
      const line = lines.get(Math.round(box.top));
      const from = line?.box ?? box;
      lines.set(Math.round(box.top), {
        text: line ? `${line.text} ${word}` : word,
        box: new DOMRect(from.left, from.top, box.right - from.left, box.height),
      });
    }
    const size = parseFloat(style.fontSize) * scale;
    for (const { text, box } of lines.values()) {
      if (box.width === 0 || !this.isSeen(box)) continue;
      const isLevel = style.writingMode === 'horizontal-tb';
      const [left, top] = [box.left - this.frame.left, box.top - this.frame.top];
      const place = isLevel
        ? `x="${short(left)}" y="${short(top + box.height / 2 + size * 0.35)}"`
        : `transform="translate(${short(left + size * 0.15)} ${short(top)}) rotate(90)"`;
      const length = isLevel ? box.width : box.height;
      this.parts.push(
        `<text ${place} font-size="${short(size)}" font-weight="${style.fontWeight}" ` +
          `fill="${style.color}" textLength="${short(length)}" ` +
          `lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`,
      );
    }
  }

  private drawing(svg: SVGSVGElement): void {
    for (const shape of svg.querySelectorAll<SVGGraphicsElement>(SHAPES)) {
      const matrix = shape.getScreenCTM();
      const style = getComputedStyle(shape);
      if (!matrix || style.display === 'none') continue;
      const { a, b, c, d, e, f } = matrix;
      const to = [a, b, c, d, e - this.frame.left, f - this.frame.top].map(short).join(' ');
      const geometry = GEOMETRY.flatMap((name) => {
        const value = shape.getAttribute(name);
        return value === null ? [] : [`${name}="${escaped(value)}"`];
      });
      const looks = LOOKS.map((name) => `${name}="${style.getPropertyValue(name)}"`);
      const tag = shape.tagName;
      this.parts.push(`<${tag} transform="matrix(${to})" ${[...geometry, ...looks].join(' ')}/>`);
    }
  }

  private image(canvas: HTMLCanvasElement, box: DOMRect): void {
    if (canvas.width === 0 || !this.isSeen(box)) return;
    this.parts.push(`<image ${this.at(box)} href="${canvas.toDataURL()}"/>`);
  }
}

/** Where a background of its own size is: at the left, halfway down, as marks in a text are. */
function painted(style: CSSStyleDeclaration, box: DOMRect, scale: number): DOMRect {
  const [across = '', down = across] = style.backgroundSize.split(' ');
  if (!style.backgroundRepeat.startsWith('no-repeat') || !across.endsWith('px')) return box;
  const [width, height] = [parseFloat(across) * scale, parseFloat(down) * scale];
  return new DOMRect(box.left, box.top + (box.height - height) / 2, width, height);
}

/** How much larger it is drawn than it is laid out: the stage is zoomed. */
const scaleOf = (element: Element, box: DOMRect): number =>
  element instanceof HTMLElement && element.offsetWidth > 0 ? box.width / element.offsetWidth : 1;

/** Pixels of a picture for each of the page's. */
const DENSITY = 2;

/** The same as a PNG. */
export async function pngOf(root: HTMLElement): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svgOf(root)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * DENSITY;
    canvas.height = image.naturalHeight * DENSITY;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture')))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
