import { columnsOf } from '../../src/report/columns.ts';

const CELL = { width: 8.4, height: 19 };
const MARGIN = 12;
const INK = '#d8dee6';
const PAPER = '#11161c';

/** The sixteen colours of terminals, by the code that asks for them as a foreground. */
const COLOURS: Readonly<Record<number, string>> = {
  30: '#11161c',
  31: '#ff8d80',
  32: '#6fdcab',
  33: '#f5c469',
  34: '#86b8f5',
  35: '#e7a8e1',
  36: '#7ad7ea',
  37: '#c9d1da',
  97: '#ffffff',
};

/** How a piece of text looks. */
interface Look {
  ink: string;
  paper: string;
  isBold: boolean;
  isDim: boolean;
}

const PLAIN: Look = { ink: INK, paper: PAPER, isBold: false, isDim: false };

/**
 * Draws what a terminal shows, from what is sent to it: a whole screen, its lines divided by CR LF, with colours.
 * @param title - what it shows, for those who do not see it
 * @returns SVG
 */
export function terminalPicture(sent: string, title: string, columns: number, rows: number): string {
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN;
  const parts: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what terminals are sent
  const lines = sent.replace(/\u001b\[(?:H|2J|\?25[hl])/g, '').split('\r\n');
  for (const [row, line] of lines.entries()) parts.push(...drawnLine(line, MARGIN + row * CELL.height));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14">',
    ...parts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function drawnLine(line: string, top: number): string[] {
  const parts: string[] = [];
  let look = PLAIN;
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what terminals are sent
  for (const [, code, text = ''] of line.matchAll(/\u001b\[([0-9]+)m|([^\u001b]+)/g)) {
    if (code !== undefined) {
      look = lookAfter(look, Number(code));
      continue;
    }
    const wide = columnsOf(text);
    const x = round(MARGIN + column * CELL.width);
    const w = round(wide * CELL.width);
    column += wide;
    if (look.paper !== PAPER) {
      parts.push(`<rect x="${x}" y="${top}" width="${w}" height="${CELL.height}" fill="${look.paper}"/>`);
    }
    const shown = text.trim();
    if (shown === '') continue;
    const at = round(x + (text.length - text.trimStart().length) * CELL.width);
    const length = round(columnsOf(shown) * CELL.width);
    const weight = look.isBold ? ' font-weight="700"' : '';
    const faint = look.isDim ? ' opacity="0.62"' : '';
    parts.push(
      `<text x="${at}" y="${top + 14}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${look.ink}"${weight}${faint}>${escaped(shown)}</text>`,
    );
  }
  return parts;
}

function lookAfter(look: Look, code: number): Look {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...look, isBold: true };
  if (code === 2) return { ...look, isDim: true };
  if (code === 7) return { ...look, ink: look.paper, paper: look.ink };
  const paper = COLOURS[code - 10];
  if (code >= 40 && code < 48 && paper !== undefined) return { ...look, paper };
  const ink = COLOURS[code];
  if (ink === undefined) throw new Error(`The picture does not know the code ${code}`);
  return { ...look, ink };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  // Several spaces would be one.
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(' ', '\u00a0');
}
