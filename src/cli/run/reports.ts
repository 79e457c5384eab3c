import { JsonReporter } from '../../report/reporters/json-reporter.ts';
import { JUnitReporter } from '../../report/reporters/junit-reporter.ts';
import type { ReportedRun } from '../../report/reporters/reported-run.ts';
import type { Reporter } from '../../report/reporters/reporter.ts';
import { TapReporter } from '../../report/reporters/tap-reporter.ts';
import { TextReporter } from '../../report/reporters/text-reporter.ts';
import { commandLine, openingCommand } from '../options/command-line.ts';
import { type AskedReport, REPORT_TITLES } from '../reports/parse-reporter.ts';
import { FileSink, type ReportSink, StreamSink } from '../reports/report-sink.ts';
import { reportStyle, reportWidth, wantsColor } from '../terminal/terminal.ts';
import type { RunSettings } from './options.ts';

/** What the reports are about. */
export interface ReportSubject {
  /** How many runs there will be. */
  runs: number;
  /** Whether the command line asks for several, even if it comes to one. */
  several: boolean;
  /** The script as the command line named it, if it did. */
  scriptArgument: string | undefined;
}

/** A reporter, and where its text goes. */
interface Outlet {
  reporter: Reporter;
  sink: ReportSink;
}

/** The reports that a command line asks for, side by side. */
export class RunReports {
  readonly #outlets: Outlet[] = [];

  /** @throws CliError if a file cannot be opened; nothing stays open then */
  constructor(settings: RunSettings, subject: ReportSubject) {
    try {
      for (const asked of settings.reports) {
        const sink = sinkOf(asked, settings);
        this.#outlets.push({ sink, reporter: reporterOf(asked, settings, subject) });
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  add(run: ReportedRun): void {
    for (const { reporter, sink } of this.#outlets) sink.add(reporter.run(run));
  }

  /** Waits until all reports are written, also if one of them fails. @throws CliError of the first that did */
  async end(): Promise<void> {
    const ended = await Promise.allSettled(
      this.#outlets.map(({ reporter, sink }) => {
        sink.add(reporter.endInPieces?.() ?? reporter.end());
        return sink.end();
      }),
    );
    for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  }

  close(): void {
    for (const { sink } of this.#outlets) sink.close();
  }
}

function sinkOf({ reporter, file }: AskedReport, settings: RunSettings): ReportSink {
  const isData = reporter !== 'text';
  if (file !== undefined) return new FileSink(file, REPORT_TITLES[reporter], isData);
  return new StreamSink(streamOf(settings), isData);
}

/** Text goes to standard output, or, if the capture goes there, to standard error. */
function streamOf({ output }: RunSettings): NodeJS.WriteStream {
  return output === '-' ? process.stderr : process.stdout;
}

function reporterOf(
  { reporter, file }: AskedReport,
  settings: RunSettings,
  { runs, several, scriptArgument }: ReportSubject,
): Reporter {
  switch (reporter) {
    case 'json':
      return new JsonReporter(several);
    case 'junit':
      return new JUnitReporter();
    case 'tap':
      return new TapReporter(runs);
    case 'text': {
      // Several runs have made, or can make, the runs that a report could suggest.
      const command = several ? undefined : commandLine(scriptArgument, settings, process.env);
      const open = several ? undefined : openingCommand(scriptArgument, settings, process.env);
      const stream = streamOf(settings);
      const colored = file === undefined && wantsColor(stream, process.env, settings.color);
      return new TextReporter({
        style: reportStyle(colored),
        list: settings.list,
        verbose: settings.verbose,
        width: reportWidth(file === undefined ? stream : {}, process.env),
        ...(command === undefined ? {} : { command }),
        ...(open === undefined ? {} : { open }),
      });
    }
  }
}
