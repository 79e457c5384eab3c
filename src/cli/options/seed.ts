import { CliError } from '../cli-error.ts';
import type { OptionRow } from './option-row.ts';

const LARGEST_SEED = 0xffff_ffff;

const SAYS = "seed of all filler, 0 to 4294967295 or 0x…, instead of the script's";

export const SEED = {
  flags: '--seed <n>',
  on: { run: SAYS, compare: SAYS, demo: SAYS, explore: SAYS },
  parse: parseSeed,
  extcap: {
    flags: '--seed <n>',
    says: "seed of all filler, instead of the script's",
    dialogue: {
      parameters: {
        display: 'Seed',
        tooltip: "Decides all filler: 0 to 4294967295, or 0x...; the script's own if empty",
        type: 'string',
        placeholder: "the script's own",
        validation: '^(0[xX][0-9a-fA-F]+|[0-9]*)$',
        group: 'Workload',
      },
    },
  },
} satisfies OptionRow<number>;

function parseSeed(text: string): number {
  const seed = /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw new CliError(
    `Cannot use the seed ${JSON.stringify(text)}: expected an integer from 0 to ${LARGEST_SEED}, or the same as 0x…`,
  );
}
