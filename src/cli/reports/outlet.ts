import type { ReportedRun } from '../../report/reporters/reported-run.ts';
import type { Reporter } from '../../report/reporters/reporter.ts';
import type { ReporterRow, Telling } from '../../report/reporters/reporter-row.ts';
import type { Style } from '../../report/style.ts';
import { type ColorTarget, reportStyle, wantsColor } from '../terminal/terminal.ts';
import type { AskedReport } from './parse-reporter.ts';
import { FileSink, type ReportSink, StreamSink } from './report-sink.ts';

/** What a command line says about its reports. */
export interface OutletSettings<Row extends ReporterRow> {
  /** One of them at most goes to standard output. */
  reports: readonly AskedReport<Row>[];
  /** Of the capture that is written: '-' if it takes standard output. */
  output?: string | undefined;
  color: boolean;
}

/** Where a report goes, which decides how it looks to people. */
export interface Destination {
  style: Style;
  /** What tells how wide it is; of a file, nothing. */
  target: ColorTarget;
}

/** Makes the text of a report. */
export interface Teller<T> {
  /** @returns what can be said of a subject before the next one */
  tell(subject: T): string | Iterable<string>;
  /** @returns what can be said only after the last one */
  end(): string | Iterable<string>;
}

/** A report in the making, and where it goes. */
interface Channel<T> {
  teller: Teller<T>;
  sink: ReportSink;
}

/**
 * The way out for the reports of a command, side by side. Files are opened before the first subject is told, so that one
 * that cannot be written is told before a long run, and put in their places after the last.
 */
export class Outlet<T> {
  readonly #channels: readonly Channel<T>[];

  private constructor(channels: readonly Channel<T>[]) {
    this.#channels = channels;
  }

  /**
   * @param tellerOf - makes what tells the subject in the way of a reporter
   * @throws CliError if a file cannot be opened; nothing stays open then
   */
  static async open<T, Row extends ReporterRow>(
    settings: OutletSettings<Row>,
    tellerOf: (reporter: Row, place: Destination) => Promise<Teller<T>>,
  ): Promise<Outlet<T>> {
    const channels: Channel<T>[] = [];
    const sinks: ReportSink[] = [];
    try {
      for (const asked of settings.reports) {
        const sink = sinkOf(asked, settings);
        sinks.push(sink);
        channels.push({ sink, teller: await tellerOf(asked.reporter, destinationOf(asked, settings)) });
      }
      return new Outlet(channels);
    } catch (error) {
      for (const sink of sinks) sink.close();
      throw error;
    }
  }

  tell(subject: T): void {
    for (const { teller, sink } of this.#channels) sink.add(teller.tell(subject));
  }

  /** Waits until all reports are written, also if one of them fails. @throws CliError of the first that did */
  async end(): Promise<void> {
    const ended = await Promise.allSettled(
      this.#channels.map(({ teller, sink }) => {
        sink.add(teller.end());
        return sink.end();
      }),
    );
    for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Lets go of the files. Those that are not whole are gone, and what was there before is there. */
  close(): void {
    for (const { sink } of this.#channels) sink.close();
  }
}

/** @returns what tells runs in the way of a reporter */
export function tellerOfRuns(reporter: Reporter): Teller<ReportedRun> {
  return {
    tell: (run) => reporter.run(run),
    end: () => reporter.endInPieces?.() ?? reporter.end(),
  };
}

/** @returns what tells the only subject there is in the way of a reporter */
export function tellerOfOne<T>(tell: Telling<T>): Teller<T> {
  return { tell, end: () => '' };
}

function sinkOf<Row extends ReporterRow>(
  { reporter, file }: AskedReport<Row>,
  settings: OutletSettings<Row>,
): ReportSink {
  const isData = reporter.reader === 'program';
  if (file !== undefined) return new FileSink(file, reporter.title, isData);
  return new StreamSink(streamOf(settings), isData ? reporter.syntax : undefined);
}

function destinationOf<Row extends ReporterRow>(
  { file }: AskedReport<Row>,
  settings: OutletSettings<Row>,
): Destination {
  const stream = streamOf(settings);
  const isColored = file === undefined && wantsColor(stream, process.env, settings.color);
  return { style: reportStyle(isColored), target: file === undefined ? stream : {} };
}

/** Standard output, or, if the capture goes there, standard error, for what a person reads. */
function streamOf({ output }: Pick<OutletSettings<ReporterRow>, 'output'>): NodeJS.WriteStream {
  return output === '-' ? process.stderr : process.stdout;
}
