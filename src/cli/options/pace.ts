import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import { LOOP } from './loop.ts';
import type { OptionRow } from './option-row.ts';
import { OUTPUT } from './output.ts';

/** Paces with a name or a usual factor, for those who choose from a list. */
export const USUAL_PACES = ['asap', 'realtime', 'x10', 'x100'] as const;

/** Faster or slower than this, waiting makes no sense. */
const LEAST_FACTOR = 0.001;
const LARGEST_FACTOR = 1_000_000;

export const PACE = {
  flags: '--pace <pace>',
  on: {
    run: 'with -o -: asap, realtime, or a factor such as x10: frames go out when their virtual time comes (default: asap)',
  },
  values: choices(...USUAL_PACES),
  needs: {
    // Of a loop, its row says it.
    isMet: (given) => given.text(OUTPUT) === '-' || given.has(LOOP),
    says: 'Cannot use --pace without a live reader; add -o -, and pipe the capture into one',
  },
  parse: parsePace,
  extcap: {
    flags: '--pace <pace>',
    says: 'asap, realtime, or a factor such as x10 or x0.1 (default: realtime)',
    dialogue: {
      parameters: {
        display: 'Pace',
        tooltip: 'How fast virtual time goes by',
        type: 'selector',
        group: 'Device',
      },
      choices: () => [
        ['realtime', 'real time'],
        ['x10', '10 times as fast'],
        ['x100', '100 times as fast'],
        ['x0.1', 'a tenth as fast'],
        ['asap', 'as fast as possible'],
      ],
    },
  },
  write: (factor) => (factor === Infinity ? 'asap' : `x${factor}`),
  usual: Infinity,
} satisfies OptionRow<number>;

/**
 * @param text - `asap` (or `0`), `realtime`, or how many times faster than that: `x10`, `x0.5`
 * @returns seconds of virtual time in a second; Infinity for no waiting at all
 * @throws CliError
 */
function parsePace(text: string): number {
  if (text === 'asap' || text === '0') return Infinity;
  if (text === 'realtime') return 1;
  const factor = /^[x×]\d+(\.\d+)?$/i.test(text) ? Number(text.slice(1)) : Number.NaN;
  if (factor >= LEAST_FACTOR && factor <= LARGEST_FACTOR) return factor;
  throw new CliError(
    `Cannot use the pace ${JSON.stringify(text)}: expected asap, realtime, or a factor from x${LEAST_FACTOR} to x${LARGEST_FACTOR}, such as x10`,
  );
}
