import type { ReporterOf } from '../../report/reporters/registry.ts';
import { CliError } from '../cli-error.ts';
import { DEFAULT_LIST, LIST } from '../options/list.ts';
import { asked } from '../options/option-row.ts';
import { askedReports } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';
import { inFolders } from '../reports/report-folders.ts';

/** The options of `merge` as the command line gives them. */
export interface RawMergeOptions {
  output?: string;
  append?: boolean;
  json?: string | true;
  reporter?: string[];
  list?: string;
  verbose?: boolean;
  quiet?: boolean;
  color: boolean;
}

/** The options of `merge`, checked. */
export interface MergeSettings {
  /** Of the merged capture: '-' for standard output; undefined for none. */
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
export function parseMergeOptions(raw: RawMergeOptions): MergeSettings {
  const { output, append = false, list, quiet = false, color } = raw;
  if (output === '') throw new CliError('Cannot write the capture: the name after --output is empty');
  return {
    output,
    append,
    reports: inFolders(askedReports(raw, 'run'), 'report'),
    asksReport: raw.json !== undefined || raw.reporter !== undefined,
    list: asked(LIST, list) ?? DEFAULT_LIST,
    verbose: raw.verbose === true || list !== undefined,
    quiet,
    color,
  };
}
