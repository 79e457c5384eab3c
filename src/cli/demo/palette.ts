import type { Line, Role } from '../../story/ink.ts';
import { ownSequence, terminalText } from '../terminal/terminal-text.ts';

/** In the sixteen colours that every terminal has; letters and brackets say the same. */
const CODES: Readonly<Record<Role, readonly number[]>> = {
  bar: [7],
  strong: [1],
  dim: [2],
  alarm: [1, 31],
  caution: [33],
  good: [32],
  key: [36],
  secret: [1, 35],
  foreign: [31],
  own: [33],
  zero: [34],
  owner0: [30, 46],
  owner1: [30, 43],
  owner2: [30, 45],
  owner3: [30, 42],
  owner4: [97, 44],
  owner5: [30, 47],
};

const RESET = 0;

/** @returns a line with our colours in it, for the gate to let pass */
export function coloredLine(line: Line, color: boolean): string {
  return line
    .map(({ text, role }) => {
      if (!color || role === undefined || text === '') return text;
      return `${CODES[role].map(ownSequence).join('')}${text}${ownSequence(RESET)}`;
    })
    .join('');
}

/** @returns a line as a terminal takes it: nothing in it moves the cursor */
export function paintedLine(line: Line, color: boolean): string {
  return terminalText(coloredLine(line, color));
}
