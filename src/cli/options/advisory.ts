import { ADVISORIES, OSEC_2019_01 } from '../../advisory/advisories.ts';
import { choices } from '../completion/values.ts';
import type { OptionRow } from './option-row.ts';

const IDS = ADVISORIES.map(({ id }) => id);

/** Which advisory a check is by. */
export const ADVISORY = {
  flags: '--advisory <id>',
  on: {
    'advisory check': `${IDS.join(', ')} or all (default: ${OSEC_2019_01.id}; versions of other packages by the advisories about them)`,
  },
  values: choices(...IDS, 'all'),
  parse: (text: string): string => text,
} satisfies OptionRow<string>;
