import { beginningOf, columnsOf } from './columns.ts';

/** A piece of a line, set off or not. */
export interface Piece {
  text: string;
  paint?: ((text: string) => string) | undefined;
}

/**
 * Breaks text into lines at its spaces.
 *
 * @param width - of a line in columns, indentation included; a longer word is broken where it has to be
 * @param first - what the first line begins with
 * @param rest - what the other lines begin with
 */
export function wrap(text: string, width: number, first = '', rest = first): string[] {
  return wrapPieces([text], width, first, rest);
}

/** The same for pieces that are set off one by one. They stand side by side: no space is put between them. */
export function wrapPieces(
  pieces: readonly (Piece | string)[],
  width: number,
  first: Piece | string = '',
  rest: string = textOf(first),
): string[] {
  const lines: string[] = [];
  let line = painted(first);
  let used = columnsOf(textOf(first));
  let isEmpty = true;
  const breakLine = (): void => {
    lines.push(line);
    line = rest;
    used = columnsOf(rest);
    isEmpty = true;
  };
  for (const word of wordsOf(pieces)) {
    const columns = word.reduce((sum, { text }) => sum + columnsOf(text), 0);
    if (!isEmpty && used + 1 + columns > width) breakLine();
    if (!isEmpty) {
      line += ' ';
      used++;
    }
    for (const { text, paint } of word) {
      let left = text;
      while (used + columnsOf(left) > width) {
        const part = beginningOf(left, width - used);
        // Where there is room for nothing, something has to stand nevertheless.
        if (part === '' && isEmpty) break;
        line += painted({ text: part, paint });
        left = left.slice(part.length);
        breakLine();
      }
      line += painted({ text: left, paint });
      used += columnsOf(left);
      isEmpty = isEmpty && left === '';
    }
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}

/** Words are what stands between spaces, whichever pieces it is of. */
function wordsOf(pieces: readonly (Piece | string)[]): Piece[][] {
  let word: Piece[] = [];
  const words = [word];
  for (const piece of pieces) {
    const paint = typeof piece === 'string' ? undefined : piece.paint;
    textOf(piece)
      .split(' ')
      .forEach((text, i) => {
        if (i > 0) {
          word = [];
          words.push(word);
        }
        word.push({ text, paint });
      });
  }
  return words;
}

function textOf(piece: Piece | string): string {
  return typeof piece === 'string' ? piece : piece.text;
}

function painted(piece: Piece | string): string {
  if (typeof piece === 'string') return piece;
  const { text, paint } = piece;
  return paint === undefined || text === '' ? text : paint(text);
}
