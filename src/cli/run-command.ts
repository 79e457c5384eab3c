import type { CaptureInfo } from '../report/capture-info.ts';
import { jsonReport } from '../report/json.ts';
import { renderText } from '../report/text.ts';
import type { Script } from '../script/script.ts';
import type { RunResult } from '../simulation/result.ts';
import { runScript } from '../simulation/run.ts';
import { commandLine } from './command-line.ts';
import { EXIT } from './exit-codes.ts';
import { askedFindings } from './fail-on.ts';
import { Interruption } from './interruption.ts';
import { JsonFile } from './json-file.ts';
import { checkOutputs } from './output-conflicts.ts';
import { PcapCapture } from './pcap-capture.ts';
import { parseRunOptions, type RawRunOptions, type RunSettings } from './run-options.ts';
import { loadFrom, scriptSource } from './script-source.ts';
import { proseWidth, reportStyle, wantsColor } from './terminal.ts';
import { writeText } from './write-text.ts';

/** Findings of a kind that the JSON report lists, if --list does not ask for more. */
const LISTED_IN_JSON = 1000;

/** A run that has ended, and where its frames went. */
interface Outcome {
  result: RunResult;
  capture: CaptureInfo;
  /** What to exit with if the run was stopped. */
  stopped: number | undefined;
}

/**
 * Runs a script, writes the capture, and reports.
 *
 * @param scriptArgument - the script as the command line names it, if it does
 * @returns the exit status
 * @throws CliError or ScriptErrors for what the user can put right
 * @throws PcapOutputError if the capture cannot be written, also if its reader has gone away
 */
export async function runCommand(scriptArgument: string | undefined, raw: RawRunOptions): Promise<number> {
  const settings = parseRunOptions(raw);
  const source = scriptSource(scriptArgument);
  const script = await loadFrom(source);
  const output = settings.output ?? `${source.baseName}.pcap`;
  checkOutputs({ source, output, json: settings.json, scriptArgument });
  const jsonFile =
    settings.json === undefined || settings.json === '-' ? undefined : new JsonFile(settings.json);
  try {
    const outcome = await runInto(output, script, settings);
    if (settings.json !== undefined) await writeJson(outcome, jsonFile);
    if (!settings.quiet && settings.json !== '-') await writeReport(outcome, scriptArgument, settings);
    return await conclude(outcome, script, settings);
  } finally {
    jsonFile?.close();
  }
}

async function runInto(output: string, script: Script, settings: RunSettings): Promise<Outcome> {
  const { release, seed, list, quiet, json } = settings;
  const capture = new PcapCapture(output);
  const interruption = new Interruption();
  try {
    await capture.flush();
    const result = await runScript(script, {
      capture,
      signal: interruption.signal,
      listed: json !== undefined ? Math.max(LISTED_IN_JSON, list) : quiet ? 0 : list,
      ...(release === undefined ? {} : { release }),
      ...(seed === undefined ? {} : { seed }),
    });
    await capture.close();
    const stopped = result.complete ? undefined : interruption.exitCode;
    return { result, capture: capture.info(), stopped };
  } finally {
    await capture.close();
    interruption.release();
  }
}

async function writeJson({ result, capture }: Outcome, file: JsonFile | undefined): Promise<void> {
  const text = `${JSON.stringify(jsonReport(result, capture), null, 2)}\n`;
  if (file === undefined) await writeText(process.stdout, text);
  else file.write(text);
}

/** The text report goes to standard output, or, if the capture goes there, to standard error. */
async function writeReport(
  { result, capture }: Outcome,
  scriptArgument: string | undefined,
  settings: RunSettings,
): Promise<void> {
  const stream = settings.output === '-' ? process.stderr : process.stdout;
  const command = commandLine(scriptArgument, settings, process.env);
  const text = renderText(result, {
    style: reportStyle(wantsColor(stream, process.env, settings.color)),
    list: settings.list,
    width: proseWidth(stream),
    capture,
    ...(command === undefined ? {} : { command }),
  });
  await writeText(stream, text);
}

/** Says on standard error what is out of the ordinary. */
async function conclude(outcome: Outcome, script: Script, settings: RunSettings): Promise<number> {
  const { result, capture, stopped } = outcome;
  const asked = askedFindings(result, settings.failOn);
  const lines = [...emptyCapture(outcome, script), ...asked];
  if (stopped !== undefined) {
    lines.push(
      `Stopped after ${result.stepsTaken} of ${script.stepCount} steps; the capture ends with frame ${capture.packets}`,
    );
  }
  await writeText(process.stderr, lines.map((line) => `netchannel-sim: ${line}\n`).join(''));
  if (stopped !== undefined) return stopped;
  return asked.length > 0 ? EXIT.findings : EXIT.done;
}

function emptyCapture({ capture, stopped }: Outcome, script: Script): string[] {
  if (capture.packets > 0 || stopped !== undefined) return [];
  const why = script.poll.kind === 'manual' ? ': with "poll: manual" nothing moves but at poll steps' : '';
  return [`Warning: no frame crossed the channel, and the capture holds none${why}`];
}
