import { filesToWrite } from '../completion/values.ts';
import { nameAfter } from './name-after.ts';
import type { OptionRow } from './option-row.ts';

const BESIDE_TEXT = 'report as JSON to the file, beside the text; without a file, to standard output instead';

export const JSON_REPORT = {
  flags: '--json [file]',
  on: {
    run: BESIDE_TEXT,
    compare: BESIDE_TEXT,
    inspect: BESIDE_TEXT,
    probe: BESIDE_TEXT,
    replay: BESIDE_TEXT,
    merge: `merged ${BESIDE_TEXT}`,
    advisory: { flags: '--json', says: 'its record in the OSV format' },
    'advisory check': { flags: '--json', says: 'what was found as JSON, in terms of OSV' },
  },
  alone: '-',
  values: filesToWrite('json'),
  parse: nameAfter('--json', 'JSON report'),
} satisfies OptionRow<string>;
