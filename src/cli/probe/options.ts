import { type DeviceName, OWN_DEVICE } from '../../netchannel/devices.ts';
import type { ProbedLink } from '../../probe/probed-link.ts';
import type { ProbeFindingName } from '../../report/probe/findings.ts';
import type { ReporterOf } from '../../report/reporters/registry.ts';
import { CliError } from '../cli-error.ts';
import { BUFFER_SIZE } from '../options/buffer-size.ts';
import { COLOR } from '../options/color.ts';
import { DEVICE } from '../options/device.ts';
import { FRAMES } from '../options/frames.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { LINK_TYPE } from '../options/link-type.ts';
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
  /** What the program writes; what is evident if absent. */
  link: ProbedLink | undefined;
  /** Whose memory it is handed after it was handed plain buffers; none if absent. */
  device: DeviceName | undefined;
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
    link: given.value(LINK_TYPE),
    device: deviceOf(given),
    milliseconds: Math.round(given.value(TIMEOUT) * 1000),
    list: given.value(LIST),
    verbose: given.has(VERBOSE),
    color: !given.has(COLOR),
  };
}

/** @throws CliError for one that only a script has, and for several */
function deviceOf(given: GivenOptions): DeviceName | undefined {
  const [device, ...others] = given.value(DEVICE) ?? [];
  if (others.length > 0)
    throw new CliError('Cannot probe under several devices at once; name one after --device');
  if (device === OWN_DEVICE) {
    throw new CliError(
      `Cannot probe under the device ${OWN_DEVICE}, which only a script describes; name a release or a remedy after --device`,
    );
  }
  return device;
}
