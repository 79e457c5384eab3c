import { MOST_KEPT } from '../../report/listing.ts';
import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import type { OptionRow } from './option-row.ts';

const SAYS =
  'the same, with so many findings of a kind one by one; "all": 1,000, and 50,000 in JSON (default: 20)';

/** How many findings of a kind a run keeps for its report at most, so that reports stay of a size that can be read. */
export const MOST_LISTED = MOST_KEPT;

export const LIST = {
  flags: '--list <n>',
  on: {
    run: SAYS,
    merge: SAYS,
    inspect: 'how many findings of a kind the text lists one by one, or "all" (default: 20)',
    replay: SAYS,
    probe: 'how many frames the text tells one by one, or "all" (default: 20)',
  },
  values: choices('all'),
  parse: parseList,
  write: (list) => (list === MOST_LISTED ? 'all' : String(list)),
  usual: 20,
} satisfies OptionRow<number>;

function parseList(text: string): number {
  if (text === 'all') return MOST_LISTED;
  const list = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (list <= MOST_LISTED) return list;
  throw new CliError(
    `Cannot list ${JSON.stringify(text)} findings: expected a number from 0 to ${MOST_LISTED}, or "all"`,
  );
}
