import type { RunResult } from '../simulation/result.ts';
import type { ShardInfo } from '../simulation/shard/shard-result.ts';
import type { CaptureInfo } from './capture-info.ts';
import { checksumSection } from './checksum-section.ts';
import { errorsSection } from './errors-section.ts';
import { expectationSection } from './expectation-section.ts';
import { headline, isVulnerable, staleMemoryHurt } from './headline.ts';
import { leakSection } from './leak-section.ts';
import { legendSection } from './legend.ts';
import { Names } from './names.ts';
import { type CommandLine, nextSteps } from './next-steps.ts';
import { notesSection } from './notes-section.ts';
import { printable } from './printable.ts';
import { secretSection } from './secret-section.ts';
import { PLAIN_STYLE, type Style } from './style.ts';
import { summarySection } from './summary.ts';
import { counted } from './words.ts';
import { wrap } from './wrap.ts';

const WHY =
  'The device keeps a pool of pages that it shares with netback, and uses their blocks again and again. Since 1.10.0 packet writers write straight into such a block. Where they leave out a field that they take for zero, or announce more than they write, what an earlier packet left there goes out with the new one (a leak), or is summed into its checksum. This is advisory OSEC-2019-01.';

export interface TextOptions {
  /** How things are set off. Plain if absent. */
  style?: Style;
  /** How many findings of a kind are listed one by one. 20 if absent. */
  list?: number;
  /** Of a line of prose, in characters; tables and commands may be wider. 100 if absent. */
  width?: number;
  /** Where the frames went, if they went anywhere. */
  capture?: CaptureInfo;
  /** Makes the commands that the report suggests to try next; it suggests none if absent. */
  command?: CommandLine;
  /** A command that shows the findings in Wireshark, to try next. */
  open?: string;
}

/**
 * A run as a report for people: what happened in one sentence, counts, secrets, wrong checksums, leaks, failed steps,
 * and what to do next.
 *
 * @returns text that ends with a newline
 *
 * @example
 * const result = await runScript(script, { release: '1.10.0' });
 * const report = renderText(result, { list: 5 });
 */
export function renderText(result: RunResult, options: TextOptions = {}): string {
  const { style = PLAIN_STYLE, list = 20, width = 100, capture } = options;
  const names = new Names(result);
  const sections = [
    titleSection(result, width, style),
    summarySection(result, style),
    expectationSection(result, list, style),
    secretSection(result, names, list, style),
    notesSection(result, width, style),
    legendSection(result, list, style),
    checksumSection(result, names, list, style),
    leakSection(result, names, list, style),
    errorsSection(result, names, list, style),
    captureSection(capture),
    nextSteps(result, { ...options, hidden: hidesFindings(result, list) }, style),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function titleSection(result: RunResult, width: number, style: Style): string[] {
  const { script, release, seed, complete, stepsTaken, shard } = result;
  const title = `${printable(script.name)} (${printable(script.file)}), netchannel ${release}, seed ${seed}`;
  const lines = [style.dim(title), '', ...wrap(headline(result), width).map((line) => style.strong(line))];
  if (!complete)
    lines.push(
      '',
      style.caution(`Stopped after ${counted(stepsTaken, 'step')}: this is what had been found by then.`),
    );
  if (shard !== undefined) lines.push('', ...wrap(shardNotice(shard), width));
  if (isVulnerable(release) && staleMemoryHurt(result)) lines.push('', ...wrap(WHY, width));
  return lines;
}

function shardNotice({ index, count, framesBefore }: ShardInfo): string {
  return `Shard ${index} of ${count}: ${counted(framesBefore, 'frame')} crossed before it, and frames are numbered on from there.`;
}

function captureSection(capture: CaptureInfo | undefined): string[] {
  if (capture === undefined) return [];
  const where = capture.file === null ? 'to standard output' : `to ${printable(capture.file)}`;
  return [`Wrote ${counted(capture.packets, 'frame')} (${counted(capture.bytes, 'byte')}) ${where}`];
}

function hidesFindings({ totals, errorCount, expectations }: RunResult, list: number): boolean {
  const hidesFailures = expectations.failures.length > list;
  return totals.leakingFrames > list || totals.checksumFailures > list || errorCount > list || hidesFailures;
}
