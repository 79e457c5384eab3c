import { CliError } from '../cli-error.ts';

const LARGEST_SEED = 0xffff_ffff;

/** @throws CliError if the text after --seed is none */
export function parseSeed(text: string): number {
  const seed = /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw new CliError(
    `Cannot use the seed ${JSON.stringify(text)}: expected an integer from 0 to ${LARGEST_SEED}, or the same as 0x…`,
  );
}
