import { RELEASE_NAMES, type Release } from '../../netchannel/releases.ts';
import type { ReporterOf } from '../../report/reporters/registry.ts';
import { CliError } from '../cli-error.ts';
import { inFolder } from '../files/output-folder.ts';
import { outputFiles } from '../files/output-pattern.ts';
import { definedValues } from '../options/define.ts';
import { DIFFERENCES } from '../options/differences.ts';
import { NETCHANNEL } from '../options/netchannel.ts';
import { asked } from '../options/option-row.ts';
import { SEED } from '../options/seed.ts';
import { askedReports } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';
import { inFolders } from '../reports/report-folders.ts';

/** The options of `compare` as the command line gives them. */
export interface RawCompareOptions {
  netchannel?: string;
  seed?: string;
  define?: string[];
  filesUnder?: string[];
  differences?: string;
  output?: string;
  json?: string | true;
  reporter?: string[];
  quiet?: boolean;
  color: boolean;
}

/** The options of `compare`, checked. */
export interface CompareSettings {
  /** At least two. */
  releases: readonly Release[];
  /** The releases as the command line named them, if it did. */
  netchannel: string | undefined;
  seed: number | undefined;
  /** Values of the script's variables, by name. */
  defines: Readonly<Record<string, string>>;
  /** Folders whose files it may name, beside the usual ones. */
  filesUnder: readonly string[];
  differences: number;
  /** The capture of each release; empty if none is to be written. */
  outputs: ReadonlyMap<Release, string>;
  /** One of them at most goes to standard output. */
  reports: readonly AskedReport<ReporterOf<'comparison'>>[];
  color: boolean;
}

const DEFAULT_DIFFERENCES = 3;

/**
 * @param baseName - of what goes to a folder
 * @throws CliError that names the first option that is wrong
 */
export function parseCompareOptions(raw: RawCompareOptions, baseName = 'capture'): CompareSettings {
  const { netchannel, seed, differences } = raw;
  const output = raw.output && inFolder(raw.output, `${baseName}-{release}.pcap`);
  if (output === '') throw new CliError('Cannot write the captures: the name after --output is empty');
  const reports = askedReports(raw, 'comparison');
  const releases = asked(NETCHANNEL, netchannel) ?? RELEASE_NAMES;
  const [only, second] = releases;
  if (second === undefined) {
    throw new CliError(
      `Cannot compare netchannel ${only} with nothing; name two releases or more after --netchannel, with commas between them`,
    );
  }
  return {
    releases,
    netchannel: netchannel === undefined ? undefined : releases.join(','),
    seed: asked(SEED, seed),
    defines: definedValues(raw.define),
    filesUnder: raw.filesUnder ?? [],
    differences: asked(DIFFERENCES, differences) ?? DEFAULT_DIFFERENCES,
    outputs: output === undefined ? new Map() : outputFiles(output, releases),
    reports: inFolders(reports, baseName),
    color: raw.color,
  };
}
