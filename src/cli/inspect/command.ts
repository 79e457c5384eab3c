import { CaptureError } from '../../capture-reader/capture-error.ts';
import type { InspectionResult } from '../../inspection/result.ts';
import { inspectionText } from '../../report/inspection/json.ts';
import { renderInspection } from '../../report/inspection/text.ts';
import { shellWord } from '../../report/shell-word.ts';
import { counted } from '../../report/words.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { JsonFile } from '../files/json-file.ts';
import { isSameFile } from '../files/same-file.ts';
import { Interruption } from '../interruption.ts';
import type { InspectFailOn } from '../options/inspect-fail-on.ts';
import { proseWidth, reportStyle, wantsColor } from '../terminal/terminal.ts';
import { writeData, writeText } from '../terminal/write-text.ts';
import { type Inspected, inspectCapture } from './inspect-capture.ts';
import { type InspectSettings, parseInspectOptions, type RawInspectOptions } from './options.ts';

/** Findings of a kind that the JSON report lists, if --list does not ask for more. */
const LISTED_IN_JSON = 1000;

/**
 * Inspects a capture and reports wrong checksums and padding that is not zero.
 *
 * @param capture - its path as the command line names it; '-' for standard input
 * @returns the exit status
 * @throws CliError for what the user can put right
 */
export async function inspectCommand(capture: string, raw: RawInspectOptions): Promise<number> {
  const settings = parseInspectOptions(raw);
  checkFiles(capture, settings.json);
  const { json, list, quiet } = settings;
  const jsonFile = json === undefined || json === '-' ? undefined : new JsonFile(json);
  const interruption = new Interruption();
  try {
    const listed = json !== undefined ? Math.max(LISTED_IN_JSON, list) : quiet ? 0 : list;
    const inspected = await inspectCapture(capture, listed, interruption.signal);
    interruption.release();
    if (json !== undefined) await writeJson(inspected.result, jsonFile);
    if (!quiet && json !== '-') await writeReport(inspected.result, settings);
    return await conclude(inspected, settings, interruption.exitCode);
  } catch (error) {
    throw error instanceof CaptureError ? new CliError(error.message, { cause: error }) : error;
  } finally {
    interruption.release();
    jsonFile?.close();
  }
}

function checkFiles(capture: string, json: string | undefined): void {
  if (capture === '') throw new CliError('Cannot read the capture: its name is empty');
  if (capture === '-') {
    if (process.stdin.isTTY !== true) return;
    throw new CliError('Cannot read a capture from a terminal; redirect standard input, or name a file');
  }
  if (json !== undefined && json !== '-' && isSameFile(json, capture)) {
    throw new CliError(`Cannot write the JSON report to ${JSON.stringify(json)}: that is the capture`);
  }
}

async function writeJson(result: InspectionResult, file: JsonFile | undefined): Promise<void> {
  const text = inspectionText(result);
  if (file === undefined) await writeData(process.stdout, text);
  else file.write(text);
}

async function writeReport(result: InspectionResult, { list, color }: InspectSettings): Promise<void> {
  const { file } = result;
  // What npm and npx set for a program that is run without being installed.
  const program = process.env['npm_command'] === 'exec' ? 'npx netchannel-sim' : 'netchannel-sim';
  const text = renderInspection(result, {
    style: reportStyle(wantsColor(process.stdout, process.env, color)),
    list,
    width: proseWidth(process.stdout),
    ...(file === null ? {} : { listAll: `${program} inspect ${shellWord(file)} --list all` }),
  });
  await writeText(process.stdout, text);
}

/** Says on standard error what is out of the ordinary. */
async function conclude(
  { result, failure }: Inspected,
  { failOn }: InspectSettings,
  interrupted: number | undefined,
): Promise<number> {
  // Whoever asked it when all had been read, or the rest cannot be, has stopped nothing.
  const stopped = result.complete || failure !== undefined ? undefined : interrupted;
  const asked = askedFindings(result, failOn);
  const lines = [...asked];
  const packets = counted(result.totals.packets, 'packet');
  if (failure !== undefined) lines.push(`${failure.message}; the report is of the ${packets} before`);
  if (stopped !== undefined) lines.push(`Stopped after ${packets}`);
  await writeText(process.stderr, lines.map((line) => `netchannel-sim: ${line}\n`).join(''));
  if (stopped !== undefined) return stopped;
  if (failure !== undefined) return EXIT.error;
  return asked.length > 0 ? EXIT.findings : EXIT.done;
}

function askedFindings({ totals }: InspectionResult, failOn: ReadonlySet<InspectFailOn>): string[] {
  const lines: string[] = [];
  if (failOn.has('checksum') && totals.checksumFailures > 0) {
    lines.push(
      `Found ${counted(totals.checksumFailures, 'wrong checksum')} in ${counted(totals.discarded, 'frame')}, which --fail-on checksum asks to fail`,
    );
  }
  if (failOn.has('fcs') && totals.wrongFrameCheckSequences > 0) {
    lines.push(
      `Found ${counted(totals.wrongFrameCheckSequences, 'wrong frame check sequence')}, which --fail-on fcs asks to fail`,
    );
  }
  if (failOn.has('padding') && totals.paddedFrames > 0) {
    lines.push(
      `Found padding that is not zero in ${counted(totals.paddedFrames, 'frame')}, which --fail-on padding asks to fail`,
    );
  }
  return lines;
}
