import { type DeviceName, deviceTitle } from '../../netchannel/devices.ts';
import { COMPARED_RELEASES } from '../../netchannel/releases.ts';
import type { ReporterOf } from '../../report/reporters/registry.ts';
import { CliError } from '../cli-error.ts';
import { inFolder } from '../files/output-folder.ts';
import { outputFiles } from '../files/output-pattern.ts';
import { COLOR } from '../options/color.ts';
import { DEFINE } from '../options/define.ts';
import { DEVICES } from '../options/devices.ts';
import { DIFFERENCES } from '../options/differences.ts';
import { FILES_UNDER } from '../options/files-under.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { NETCHANNEL } from '../options/netchannel.ts';
import { OUTPUTS } from '../options/output.ts';
import { SEED } from '../options/seed.ts';
import { askedReports } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';
import { inFolders } from '../reports/report-folders.ts';

/** The options of `compare`, checked. */
export interface CompareSettings {
  /** What says it all again. */
  given: GivenOptions;
  /** At least two. */
  releases: readonly DeviceName[];
  /** Whether they are measured, and not shown frame by frame. */
  measures: boolean;
  seed: number | undefined;
  /** Values of the script's variables, by name. */
  defines: Readonly<Record<string, string>>;
  /** Folders whose files it may name, beside the usual ones. */
  filesUnder: readonly string[];
  differences: number;
  /** The capture of each release; empty if none is to be written. */
  outputs: ReadonlyMap<DeviceName, string>;
  /** One of them at most goes to standard output. */
  reports: readonly AskedReport<ReporterOf<'comparison'>>[];
  color: boolean;
}

/**
 * @param baseName - of what goes to a folder
 * @throws CliError that names the first option that is wrong
 */
export function parseCompareOptions(raw: RawOptions, baseName = 'capture'): CompareSettings {
  const given = GivenOptions.of('compare', raw);
  const output = given.value(OUTPUTS);
  const devices = given.value(DEVICES);
  const releases = devices ?? given.value(NETCHANNEL) ?? COMPARED_RELEASES;
  const [only, second] = releases;
  if (second === undefined) {
    throw new CliError(
      `Cannot compare ${deviceTitle(only ?? '')} with nothing; name two ${devices === undefined ? 'releases' : 'devices'} or more after --${devices === undefined ? 'netchannel' : 'devices'}, with commas between them`,
    );
  }
  const pattern = output && inFolder(output, `${baseName}-{release}.pcap`);
  return {
    given,
    releases,
    measures: devices !== undefined,
    seed: given.value(SEED),
    defines: Object.fromEntries(given.values(DEFINE)),
    filesUnder: given.texts(FILES_UNDER),
    differences: given.value(DIFFERENCES),
    outputs: pattern === undefined ? new Map() : outputFiles(pattern, releases),
    reports: inFolders(askedReports(given, 'comparison'), baseName),
    color: !given.has(COLOR),
  };
}
