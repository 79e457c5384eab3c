import type { ProbeFindingName } from '../../report/probe/findings.ts';
import type { ReporterOf } from '../../report/reporters/registry.ts';
import { CliError } from '../cli-error.ts';
import { BUFFER_SIZE } from '../options/buffer-size.ts';
import { COLOR } from '../options/color.ts';
import { FRAMES } from '../options/frames.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { LIST } from '../options/list.ts';
import { PROBE_FAIL_ON } from '../options/probe-fail-on.ts';
import { STREAM } from '../options/stream.ts';
import { TIMEOUT } from '../options/timeout.ts';
import { VERBOSE } from '../options/verbose.ts';
import { askedReports } from '../reports/asked-reports.ts';
import type { AskedReport } from '../reports/parse-reporter.ts';

/** Bytes of all buffers of a pass: the frames of all passes are kept to be compared. */
const MOST_IN_PASS = 8 * 1024 * 1024;

/** The options of `probe`, checked. */
export interface ProbeSettings {
  given: GivenOptions;
  /** One of them at most goes to standard output. */
  reports: readonly AskedReport<ReporterOf<'probe'>>[];
  failOn: ReadonlySet<ProbeFindingName>;
  size: number;
  frames: number;
  stream: boolean;
  /** That a start may take. */
  milliseconds: number;
  list: number;
  verbose: boolean;
  color: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseProbeOptions(raw: RawOptions): ProbeSettings {
  const given = GivenOptions.of('probe', raw);
  const [size, frames] = [given.value(BUFFER_SIZE), given.value(FRAMES)];
  if (size * frames > MOST_IN_PASS) {
    throw new CliError(
      `Cannot probe ${frames} frames of ${size} bytes: expected ${MOST_IN_PASS} bytes at most in all; ask for fewer after --frames, or smaller buffers after --size`,
    );
  }
  return {
    given,
    reports: askedReports(given, 'probe'),
    failOn: new Set(given.values(PROBE_FAIL_ON)),
    size,
    frames,
    stream: given.has(STREAM),
    milliseconds: Math.round(given.value(TIMEOUT) * 1000),
    list: given.value(LIST),
    verbose: given.has(VERBOSE),
    color: !given.has(COLOR),
  };
}
