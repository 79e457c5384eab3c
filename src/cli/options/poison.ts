import { POISON_SETS, type Poison, poisonsOf } from '../../inspection/old-memory/poison.ts';
import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import { closestHint } from './closest-hint.ts';
import type { OptionRow } from './option-row.ts';

const NAMES = ['all', 'none', ...POISON_SETS];

/** Values that memory is filled with, to be looked for. */
export const POISON = {
  flags: '--poison <name>',
  on: {
    inspect: `values that memory is filled with to look for: ${POISON_SETS.join(', ')}, glibc:NN, hexadecimal bytes, all or none (default: those that are unmistakable) (repeatable)`,
  },
  repeatable: true,
  values: choices(...NAMES),
  parse: parsePoison,
} satisfies OptionRow<readonly Poison[]>;

function parsePoison(text: string): readonly Poison[] {
  const poisons = poisonsOf(text);
  if (poisons !== undefined) return poisons;
  throw new CliError(
    `Unknown poison ${JSON.stringify(text)} after --poison${closestHint(text, NAMES)}; there are ${NAMES.join(', ')}, glibc:NN with the value of MALLOC_PERTURB_ in hexadecimal, and 1 to 16 bytes in hexadecimal such as 0xcafe`,
  );
}
