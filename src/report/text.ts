import { OSEC_2019_01 } from '../advisory/advisories.ts';
import type { Leak } from '../audit/findings.ts';
import { deviceTitle, isVulnerable } from '../netchannel/devices.ts';
import type { RunResult } from '../simulation/result.ts';
import type { ShardInfo } from '../simulation/shard/shard-result.ts';
import { type CaptureInfo, CHANNEL } from './capture-info.ts';
import { channelSection } from './channel-section.ts';
import { checksumSection, checksumSummary } from './checksum-section.ts';
import { errorsSection } from './errors-section.ts';
import { MOST_BYTES } from './excerpt.ts';
import { expectationSection } from './expectation-section.ts';
import { exposureSection } from './exposure-section.ts';
import { frameSection } from './frame-section.ts';
import { headline } from './headline.ts';
import { hostileSection } from './hostile-section.ts';
import { leakClusters } from './leak-clusters.ts';
import { CARD_BYTES, largestLeakSection, leakSection } from './leak-section.ts';
import { legendLines, marksOf } from './legend.ts';
import { MOST_TOLD } from './listing.ts';
import { lostSection } from './lost-section.ts';
import { Names } from './names.ts';
import { type CommandLine, nextSteps } from './next-steps.ts';
import { notesSection } from './notes-section.ts';
import { printable } from './printable.ts';
import type { ReportContext } from './report-context.ts';
import { secretSection } from './secret-section.ts';
import { staleMemoryHurt } from './stale-memory-hurt.ts';
import { PLAIN_STYLE, type Style } from './style.ts';
import { summarySection } from './summary.ts';
import { counted, enumerated } from './words.ts';
import { wrap } from './wrap.ts';

/** Why a vulnerable release leaks. */
const WHY = `The device keeps a pool of pages that it shares with netback, and uses their blocks again and again. Since ${OSEC_2019_01.affected.from} packet writers write straight into such a block. Where they leave out a field that they take for zero, or announce more than they write, what an earlier packet left there goes out with the new one (a leak), or is summed into its checksum. This is advisory ${OSEC_2019_01.id}.`;

/** Findings of a kind that a report of a screenful tells one by one. */
const BRIEF = 3;

/** Lines of its list of frames. */
const BRIEF_FRAMES = 16;

/** Findings of a kind that a whole report tells if nobody says how many. */
const DEFAULT_LIST = 20;

/** Wider prose is hard to read. */
const WIDEST_PROSE = 100;

/** Narrower than this a report is not made. */
export const LEAST_WIDTH = 60;

export interface TextOptions {
  /** How things are set off. Plain if absent. */
  style?: Style;
  /** Tells all findings, group by group, and counts; a report of a screenful if absent. */
  verbose?: boolean;
  /** How many findings of a kind are told one by one if it is verbose: 1000 at most, 20 if absent. Equal ones are one. */
  list?: number;
  /** Of a line, in columns of a terminal, 60 at least; only commands may be wider. 100 if absent. */
  width?: number;
  /** Where the frames went, if they went anywhere. */
  capture?: CaptureInfo;
  /** Makes the commands that the report suggests to try next; it suggests none if absent. */
  command?: CommandLine;
  /** A command that shows the run in the browser, to try next. */
  explore?: string;
  /** A command that shows the findings in Wireshark, to try next. */
  open?: string;
}

/**
 * A run as a report for people, a screenful: what happened in plain words, secrets, a line for each frame, the largest
 * leak byte by byte, wrong checksums, and what to do next. If it is verbose: counts, and every finding.
 *
 * @returns text that ends with a newline
 *
 * @example
 * const result = await runScript(script, { release: '1.10.0' });
 * const report = renderText(result, { verbose: true, list: 5 });
 */
export function renderText(result: RunResult, options: TextOptions = {}): string {
  const { style = PLAIN_STYLE, verbose = false, list = DEFAULT_LIST, capture } = options;
  const context: ReportContext = {
    names: new Names(result),
    style,
    width: Math.max(options.width ?? 100, LEAST_WIDTH),
    list: verbose ? Math.min(list, MOST_TOLD) : BRIEF,
  };
  const more = verbose ? moreOf(result, context.list) : briefHides(result);
  const sections = [
    titleSection(result, context, verbose),
    expectationSection(result, context),
    ...(verbose ? wholeSections(result, context) : briefSections(result, context)),
    captureSection(capture, result, context),
    nextSteps(result, { ...options, more }, context),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function briefSections(result: RunResult, context: ReportContext): string[][] {
  const { largestLeak } = result;
  const leaks = largestLeak === null ? [] : [largestLeak];
  return [
    secretSection(result, context),
    exposureSection(result, context),
    channelSection(result, context),
    notesSection(result, context.width, context.style),
    framesAndLegend(result, leaks, context, { rows: BRIEF_FRAMES, bytes: CARD_BYTES }),
    largestLeakSection(result, context),
    checksumSummary(result, context),
    errorsSection(result, context),
    lostSection(result, context),
    hostileSection(result, context),
  ];
}

function wholeSections(result: RunResult, context: ReportContext): string[][] {
  const { list } = context;
  const leaks = leakClusters(result.leaks)
    .slice(0, list)
    .map(({ first }) => first);
  return [
    secretSection(result, context),
    exposureSection(result, context),
    summarySection(result, context),
    channelSection(result, context),
    notesSection(result, context.width, context.style),
    framesAndLegend(result, leaks, context, { rows: list, bytes: MOST_BYTES }),
    leakSection(result, context),
    checksumSection(result, context),
    errorsSection(result, context),
    lostSection(result, context),
    hostileSection(result, context),
  ];
}

/**
 * The list of frames, and under it what the marks mean, which it is the first to use.
 *
 * @param leaks - those that are shown byte by byte further down
 * @param most - lines of the list, and bytes of such a leak
 */
function framesAndLegend(
  result: RunResult,
  leaks: readonly Leak[],
  context: ReportContext,
  most: { rows: number; bytes: number },
): string[] {
  const { lines, kinds } = frameSection(result, context, most.rows);
  return [...lines, ...legendLines(marksOf(kinds, leaks, context, most.bytes), context)];
}

function titleSection(result: RunResult, { width, style }: ReportContext, verbose: boolean): string[] {
  const { script, release, seed, complete, stepsTaken, shard } = result;
  const prose = Math.min(width, WIDEST_PROSE);
  const title = `${printable(script.name)} (${printable(script.file)}), ${deviceTitle(release)}, seed ${seed}`;
  const lines = [
    ...wrap(title, width).map(style.dim),
    '',
    ...wrap(headline(result), prose).map((line) => style.strong(line)),
  ];
  if (!complete) {
    const text = `Stopped after ${counted(stepsTaken, 'step')}: this is what had been found by then.`;
    lines.push('', ...wrap(text, width).map(style.caution));
  }
  if (shard !== undefined) lines.push('', ...wrap(shardNotice(shard), width));
  if (verbose && isVulnerable(release) && staleMemoryHurt(result)) lines.push('', ...wrap(WHY, prose));
  return lines;
}

function shardNotice({ index, count, framesBefore }: ShardInfo): string {
  return `Shard ${index} of ${count}: ${counted(framesBefore, 'frame')} crossed before it, and frames are numbered on from there.`;
}

function captureSection(
  capture: CaptureInfo | undefined,
  { channels = [] }: RunResult,
  { width }: ReportContext,
): string[] {
  if (capture === undefined) return [];
  const where = capture.file === null ? 'to standard output' : `to ${filesText(capture.file, channels)}`;
  const untaken = capture.taken === false ? '; its reader did not take them all' : '';
  return wrap(
    `Wrote ${counted(capture.packets, 'frame')} (${counted(capture.bytes, 'byte')}) ${where}${untaken}`,
    width,
  );
}

/** Of captures by channel, all of them. */
function filesText(file: string, channels: NonNullable<RunResult['channels']>): string {
  if (!file.includes(CHANNEL) || channels.length === 0) return printable(file);
  return enumerated(channels.map(({ name }) => printable(file.replaceAll(CHANNEL, name))));
}

/** Whether a report of a screenful leaves findings out. */
function briefHides({ totals, errorCount, expectations }: RunResult): 'verbose' | undefined {
  const { leakingFrames, checksumFailures } = totals;
  const isMore = errorCount > BRIEF || expectations.failures.length > BRIEF;
  return leakingFrames > 1 || checksumFailures > 0 || isMore ? 'verbose' : undefined;
}

/** Whether a whole report leaves findings out that it could tell. */
function moreOf({ totals, errorCount, expectations }: RunResult, list: number): 'all' | undefined {
  if (list >= MOST_TOLD) return undefined;
  const { leakingFrames, checksumFailures } = totals;
  const most = Math.max(leakingFrames, checksumFailures, errorCount, expectations.failures.length);
  return most > list ? 'all' : undefined;
}
