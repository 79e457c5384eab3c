import { CliError } from '../cli-error.ts';
import type { OptionRow } from './option-row.ts';

const LEAST = 0.1;
const MOST = 3600;

/** How long a program that is started may take, in seconds. */
export const TIMEOUT = {
  flags: '--timeout <seconds>',
  on: { probe: 'that each start may take (default: 10)' },
  parse: parseTimeout,
  usual: 10,
} satisfies OptionRow<number>;

function parseTimeout(text: string): number {
  const seconds = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= LEAST && seconds <= MOST) return seconds;
  throw new CliError(
    `Cannot use ${JSON.stringify(text)} after --timeout: expected seconds from ${LEAST} to ${MOST}, such as 2 or 0.5`,
  );
}
