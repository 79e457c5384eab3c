import { Interruption } from './interruption.ts';
import { loadScripts } from './load-scripts.ts';
import { checkOutputs } from './output-conflicts.ts';
import { type PlannedRun, plannedRuns } from './planned-runs.ts';
import { concludeRuns } from './run-conclusion.ts';
import { parseRunOptions, type RawRunOptions, type RunSettings } from './run-options.ts';
import { makeRun, type RunOutcome } from './run-outcome.ts';
import { RunReports } from './run-reports.ts';
import { namedScripts } from './script-arguments.ts';

/**
 * Runs scripts, each under one release or several, writes the captures, and reports.
 *
 * @param scriptArguments - the scripts as the command line names them: paths and patterns
 * @returns the exit status
 * @throws CliError or ScriptErrors for what the user can put right, or AggregateError of these
 * @throws PcapOutputError if the reader of a capture has gone away
 */
export async function runCommand(scriptArguments: readonly string[], raw: RawRunOptions): Promise<number> {
  const settings = parseRunOptions(raw);
  const named = await namedScripts(scriptArguments);
  const several = named.several || settings.releases.length > 0;
  const runs = plannedRuns(settings, await loadScripts(named.sources, settings.defines));
  checkOutputs({
    sources: named.sources,
    outputs: runs.flatMap(({ output }) => output ?? []),
    reports: settings.reports,
  });
  // Before a long run, not after it.
  const viewer = settings.open ? await (await import('./open-in-wireshark.ts')).findViewer() : undefined;
  const [scriptArgument] = scriptArguments;
  const reports = new RunReports(settings, { runs: runs.length, several, scriptArgument });
  try {
    const { outcomes, stopped } = await makeRuns(runs, settings, reports);
    await reports.end();
    const status = await concludeRuns({ outcomes, planned: runs, stopped, several }, settings);
    if (viewer !== undefined && stopped === undefined) await viewer.show(outcomes, settings);
    return status;
  } finally {
    reports.close();
  }
}

/** @returns the runs that were made or tried, and what to exit with if somebody stopped them */
async function makeRuns(
  runs: readonly PlannedRun[],
  settings: RunSettings,
  reports: RunReports,
): Promise<{ outcomes: RunOutcome[]; stopped: number | undefined }> {
  const outcomes: RunOutcome[] = [];
  const interruption = new Interruption();
  try {
    for (const run of runs) {
      if (interruption.exitCode !== undefined) break;
      const outcome = await makeRun(run, settings, interruption);
      outcomes.push(outcome);
      reports.add(outcome.reported);
    }
    const isWhole = outcomes.length === runs.length && outcomes.at(-1)?.reported.result?.complete !== false;
    return { outcomes, stopped: isWhole ? undefined : interruption.exitCode };
  } finally {
    interruption.release();
  }
}
