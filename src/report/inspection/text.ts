import type { InspectionResult } from '../../inspection/result.ts';
import { printable } from '../printable.ts';
import { shellWord } from '../shell-word.ts';
import { PLAIN_STYLE, type Style } from '../style.ts';
import { counted } from '../words.ts';
import { wrap } from '../wrap.ts';
import { offloadSection, wrongChecksumSection } from './checksum-section.ts';
import { frameCheckSection } from './frame-check-section.ts';
import { inspectionHeadline } from './headline.ts';
import { oldMemorySection } from './old-memory-section.ts';
import { paddingSection } from './padding-section.ts';
import { linkTypeSection, protocolSection } from './protocol-section.ts';
import { senderSection } from './sender-section.ts';
import { inspectionSummary } from './summary.ts';
import { formatTime } from './time.ts';

export interface InspectionTextOptions {
  /** How things are set off. Plain if absent. */
  style?: Style;
  /** How many findings of a kind are listed one by one. 20 if absent. */
  list?: number;
  /** Of a line of prose, in characters. 100 if absent. */
  width?: number;
  /** The command that lists all findings; none is suggested if absent. */
  listAll?: string;
  /** A copy of the capture that has the findings as comments, if there is one. */
  commented?: string;
}

const LISTED = 20;

/** Checksums that Wireshark verifies only when it is told to. */
const OFF_IN_WIRESHARK: Readonly<Record<string, string>> = { ipv4: 'ip', udp: 'udp', tcp: 'tcp' };

/**
 * An inspection as a report for people: what was found in one sentence, counts, old memory, wrong checksums, padding that
 * is not zero, and what to do next.
 *
 * @returns text that ends with a newline
 */
export function renderInspection(result: InspectionResult, options: InspectionTextOptions = {}): string {
  const { style = PLAIN_STYLE, list = LISTED, width = 100 } = options;
  const sections = [
    titleSection(result, width, style),
    inspectionSummary(result, width, style),
    protocolSection(result, width, style),
    linkTypeSection(result, width, style),
    oldMemorySection(result, list, width, style),
    senderSection(result, list, width, style),
    wrongChecksumSection(result, list, width, style),
    offloadSection(result, list, width, style),
    frameCheckSection(result, list, width, style),
    paddingSection(result, list, width, style),
    nextSection(result, options, style),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function titleSection(result: InspectionResult, width: number, style: Style): string[] {
  const { file, format, earliest, latest, complete, damage, totals } = result;
  const title = `${file === null ? 'standard input' : printable(file)} (${format})`;
  const lines = wrap(title, width).map((line) => style.dim(line));
  if (earliest !== null && latest !== null) {
    const times = `${formatTime(earliest)} to ${formatTime(latest)} UTC`;
    lines.push(...wrap(times, width).map((line) => style.dim(line)));
  }
  lines.push('', ...wrap(inspectionHeadline(result), width).map((line) => style.strong(line)));
  const read = `this is what ${counted(totals.packets, 'packet')} before it held.`;
  if (damage !== null) {
    const text = `Cannot be read from offset ${damage.offset} on, ${damage.reason}: ${read}`;
    lines.push('', ...wrap(text, width).map((line) => style.caution(line)));
  } else if (!complete) {
    const text = `Stopped after ${counted(totals.packets, 'packet')}: this is what had been found by then.`;
    lines.push('', ...wrap(text, width).map((line) => style.caution(line)));
  }
  return lines;
}

function nextSection(
  { file, totals, checksumGroups }: InspectionResult,
  { list = LISTED, listAll, commented }: InspectionTextOptions,
  style: Style,
): string[] {
  const steps: [command: string, why: string][] = [];
  const most = Math.max(
    totals.oldMemoryFindings,
    totals.checksumFailures,
    totals.paddedFrames,
    totals.wrongFrameCheckSequences,
  );
  if (listAll !== undefined && most > list) {
    steps.push([listAll, 'lists every finding']);
  }
  if (commented !== undefined) {
    steps.push([`wireshark -C netchannel-sim ${shellWord(commented)}`, 'shows each finding at its packet']);
  } else if (file !== null && checksumGroups.length > 0) {
    const preferences = checksumGroups.flatMap(({ protocol }) => {
      const name = OFF_IN_WIRESHARK[protocol];
      return name === undefined ? [] : [`-o ${name}.check_checksum:TRUE `];
    });
    const command = `wireshark ${preferences.join('')}${shellWord(file)}`;
    steps.push([command, 'shows the frames and which of them a receiver discards']);
  }
  if (steps.length === 0) return [];
  return [
    style.heading('NEXT'),
    ...steps.flatMap(([command, why]) => [`  ${style.command(command)}`, style.dim(`      ${why}`)]),
  ];
}
