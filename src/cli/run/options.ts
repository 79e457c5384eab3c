import { RELEASE_NAMES, type Release } from '../../netchannel/releases.ts';
import type { ReporterOf } from '../../report/reporters/registry.ts';
import type { Vantage } from '../../simulation/capture/vantage.ts';
import type { WarmUp } from '../../simulation/shard/approach.ts';
import type { ShardNumber } from '../../simulation/shard/slices.ts';
import { CliError } from '../cli-error.ts';
import { type CaptureFormat, formatOf } from '../options/capture-format.ts';
import { definedValues } from '../options/define.ts';
import { FAIL_ON, type FailOn } from '../options/fail-on.ts';
import { FORMAT } from '../options/format.ts';
import { DEFAULT_LIST, LIST } from '../options/list.ts';
import { NETCHANNEL } from '../options/netchannel.ts';
import { asked } from '../options/option-row.ts';
import { PACE } from '../options/pace.ts';
import { SEED } from '../options/seed.ts';
import { SHARD } from '../options/shard.ts';
import { checkVantage, VANTAGE } from '../options/vantage.ts';
import { WARM_UP } from '../options/warm-up.ts';
import { askedReports, type ReportOptions } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';

/** The options of `run` as the command line gives them. */
export interface RawRunOptions extends ReportOptions {
  netchannel?: string;
  matrix?: boolean;
  seed?: string;
  define?: string[];
  filesUnder?: string[];
  /** False for --no-capture. */
  capture?: boolean;
  format?: string;
  open?: boolean;
  vantage?: string;
  pace?: string;
  loop?: boolean;
  shard?: string;
  warmUp?: string;
  failOn?: string[];
  list?: string;
  verbose?: boolean;
  color: boolean;
}

/** The options of `run`, checked. */
export interface RunSettings {
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
  release: Release | undefined;
  /** If several are asked for, to be run one after the other; else empty. */
  releases: readonly Release[];
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
export function parseRunOptions(raw: RawRunOptions): RunSettings {
  if (raw.output === '') throw new CliError('Cannot write the capture: the name after --output is empty');
  if (raw.output !== undefined && raw.capture === false) {
    throw new CliError('Cannot combine --no-capture with --output, which names the capture; leave one out');
  }
  for (const option of ['format', 'vantage'] as const) {
    if (raw[option] === undefined || raw.capture !== false) continue;
    throw new CliError(
      `Cannot combine --no-capture with --${option}, which is about the capture; leave one out`,
    );
  }
  const format = asked(FORMAT, raw.format);
  const vantage = asked(VANTAGE, raw.vantage);
  if ((format ?? formatOf(raw.output ?? '')) === 'pcap') checkVantage(vantage);
  return {
    output: raw.output,
    capture: raw.capture ?? true,
    open: askedOpen(raw),
    format,
    vantage,
    ...askedPace(raw),
    ...askedReleases(raw),
    ...askedShard(raw),
    seed: asked(SEED, raw.seed),
    defines: definedValues(raw.define),
    filesUnder: raw.filesUnder ?? [],
    reports: askedReports(raw, 'run'),
    failOn: new Set(raw.failOn?.map(FAIL_ON.parse)),
    list: asked(LIST, raw.list) ?? DEFAULT_LIST,
    verbose: raw.verbose === true || raw.list !== undefined,
    quiet: raw.quiet ?? false,
    color: raw.color,
  };
}

function askedOpen({ open = false, output, capture }: RawRunOptions): boolean {
  if (open && capture === false) {
    throw new CliError('Cannot combine --open, which shows the capture, with --no-capture; leave one out');
  }
  if (open && output === '-') {
    throw new CliError(
      'Cannot open a capture that goes to standard output; leave out -o -, or leave out --open, and pipe it: | wireshark -k -i -',
    );
  }
  return open;
}

function askedPace({ pace, loop = false, output }: RawRunOptions): Pick<RunSettings, 'pace' | 'loop'> {
  if (output === '-') return { pace: PACE.parse(pace ?? 'asap'), loop };
  if (pace === undefined && !loop) return { pace: Infinity, loop };
  throw new CliError(
    `Cannot use ${loop ? '--loop' : '--pace'} without a live reader; add -o -, and pipe the capture into one`,
  );
}

function askedShard({
  shard,
  warmUp,
  loop = false,
  open = false,
  vantage = 'receiver',
}: RawRunOptions): Pick<RunSettings, 'shard' | 'warmUp'> {
  if (shard === undefined) {
    if (warmUp === undefined) return { shard: undefined, warmUp: 'auto' };
    throw new CliError('Cannot use --warm-up without --shard: a whole run has nothing to make up for');
  }
  if (loop)
    throw new CliError('Cannot combine --loop with --shard, which is a part of one run; leave one out');
  if (open) throw new CliError('Cannot combine --open with --shard; merge the captures first');
  if (vantage !== 'receiver') {
    throw new CliError(
      `Cannot combine --vantage ${vantage} with --shard: a frame that is on its way at the end of a part would be seen by none or by two`,
    );
  }
  return { shard: SHARD.parse(shard), warmUp: WARM_UP.parse(warmUp ?? 'auto') };
}

function askedReleases({ netchannel, matrix }: RawRunOptions): Pick<RunSettings, 'release' | 'releases'> {
  if (matrix === true) {
    if (netchannel === undefined) return { release: undefined, releases: RELEASE_NAMES };
    throw new CliError(
      'Cannot combine --matrix, which runs under every release, with --netchannel; leave one out',
    );
  }
  const releases = asked(NETCHANNEL, netchannel) ?? [];
  return releases.length > 1 ? { release: undefined, releases } : { release: releases[0], releases: [] };
}
