import { CannotMerge } from '../../capture-merge/feed.ts';
import { type MergedFormat, mergeCaptures } from '../../capture-merge/merge-captures.ts';
import { CaptureError } from '../../capture-reader/capture-error.ts';
import { PcapOutputError } from '../../pcap-writer/output-error.ts';
import type { CaptureInfo } from '../../report/capture-info.ts';
import { CannotMergeReports } from '../../report/merge/cannot-merge-reports.ts';
import { mergeReports } from '../../report/merge/merge-reports.ts';
import { JsonReporter } from '../../report/reporters/json-reporter.ts';
import type { Reporter } from '../../report/reporters/reporter.ts';
import { TextReporter } from '../../report/reporters/text-reporter.ts';
import { counted } from '../../report/words.ts';
import type { RunResult } from '../../simulation/result.ts';
import { type OutputSink, outputSink } from '../captures/output-sink.ts';
import { UNTAKEN } from '../captures/stoppable-sink.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { JsonFile } from '../files/json-file.ts';
import { openInput } from '../files/open-input.ts';
import { isSameFile } from '../files/same-file.ts';
import { systemReason } from '../files/system-reason.ts';
import { Interruption } from '../interruption.ts';
import { formatOf } from '../options/capture-format.ts';
import { reportStyle, reportWidth, wantsColor } from '../terminal/terminal.ts';
import { writeData, writeText } from '../terminal/write-text.ts';
import { readReports, sortInputs } from './inputs.ts';
import { type MergeSettings, parseMergeOptions, type RawMergeOptions } from './options.ts';
import { checkShardCaptures } from './shard-captures.ts';

const CHUNK_SIZE = 262_144;

/**
 * Merges captures, and reports of shards.
 *
 * @param files - as the command line names them
 * @returns the exit status
 * @throws CliError for what the user can put right
 */
export async function mergeCommand(files: readonly string[], raw: RawMergeOptions): Promise<number> {
  const settings = parseMergeOptions(raw);
  const { captures, reports } = sortInputs(files);
  checkOutputs(files, settings, { captures: captures.length, reports: reports.length });
  const { json } = settings;
  const jsonFile = json === undefined || json === '-' ? undefined : new JsonFile(json);
  try {
    const named = reports.flatMap(readReports);
    const results = mergeReports(named);
    if (captures.length > 0) await checkShardCaptures(captures, named);
    const { capture, stopped } = await mergedCapture(captures, settings);
    if (stopped !== undefined) return stopped;
    if (results.length > 0) {
      await report(results, results.length === 1 ? capture : null, settings, jsonFile);
    } else if (capture !== null && !settings.quiet) {
      await writeText(textStream(settings), captureText(capture));
    }
    return EXIT.done;
  } catch (error) {
    const isFriendly =
      error instanceof CannotMerge || error instanceof CannotMergeReports || error instanceof CaptureError;
    throw isFriendly ? new CliError(error.message, { cause: error }) : error;
  } finally {
    jsonFile?.close();
  }
}

/** @throws CliError */
function checkOutputs(
  files: readonly string[],
  { output, json }: MergeSettings,
  { captures, reports }: { captures: number; reports: number },
): void {
  if (captures > 0 && output === undefined) {
    throw new CliError('Cannot merge captures: name the merged one after --output');
  }
  if (captures === 0 && output !== undefined) {
    throw new CliError('Cannot write a merged capture: no capture is named, only reports');
  }
  if (reports === 0 && json !== undefined) {
    throw new CliError('Cannot write a merged report: no report is named, only captures');
  }
  if (output === '-' && process.stdout.isTTY === true) {
    throw new CliError(
      'Cannot write the capture to a terminal; redirect standard output, or name a file after --output',
    );
  }
  for (const [file, what] of [[output, 'capture'] as const, [json, 'JSON report'] as const]) {
    if (file === undefined || file === '-') continue;
    if (files.some((input) => isSameFile(file, input))) {
      throw new CliError(`Cannot write the merged ${what} to ${JSON.stringify(file)}: that is merged`);
    }
  }
  if (output !== undefined && json !== undefined && output !== '-' && isSameFile(output, json)) {
    throw new CliError(`Cannot write the JSON report to ${JSON.stringify(json)}: the capture goes there`);
  }
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

async function report(
  results: readonly RunResult[],
  capture: CaptureInfo | null,
  settings: MergeSettings,
  jsonFile: JsonFile | undefined,
): Promise<void> {
  if (settings.json !== undefined) {
    const reporter = new JsonReporter(results.length > 1);
    tell(reporter, results, capture);
    const text = reporter.endInPieces();
    if (jsonFile === undefined) await writeData(process.stdout, text);
    else jsonFile.write(text);
  }
  if (settings.quiet || settings.json === '-') return;
  const stream = textStream(settings);
  const reporter = new TextReporter({
    style: reportStyle(wantsColor(stream, process.env, settings.color)),
    list: settings.list,
    verbose: settings.verbose,
    width: reportWidth(stream, process.env),
  });
  await writeText(stream, tell(reporter, results, capture) + reporter.end());
}

/** @returns what the reporter says before the end */
function tell(reporter: Reporter, results: readonly RunResult[], capture: CaptureInfo | null): string {
  const texts = results.map((result) =>
    reporter.run({ file: result.script.file, release: result.release, result, capture, demands: [] }),
  );
  return texts.join('');
}

function captureText({ file, packets, bytes }: CaptureInfo): string {
  const where = file === null ? 'to standard output' : `to ${file}`;
  return `Wrote ${counted(packets, 'packet')} (${counted(bytes, 'byte')}) ${where}\n`;
}

/** Text goes to standard output, or, if the capture goes there, to standard error. */
function textStream({ output }: MergeSettings): NodeJS.WriteStream {
  return output === '-' ? process.stderr : process.stdout;
}
