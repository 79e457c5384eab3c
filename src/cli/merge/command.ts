import { CannotMerge } from '../../capture-merge/feed.ts';
import { type MergedFormat, mergeCaptures } from '../../capture-merge/merge-captures.ts';
import { CaptureError } from '../../capture-reader/capture-error.ts';
import { PcapOutputError } from '../../pcap-writer/output-error.ts';
import type { CaptureInfo } from '../../report/capture-info.ts';
import { CannotMergeReports } from '../../report/merge/cannot-merge-reports.ts';
import { mergeReports } from '../../report/merge/merge-reports.ts';
import type { EndedRun } from '../../report/reporters/reported-run.ts';
import { counted } from '../../report/words.ts';
import type { RunResult } from '../../simulation/result.ts';
import { type OutputSink, outputSink } from '../captures/output-sink.ts';
import { refuseTerminal } from '../captures/refuse-terminal.ts';
import { UNTAKEN } from '../captures/stoppable-sink.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { openInput } from '../files/open-input.ts';
import { inFolder, makeFolders } from '../files/output-folder.ts';
import { isSameFile } from '../files/same-file.ts';
import { systemReason } from '../files/system-reason.ts';
import { Interruption } from '../interruption.ts';
import { formatOf } from '../options/capture-format.ts';
import type { RawOptions } from '../options/given-options.ts';
import { Outlet, tellerOfRuns } from '../reports/outlet.ts';
import { checkReports } from '../reports/report-conflicts.ts';
import { reportWidth } from '../terminal/terminal.ts';
import { writeText } from '../terminal/write-text.ts';
import { copiedPacketsAmong } from './copied-captures.ts';
import { readReports, sortInputs } from './inputs.ts';
import { type MergeSettings, parseMergeOptions } from './options.ts';
import { checkShardCaptures } from './shard-captures.ts';

const CHUNK_SIZE = 262_144;

/**
 * Merges captures, and reports of shards.
 *
 * @param files - as the command line names them
 * @returns the exit status
 * @throws CliError for what the user can put right
 */
export async function mergeCommand(files: readonly string[], raw: RawOptions): Promise<number> {
  const asked = parseMergeOptions(raw);
  const { captures, reports } = sortInputs(files);
  const settings = { ...asked, output: outputOf(asked, captures) };
  checkOutputs(files, settings, { captures: captures.length, reports: reports.length });
  try {
    const named = reports.flatMap(readReports);
    const results = mergeReports(named);
    makeFolders([
      asked.output,
      ...(results.length === 0 ? [] : settings.reports.map(({ folder }) => folder)),
    ]);
    if (results.length === 0) {
      await warnOfCopies(captures);
      const { capture, stopped } = await mergedCapture(captures, settings);
      if (stopped !== undefined) return stopped;
      if (capture !== null && !settings.quiet) await writeText(textStream(settings), captureText(capture));
      return EXIT.done;
    }
    return await reportOn(results, settings, async () => {
      if (captures.length > 0) await checkShardCaptures(captures, named);
      return mergedCapture(captures, settings);
    });
  } catch (error) {
    const isFriendly =
      error instanceof CannotMerge || error instanceof CannotMergeReports || error instanceof CaptureError;
    throw isFriendly ? new CliError(error.message, { cause: error }) : error;
  }
}

/**
 * Reports on merged runs.
 * @param merge - merges their captures, once the files of the reports are open
 */
async function reportOn(
  results: readonly RunResult[],
  settings: MergeSettings,
  merge: () => ReturnType<typeof mergedCapture>,
): Promise<number> {
  const { list, verbose } = settings;
  const outlet = await Outlet.open(settings, async (reporter, { style, target }) => {
    const text = { style, list, verbose, width: reportWidth(target, process.env) };
    return tellerOfRuns(await reporter.run({ runs: results.length, several: results.length > 1, text }));
  });
  try {
    const { capture, stopped } = await merge();
    if (stopped !== undefined) return stopped;
    for (const result of results) outlet.tell(reportedRun(result, results.length === 1 ? capture : null));
    await outlet.end();
    return EXIT.done;
  } finally {
    outlet.close();
  }
}

function reportedRun(result: RunResult, capture: CaptureInfo | null): EndedRun {
  const { script, release } = result;
  return { file: script.file, release, result, capture, demands: [], isAlreadyFailed: true };
}

/** @returns where the merged capture goes; to a folder, as pcapng if one of them is, because pcap could not hold it */
function outputOf({ output }: MergeSettings, captures: readonly string[]): string | undefined {
  const isPcapng = captures.some((file) => /\.pcapng(\.gz)?$/i.test(file));
  return output === undefined ? undefined : inFolder(output, `merged.${isPcapng ? 'pcapng' : 'pcap'}`);
}

/** @throws CliError */
function checkOutputs(
  files: readonly string[],
  { output, reports: asked, asksReport }: MergeSettings,
  { captures, reports }: { captures: number; reports: number },
): void {
  if (captures > 0 && output === undefined) {
    throw new CliError('Cannot merge captures: name the merged one after --output');
  }
  if (captures === 0 && output !== undefined) {
    throw new CliError('Cannot write a merged capture: no capture is named, only reports');
  }
  if (reports === 0 && asksReport) {
    throw new CliError('Cannot write a merged report: no report is named, only captures');
  }
  if (output !== undefined) refuseTerminal(output);
  const written = [
    { file: output, title: 'capture' },
    ...asked.map(({ file, reporter: { title } }) => ({ file, title })),
  ];
  for (const { file, title } of written) {
    if (file === undefined || file === '-') continue;
    if (files.some((input) => isSameFile(file, input))) {
      throw new CliError(`Cannot write the merged ${title} to ${JSON.stringify(file)}: that is merged`);
    }
  }
  checkReports(asked, { whatIsRead: () => undefined, outputs: output === undefined ? [] : [output] });
}

/** No report tells that they are of different shards; but what happened twice at one time may be captured twice. */
async function warnOfCopies(captures: readonly string[]): Promise<void> {
  const copy = await copiedPacketsAmong(captures);
  if (copy === undefined) return;
  const [one, other] = copy.map((file) => JSON.stringify(file));
  const text = `netchannel-sim: Warning: ${one} and ${other} are the same, byte for byte: is one of them a copy? Their packets are merged twice\n`;
  await writeText(process.stderr, text);
}

async function mergedCapture(
  captures: readonly string[],
  { output, append }: MergeSettings,
): Promise<{ capture: CaptureInfo | null; stopped?: number }> {
  if (output === undefined) return { capture: null };
  const interruption = new Interruption();
  const { signal } = interruption;
  let sink: OutputSink | undefined;
  try {
    const { packets, bytes, complete, leftOut } = await mergeCaptures(
      captures.map((file) => ({ name: JSON.stringify(file), chunks: chunksOf(file, signal) })),
      {
        append,
        signal,
        format: formatAsked(output),
        open: async (kind) => {
          sink = await outputSink(output, kind, signal);
          return sink;
        },
      },
    );
    if (leftOut > 0) {
      const what = counted(leftOut, 'block');
      const text = `netchannel-sim: Warning: ${what} of unknown kinds in big-endian sections left out: only who made them can turn them\n`;
      await writeText(process.stderr, text);
    }
    const capture = { file: output === '-' ? null : output, packets, bytes };
    const stopped = interruption.exitCode;
    const isTaken = sink?.isGivenUp !== true;
    if ((complete && isTaken) || stopped === undefined) return { capture };
    const where = complete ? `; ${UNTAKEN}` : ` after ${counted(packets, 'packet')}`;
    const text = `netchannel-sim: Stopped${where}\n`;
    await writeText(process.stderr, text);
    return { capture, stopped };
  } catch (error) {
    // The end of the capture, but not of the report.
    if (error instanceof PcapOutputError && error.code === 'EPIPE') return { capture: null };
    throw error;
  } finally {
    interruption.release();
  }
}

async function* chunksOf(file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* openInput(file, { chunkSize: CHUNK_SIZE, signal });
  } catch (error) {
    throw new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
  }
}

/** @returns what the name of the merged capture asks for; undefined if it asks for nothing */
function formatAsked(output: string): MergedFormat | undefined {
  return /\.(pcap|pcapng)$/i.test(output) ? formatOf(output) : undefined;
}

function captureText({ file, packets, bytes }: CaptureInfo): string {
  const where = file === null ? 'to standard output' : `to ${file}`;
  return `Wrote ${counted(packets, 'packet')} (${counted(bytes, 'byte')}) ${where}\n`;
}

/** Text goes to standard output, or, if the capture goes there, to standard error. */
function textStream({ output }: MergeSettings): NodeJS.WriteStream {
  return output === '-' ? process.stderr : process.stdout;
}
