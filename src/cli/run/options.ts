import type { DeviceName } from '../../netchannel/devices.ts';
import { COMPARED_RELEASES } from '../../netchannel/releases.ts';
import type { ReporterOf } from '../../report/reporters/registry.ts';
import type { Vantage } from '../../simulation/capture/vantage.ts';
import type { WarmUp } from '../../simulation/shard/approach.ts';
import type { ShardNumber } from '../../simulation/shard/slices.ts';
import { CAPTURE } from '../options/capture.ts';
import type { CaptureFormat } from '../options/capture-format.ts';
import { COLOR } from '../options/color.ts';
import { DEFINE } from '../options/define.ts';
import { DEVICE } from '../options/device.ts';
import { EXPOSURE } from '../options/exposure.ts';
import { FAIL_ON, type FailOn } from '../options/fail-on.ts';
import { FILES_UNDER } from '../options/files-under.ts';
import { FORMAT } from '../options/format.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { LIST } from '../options/list.ts';
import { LOOP } from '../options/loop.ts';
import { MATRIX } from '../options/matrix.ts';
import { NETCHANNEL } from '../options/netchannel.ts';
import { OPEN } from '../options/open.ts';
import { OUTPUT } from '../options/output.ts';
import { PACE } from '../options/pace.ts';
import { QUIET } from '../options/quiet.ts';
import { SEED } from '../options/seed.ts';
import { SHARD } from '../options/shard.ts';
import { TRACE } from '../options/trace.ts';
import { VANTAGE } from '../options/vantage.ts';
import { VERBOSE } from '../options/verbose.ts';
import { WARM_UP } from '../options/warm-up.ts';
import { askedReports, refusePages } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';

/** The options of `run`, checked. */
export interface RunSettings {
  /** What says it all again. */
  given: GivenOptions;
  /** '-' for standard output; undefined to name it after the script. With placeholders for several runs. */
  output: string | undefined;
  /** Whether captures are written at all. */
  capture: boolean;
  /** Of the captures, if one is asked for instead of what their names say. */
  format: CaptureFormat | undefined;
  /** Show the capture in Wireshark. */
  open: boolean;
  /** From where captures see the frames; where they arrive if undefined. */
  vantage: Vantage | undefined;
  /** Seconds of virtual time in a second; Infinity for no waiting at all. */
  pace: number;
  /** Again and again, until it is stopped. */
  loop: boolean;
  /** If one is asked for instead of the script's own. */
  release: DeviceName | undefined;
  /** If several are asked for, to be run one after the other; else empty. */
  releases: readonly DeviceName[];
  /** Where a trace of pool and rings goes. */
  trace: string | undefined;
  /** Whether to look at what netback could read besides. */
  exposure: boolean;
  seed: number | undefined;
  /** Which part of each run to make; all of it if undefined. */
  shard: ShardNumber | undefined;
  warmUp: WarmUp;
  /** Values of the script's variables, by name. */
  defines: Readonly<Record<string, string>>;
  /** Folders whose files it may name, beside the usual ones. */
  filesUnder: readonly string[];
  /** One of them at most goes to standard output. */
  reports: readonly AskedReport<ReporterOf<'run'>>[];
  failOn: ReadonlySet<FailOn>;
  /** How many findings of a kind the text tells one by one, and the JSON report has at least. */
  list: number;
  /** Whether the text is more than a screenful. */
  verbose: boolean;
  quiet: boolean;
  color: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseRunOptions(raw: RawOptions): RunSettings {
  return runSettings(GivenOptions.of('run', raw));
}

/**
 * @param given - of `run`, or of a command that has a part of its options
 * @throws CliError if two reports would go to standard output
 */
export function runSettings(given: GivenOptions): RunSettings {
  const releases = given.has(MATRIX)
    ? COMPARED_RELEASES
    : (given.value(NETCHANNEL) ?? given.value(DEVICE) ?? []);
  const [release] = releases;
  const reports = askedReports(given, 'run');
  if (given.has(SHARD)) refusePages(reports, 'leave --shard out');
  return {
    given,
    output: given.value(OUTPUT),
    capture: !given.has(CAPTURE),
    open: given.has(OPEN),
    format: given.value(FORMAT),
    vantage: given.value(VANTAGE),
    pace: given.value(PACE),
    loop: given.has(LOOP),
    ...(releases.length > 1 ? { release: undefined, releases } : { release, releases: [] }),
    shard: given.value(SHARD),
    warmUp: given.value(WARM_UP),
    exposure: given.has(EXPOSURE),
    trace: given.text(TRACE),
    seed: given.value(SEED),
    defines: Object.fromEntries(given.values(DEFINE)),
    filesUnder: given.texts(FILES_UNDER),
    reports,
    failOn: new Set(given.values(FAIL_ON)),
    list: given.value(LIST),
    verbose: given.has(VERBOSE) || given.has(LIST),
    quiet: given.has(QUIET),
    color: !given.has(COLOR),
  };
}
