import { CAPTURE } from './capture.ts';
import { EXPOSURE } from './exposure.ts';
import { FAIL_ON } from './fail-on.ts';
import { FORMAT } from './format.ts';
import { HTML } from './html.ts';
import { JSON_REPORT } from './json.ts';
import { LIST } from './list.ts';
import { MATRIX } from './matrix.ts';
import { OPEN } from './open.ts';
import type { Exclusion, OptionRow } from './option-row.ts';
import { OUTPUT } from './output.ts';
import { PACE } from './pace.ts';
import { QUIET } from './quiet.ts';
import { REPORTER } from './reporter.ts';
import { SHARD } from './shard.ts';
import { TRACE } from './trace.ts';
import { VANTAGE } from './vantage.ts';
import { VERBOSE } from './verbose.ts';

/** What is about a capture or a report, of which there is none. */
const OF_NO_USE: readonly OptionRow[] = [
  OUTPUT,
  FORMAT,
  VANTAGE,
  CAPTURE,
  OPEN,
  MATRIX,
  SHARD,
  EXPOSURE,
  TRACE,
  JSON_REPORT,
  HTML,
  REPORTER,
  FAIL_ON,
  VERBOSE,
  LIST,
  QUIET,
];

export const STEP = {
  flags: '--step',
  on: { run: 'tell the run step by step in the terminal, as "demo" does, and write nothing' },
  meets: [PACE],
  excludes: OF_NO_USE.map((option): Exclusion => {
    const name = option.flags.replace(/^-\w, /, '').replace(/[ [].*/, '');
    return {
      option,
      says: `Cannot combine --step, which tells one run and writes nothing, with ${name}; leave one out`,
    };
  }),
} satisfies OptionRow;
