import { Chalk } from 'chalk';
import { PLAIN_STYLE, type Style } from '../../report/style.ts';
import { ownSequence } from './terminal-text.ts';

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
    heading: own(chalk.bold.cyan),
    strong: own(chalk.bold),
    dim: own(chalk.dim),
    alarm: own(chalk.red),
    caution: own(chalk.yellow),
    command: own(chalk.green),
    secret: own(chalk.bold.magenta),
    foreign: own(chalk.red),
    own: own(chalk.yellow),
    zero: own(chalk.blue),
  };
}

/** @returns a paint whose sequences are known to be ours, so that `writeText` lets them pass */
function own(paint: (text: string) => string): (text: string) => string {
  const [open = '', close = ''] = paint('x').split('x').map(owned);
  // What is painted inside and ends with the same sequence would end this paint, too.
  return (text) => (text === '' ? '' : `${open}${text.replaceAll(close, `${close}${open}`)}${close}`);
}

function owned(sequences: string): string {
  return [...sequences.matchAll(/[0-9]+/g)].map(([code]) => ownSequence(Number(code))).join('');
}

/**
 * @returns how wide a report may get: as the terminal that it is written to, from 60 columns on; else as COLUMNS says,
 * else 100
 */
export function reportWidth(
  { isTTY, columns }: ColorTarget,
  environment: Readonly<Record<string, string | undefined>>,
): number {
  const asked = /^\d{1,5}$/.test(environment['COLUMNS'] ?? '') ? Number(environment['COLUMNS']) : 0;
  const known = isTTY === true && columns !== undefined && columns > 0 ? columns : asked;
  return known === 0 ? MOST_WIDTH : Math.max(known, LEAST_WIDTH);
}

/** @returns how wide prose may get */
export function proseWidth({ columns }: ColorTarget): number {
  return columns === undefined ? MOST_WIDTH : Math.min(Math.max(columns, LEAST_WIDTH), MOST_WIDTH);
}
