import type { ReportedRun } from '../../report/reporters/reported-run.ts';
import type { RunsContext } from '../../report/reporters/reporter-row.ts';
import { commandLine, exploringCommand, openingCommand } from '../options/command-line.ts';
import { type Destination, Outlet, tellerOfRuns } from '../reports/outlet.ts';
import type { ScriptSource } from '../scripts/script-source.ts';
import { reportWidth } from '../terminal/terminal.ts';
import type { RunSettings } from './options.ts';

/** What the reports are about. */
export interface ReportSubject {
  /** How many runs there will be. */
  runs: number;
  /** Whether the command line asks for several, even if it comes to one. */
  several: boolean;
  /** The script as the command line named it, if it did. */
  scriptArgument: string | undefined;
  sources: readonly ScriptSource[];
}

/** @throws CliError if a file cannot be opened */
export function openReports(settings: RunSettings, subject: ReportSubject): Promise<Outlet<ReportedRun>> {
  return Outlet.open(settings, async (reporter, place) =>
    tellerOfRuns(await reporter.run(contextOf(settings, subject, place))),
  );
}

function contextOf(
  settings: RunSettings,
  { runs, several, scriptArgument, sources }: ReportSubject,
  { style, target }: Destination,
): RunsContext {
  // Several runs have made, or can make, the runs that a report could suggest.
  const command = several ? undefined : commandLine(scriptArgument, settings, process.env);
  const explore = several ? undefined : exploringCommand(scriptArgument, settings, process.env);
  const open = several ? undefined : openingCommand(scriptArgument, settings, process.env);
  return {
    runs,
    several,
    page: async () => {
      const { pageOf } = await import('../page/page-of.ts');
      return () => pageOf(sources, settings);
    },
    text: {
      style,
      list: settings.list,
      verbose: settings.verbose,
      width: reportWidth(target, process.env),
      ...(command === undefined ? {} : { command }),
      ...(explore === undefined ? {} : { explore }),
      ...(open === undefined ? {} : { open }),
    },
  };
}
