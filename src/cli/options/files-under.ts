import { FOLDERS } from '../completion/values.ts';
import type { OptionRow } from './option-row.ts';

const SAYS = 'folder whose files the script may name, too (repeatable)';

export const FILES_UNDER = {
  flags: '--files-under <dir>',
  on: { run: SAYS, compare: SAYS, demo: SAYS, explore: SAYS },
  repeatable: true,
  values: FOLDERS,
  extcap: { flags: '--files-under <dir>', says: 'folder whose files the script may name, too' },
} satisfies OptionRow;
