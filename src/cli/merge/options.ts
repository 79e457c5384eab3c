import type { ReporterOf } from '../../report/reporters/registry.ts';
import { APPEND } from '../options/append.ts';
import { COLOR } from '../options/color.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { JSON_REPORT } from '../options/json.ts';
import { LIST } from '../options/list.ts';
import { OUTPUT } from '../options/output.ts';
import { QUIET } from '../options/quiet.ts';
import { REPORTER } from '../options/reporter.ts';
import { VERBOSE } from '../options/verbose.ts';
import { askedReports, refusePages } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';
import { inFolders } from '../reports/report-folders.ts';

/** The options of `merge`, checked. */
export interface MergeSettings {
  /** Of the merged capture, or the folder that it goes to: '-' for standard output; undefined for none. */
  output: string | undefined;
  append: boolean;
  /** On the merged run. One of them at most goes to standard output. */
  reports: readonly AskedReport<ReporterOf<'run'>>[];
  /** Whether the command line asks for a report. */
  asksReport: boolean;
  list: number;
  verbose: boolean;
  quiet: boolean;
  color: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseMergeOptions(raw: RawOptions): MergeSettings {
  const given = GivenOptions.of('merge', raw);
  const reports = askedReports(given, 'run');
  refusePages(reports, 'ask for it with the run, and leave --shard out there');
  return {
    output: given.value(OUTPUT),
    append: given.has(APPEND),
    reports: inFolders(reports, 'report'),
    asksReport: given.has(JSON_REPORT) || given.has(REPORTER),
    list: given.value(LIST),
    verbose: given.has(VERBOSE) || given.has(LIST),
    quiet: given.has(QUIET),
    color: !given.has(COLOR),
  };
}
