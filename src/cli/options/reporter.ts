import { REPORTERS } from '../../report/reporters/registry.ts';
import type { ReporterRow } from '../../report/reporters/reporter-row.ts';
import { enumerated } from '../../report/words.ts';
import type { Values } from '../completion/values.ts';
import type { OptionRow, Saying } from './option-row.ts';

const OF_PACKETS = saying(REPORTERS);
const OF_REPORTS = saying(REPORTERS.filter(({ needsPackets }) => needsPackets !== true));

/** What it can name depends on what a command reports on: src/cli/reports reads it. */
export const REPORTER = {
  flags: '--reporter <name[=file]>',
  on: {
    run: OF_PACKETS,
    compare: OF_PACKETS,
    inspect: OF_PACKETS,
    replay: OF_PACKETS,
    probe: OF_REPORTS,
    merge: OF_REPORTS,
  },
  repeatable: true,
} satisfies OptionRow;

function saying(rows: readonly ReporterRow[]): Saying & { values: Values } {
  const names = enumerated(
    rows.map(({ name }) => name),
    'or',
  );
  return {
    says: `${names}, to the file or to standard output (repeatable)`,
    values: {
      kind: 'keyed',
      files: Object.fromEntries(rows.map(({ name, extension }) => [name, extension])),
    },
  };
}
