import { DEVICE_NAMES, deviceOf, isVulnerable } from '../netchannel/devices.ts';
import {
  FIXED_IDS_RELEASE,
  FIXED_RELEASE,
  FIXED_UNMAP_RELEASE,
  VULNERABLE_RELEASE,
} from '../netchannel/releases.ts';
import type { ChannelResult } from '../simulation/guests/network-result.ts';
import type { RunResult } from '../simulation/result.ts';
import { type CaptureInfo, CHANNEL } from './capture-info.ts';
import { columnsOf } from './columns.ts';
import { devicesAtFault } from './devices-at-fault.ts';
import type { ReportContext } from './report-context.ts';
import { shellWord } from './shell-word.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/** Checksums that Wireshark verifies only when it is told to, and the preference that does. */
const WIRESHARK_PREFERENCES: Readonly<Record<string, string>> = {
  ipv4: 'ip.check_checksum',
  udp: 'udp.check_checksum',
  tcp: 'tcp.check_checksum',
};

/** Where what is written is gone. */
const DISCARD = '/dev/null';

const EXPLORE = 'shows it in the browser: whose bytes came to whom';
const OPEN = 'shows in Wireshark which packets leak, and which bytes';

/** Gives the command line that makes this run again, with something changed. */
export type CommandLine = (change: {
  verbose?: boolean;
  list?: string;
  release?: string;
  output?: string;
}) => string;

/** What there is to suggest. */
export interface Suggestions {
  /** Where the frames went, if they went anywhere. */
  capture?: CaptureInfo;
  command?: CommandLine;
  /** A command that shows the run in the browser. */
  explore?: string;
  /** A command that shows the findings in Wireshark. */
  open?: string;
  /** What shows findings that the report left out; undefined if it left none out. */
  more: 'verbose' | 'all' | undefined;
}

/**
 * What to try now: a look at what leaked and at the capture, everything that was not listed, and the same packets under the
 * release that shows the difference.
 */
export function nextSteps(
  result: RunResult,
  { capture, command, explore, open, more }: Suggestions,
  { style, width }: Pick<ReportContext, 'style' | 'width'>,
): string[] {
  const named = capture?.file ?? null;
  // There is nothing in it that could be looked at, or compared.
  const file = named === DISCARD ? null : named;
  const steps: [command: string, why: string][] = [];
  const { frames, leakedBytes } = result.totals;
  if (explore !== undefined && leakedBytes > 0) steps.push([explore, EXPLORE]);
  if (open !== undefined && leakedBytes > 0) steps.push([open, OPEN]);
  if (file !== null && frames > 0) steps.push(wiresharkStep(result, mostTellingFile(result, file)));
  if (command !== undefined) {
    if (more === 'verbose') steps.push([command({ verbose: true }), 'tells all that was found']);
    if (more === 'all') steps.push([command({ list: 'all' }), 'tells more of what was found']);
    const other = otherRelease(result);
    if (other !== undefined) {
      const { release, why } = other;
      const output = file === null ? {} : { output: siblingFile(file, release) };
      steps.push([command({ release, ...output }), why]);
    }
  }
  if (steps.length === 0) return [];
  return [style.heading('NEXT'), ...steps.flatMap(([line, why]) => stepLines(line, why, style, width))];
}

/**
 * @returns the first release with the fix of what went wrong; where nothing did, the one with the flaw; undefined if it went
 * wrong on channels whose device the script names: another release changes nothing there
 */
function otherRelease(result: RunResult): { release: string; why: string } | undefined {
  if (devicesAtFault(result).every(({ channels }) => channels.length > 0)) return undefined;
  const front = deviceOf(result.release)?.front;
  const fix = (release: string): { release: string; why: string } => ({
    release,
    why: 'the same with the fix',
  });
  if ((result.totals.notAsPushed ?? 0) > 0 && front?.requestIds === 'of the page')
    return fix(FIXED_IDS_RELEASE);
  if ((result.ownBytes ?? 0) > 0 && front?.endsAccess !== 'once unmapped') return fix(FIXED_UNMAP_RELEASE);
  if (isVulnerable(result.release)) return fix(FIXED_RELEASE);
  return { release: VULNERABLE_RELEASE, why: 'the same under the vulnerable release' };
}

/** @returns the one that most old bytes are in, of captures by channel; else the only one */
function mostTellingFile({ channels = [] }: RunResult, file: string): string {
  const rank = ({ leakedBytes, passedOnBytes, frames }: ChannelResult): number =>
    (leakedBytes + passedOnBytes) * 1e9 + frames;
  const [most] = [...channels].sort((a, b) => rank(b) - rank(a));
  return most === undefined ? file : file.replaceAll(CHANNEL, most.name);
}

/** A command stays whole, however long, so that it can be copied. What it does stands behind it if it fits there. */
function stepLines(line: string, why: string, style: Style, width: number): string[] {
  const command = `  ${style.command(line)}`;
  const isShort = columnsOf(line) + columnsOf(why) + 6 <= width;
  if (isShort) return [`${command}  ${style.dim(`# ${why}`)}`];
  return [command, ...wrap(why, width, '      # ').map(style.dim)];
}

function wiresharkStep({ checksumGroups }: RunResult, file: string): [string, string] {
  const protocols = new Set<string>(checksumGroups.map(({ protocol }) => protocol));
  const preferences = Object.entries(WIRESHARK_PREFERENCES)
    .filter(([protocol]) => protocols.has(protocol))
    .map(([, preference]) => `-o ${preference}:TRUE `);
  return [
    `wireshark ${preferences.join('')}${shellWord(file)}`,
    whyWireshark(checksumGroups.length, preferences.length),
  ];
}

function whyWireshark(bad: number, preferences: number): string {
  if (bad === 0) return 'shows the frames';
  const why = 'shows the frames';
  return preferences === 0 ? why : `${why}, checksums verified`;
}

/** @returns `demo-1.10.1.pcap` for `demo.pcap`, so that the two can be compared */
function siblingFile(file: string, release: string): string {
  const [, base = file, extension = ''] = /^(.*?)(\.[^./\\]*)?$/s.exec(file) ?? [];
  const named = DEVICE_NAMES.find((name) => base.endsWith(`-${name}`));
  return `${named === undefined ? base : base.slice(0, -named.length - 1)}-${release}${extension}`;
}
