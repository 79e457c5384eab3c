import type { RunResult } from '../simulation/result.ts';
import type { CaptureInfo } from './capture-info.ts';
import { isVulnerable } from './headline.ts';
import { shellWord } from './shell-word.ts';
import type { Style } from './style.ts';

/** Checksums that Wireshark verifies only when it is told to, and the preference that does. */
const WIRESHARK_PREFERENCES: Readonly<Record<string, string>> = {
  ipv4: 'ip.check_checksum',
  udp: 'udp.check_checksum',
  tcp: 'tcp.check_checksum',
};

const OPEN = 'shows in Wireshark which packets leak, and which bytes, in a capture that carries all of this';

/** Gives the command line that makes this run again, with something changed. */
export type CommandLine = (change: { list?: string; release?: string; output?: string }) => string;

/** What there is to suggest. */
export interface Suggestions {
  /** Where the frames went, if they went anywhere. */
  capture?: CaptureInfo;
  command?: CommandLine;
  /** A command that shows the findings in Wireshark. */
  open?: string;
  /** Whether the report left findings out. */
  hidden: boolean;
}

/**
 * What to try now: a look at the capture, everything that was not listed, and the same packets under the
 * release that shows the difference.
 */
export function nextSteps(
  result: RunResult,
  { capture, command, open, hidden }: Suggestions,
  style: Style,
): string[] {
  const file = capture?.file ?? null;
  const steps: [command: string, why: string][] = [];
  const { frames, leakedBytes } = result.totals;
  if (open !== undefined && leakedBytes > 0) steps.push([open, OPEN]);
  if (file !== null && frames > 0) steps.push(wiresharkStep(result, file));
  if (command !== undefined) {
    if (hidden) steps.push([command({ list: 'all' }), 'lists every finding']);
    const other = isVulnerable(result.release) ? '1.10.1' : '1.10.0';
    const output = file === null ? {} : { output: siblingFile(file, other) };
    const why =
      other === '1.10.1' ? 'the same packets with the fix' : 'the same packets under the vulnerable release';
    steps.push([command({ release: other, ...output }), why]);
  }
  if (steps.length === 0) return [];
  return [
    style.heading('NEXT'),
    ...steps.flatMap(([line, why]) => [`  ${style.command(line)}`, style.dim(`      ${why}`)]),
  ];
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
  const why = 'shows the frames and which of them the receiver discards';
  return preferences === 0 ? why : `${why}; Wireshark does not verify these checksums by default`;
}

/** @returns `demo-1.10.1.pcap` for `demo.pcap`, so that the two can be compared */
function siblingFile(file: string, release: string): string {
  const [, base = file, extension = ''] =
    /^(.*?)(\.[^./\\]*)?$/s.exec(file.replace(/-1\.\d+\.\d+(?=\.[^./\\]*$)/, '')) ?? [];
  return `${base}-${release}${extension}`;
}
