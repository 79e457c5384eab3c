import { Chalk } from 'chalk';
import { PLAIN_STYLE, type Style } from '../report/style.ts';

/** What of a stream decides about colours. */
export interface ColorTarget {
  isTTY?: boolean;
  columns?: number;
}

/** Narrower prose is hard to read, and so is wider. */
const LEAST_WIDTH = 60;
const MOST_WIDTH = 100;

/**
 * Whether to colour what goes to a stream. The first that says something decides: --no-color, NO_COLOR (any value
 * but the empty one, see no-color.org), FORCE_COLOR (0 and false say no), and then whether it is a terminal.
 */
export function wantsColor(
  stream: ColorTarget,
  environment: Readonly<Record<string, string | undefined>>,
  colorOption: boolean,
): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM } = environment;
  if (!colorOption || NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}

/** @returns how a report is set off, in the sixteen colours that every terminal has */
export function reportStyle(color: boolean): Style {
  if (!color) return PLAIN_STYLE;
  const chalk = new Chalk({ level: 1 });
  return {
    heading: (text) => chalk.bold.cyan(text),
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    alarm: (text) => chalk.red(text),
    caution: (text) => chalk.yellow(text),
    command: (text) => chalk.green(text),
  };
}

/** @returns how wide prose may get */
export function proseWidth({ columns }: ColorTarget): number {
  return columns === undefined ? MOST_WIDTH : Math.min(Math.max(columns, LEAST_WIDTH), MOST_WIDTH);
}
