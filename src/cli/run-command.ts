import { jsonReport } from '../report/json.ts';
import { jsonRuns } from '../report/json-runs.ts';
import { renderText } from '../report/text.ts';
import { commandLine } from './command-line.ts';
import { JsonFile } from './json-file.ts';
import { checkOutputs } from './output-conflicts.ts';
import { plannedRuns } from './planned-runs.ts';
import { concludeRuns } from './run-conclusion.ts';
import { parseRunOptions, type RawRunOptions, type RunSettings } from './run-options.ts';
import { makeRun, type RunOutcome } from './run-outcome.ts';
import { loadFrom, scriptSource } from './script-source.ts';
import { proseWidth, reportStyle, wantsColor } from './terminal.ts';
import { writeText } from './write-text.ts';

/** Between the reports on two runs. */
const SEPARATION = '\n\n';

/**
 * Runs a script, under one release or several, writes the captures, and reports.
 *
 * @param scriptArgument - the script as the command line names it, if it does
 * @returns the exit status
 * @throws CliError or ScriptErrors for what the user can put right
 * @throws PcapOutputError if a capture cannot be written, also if its reader has gone away
 */
export async function runCommand(scriptArgument: string | undefined, raw: RawRunOptions): Promise<number> {
  const settings = parseRunOptions(raw);
  const source = scriptSource(scriptArgument);
  const runs = plannedRuns(settings, source);
  const script = await loadFrom(source, settings.defines);
  checkOutputs({ source, outputs: runs.map(({ output }) => output), json: settings.json, scriptArgument });
  const jsonFile =
    settings.json === undefined || settings.json === '-' ? undefined : new JsonFile(settings.json);
  try {
    const outcomes: RunOutcome[] = [];
    for (const run of runs) {
      const outcome = await makeRun(run, script, settings);
      outcomes.push(outcome);
      if (outcome.stopped !== undefined) break;
    }
    if (settings.json !== undefined) await writeJson(outcomes, settings, jsonFile);
    if (!settings.quiet && settings.json !== '-') await writeReports(outcomes, scriptArgument, settings);
    return await concludeRuns(outcomes, script, settings);
  } finally {
    jsonFile?.close();
  }
}

async function writeJson(
  outcomes: readonly RunOutcome[],
  { releases }: RunSettings,
  file: JsonFile | undefined,
): Promise<void> {
  const reports = outcomes.map(({ result, capture }) => jsonReport(result, capture));
  const text = `${JSON.stringify(releases.length > 0 ? jsonRuns(reports) : reports[0], null, 2)}\n`;
  if (file === undefined) await writeText(process.stdout, text);
  else file.write(text);
}

/** The text reports go to standard output, or, if the capture goes there, to standard error. */
async function writeReports(
  outcomes: readonly RunOutcome[],
  scriptArgument: string | undefined,
  settings: RunSettings,
): Promise<void> {
  const stream = settings.output === '-' ? process.stderr : process.stdout;
  // A run under several releases has made the runs that a report could suggest.
  const command =
    settings.releases.length > 0 ? undefined : commandLine(scriptArgument, settings, process.env);
  const texts = outcomes.map(({ result, capture }) =>
    renderText(result, {
      style: reportStyle(wantsColor(stream, process.env, settings.color)),
      list: settings.list,
      width: proseWidth(stream),
      capture,
      ...(command === undefined ? {} : { command }),
    }),
  );
  await writeText(stream, texts.join(SEPARATION));
}
