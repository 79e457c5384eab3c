import type { WarmUp } from '../../simulation/shard/approach.ts';
import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import type { OptionRow } from './option-row.ts';
import { SHARD } from './shard.ts';

const MOST_WARM_UP = 1_000_000;

export const WARM_UP = {
  flags: '--warm-up <n>',
  on: {
    run: 'with --shard: how many repetitions are made before the part to find the memory as it would be; or "all", which is exact for every script (default: auto)',
  },
  values: choices('auto', 'all'),
  needs: {
    isMet: (given) => given.has(SHARD),
    says: 'Cannot use --warm-up without --shard: a whole run has nothing to make up for',
  },
  parse: parseWarmUp,
  usual: 'auto',
} satisfies OptionRow<WarmUp>;

function parseWarmUp(text: string): WarmUp {
  if (text === 'all' || text === 'auto') return text;
  const repetitions = /^\d+$/.test(text) ? Number(text) : 0;
  if (repetitions >= 1 && repetitions <= MOST_WARM_UP) return repetitions;
  throw new CliError(
    `Cannot use the warm-up ${JSON.stringify(text)}: expected auto, all, or a number of repetitions from 1 to ${MOST_WARM_UP}`,
  );
}
