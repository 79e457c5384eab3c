import type { OldMemoryOptions } from '../../inspection/old-memory/old-memory.ts';
import type { ReporterOf } from '../../report/reporters/registry.ts';
import { ALLOW } from '../options/allow.ts';
import { BODY } from '../options/body.ts';
import { COLOR } from '../options/color.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { INSPECT_FAIL_ON, type InspectFailOn } from '../options/inspect-fail-on.ts';
import { LIST } from '../options/list.ts';
import { namesOf } from '../options/option-names.ts';
import { OUTPUT } from '../options/output.ts';
import { POISON } from '../options/poison.ts';
import { QUIET } from '../options/quiet.ts';
import { SECRET } from '../options/secret.ts';
import { askedReports } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';

/** The options of `inspect`, checked. */
export interface InspectSettings {
  /** One of them at most goes to standard output. */
  reports: readonly AskedReport<ReporterOf<'inspection'>>[];
  failOn: ReadonlySet<InspectFailOn>;
  oldMemory: OldMemoryOptions;
  /** Options that say what is looked for, as they were given. */
  lookedFor: string[];
  list: number;
  /** Where the capture goes with what was found as comments; nowhere if absent. */
  output: string | undefined;
  /** Whether there is no text for people. */
  quiet: boolean;
  color: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseInspectOptions(raw: RawOptions): InspectSettings {
  const given = GivenOptions.of('inspect', raw);
  return {
    reports: askedReports(given, 'inspection'),
    failOn: new Set(given.values(INSPECT_FAIL_ON)),
    list: given.value(LIST),
    output: given.value(OUTPUT),
    quiet: given.has(QUIET),
    color: !given.has(COLOR),
    lookedFor: [
      ...(given.has(BODY) ? ['--body'] : []),
      ...[SECRET, ALLOW, POISON].flatMap((row) =>
        given.texts(row).flatMap((text) => [namesOf(row.flags).long, text]),
      ),
    ],
    oldMemory: {
      body: given.has(BODY),
      canaries: given.values(SECRET),
      allowed: new Set(given.values(ALLOW)),
      ...(given.has(POISON) ? { poisons: [...new Set(given.values(POISON).flat())] } : {}),
    },
  };
}
