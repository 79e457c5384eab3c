import { CaptureError } from '../../capture-reader/capture-error.ts';
import type { InspectionResult } from '../../inspection/result.ts';
import { INSPECTION_FINDINGS } from '../../report/inspection/findings.ts';
import type { ReportedInspection } from '../../report/reporters/reported-inspection.ts';
import { shellWord } from '../../report/shell-word.ts';
import { counted, grouped } from '../../report/words.ts';
import { type CaptureInput, captureInput, refuseOverwriting } from '../captures/capture-input.ts';
import { refuseTerminal } from '../captures/refuse-terminal.ts';
import { UNTAKEN } from '../captures/stoppable-sink.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { inFolder, makeFolders } from '../files/output-folder.ts';
import { isSameFile } from '../files/same-file.ts';
import { Interruption } from '../interruption.ts';
import { programName } from '../options/command-line.ts';
import type { RawOptions } from '../options/given-options.ts';
import type { InspectFailOn } from '../options/inspect-fail-on.ts';
import type { KeptCapture } from '../page/kept-capture.ts';
import { Outlet, tellerOfOne } from '../reports/outlet.ts';
import { checkReports } from '../reports/report-conflicts.ts';
import { inFolders } from '../reports/report-folders.ts';
import { proseWidth } from '../terminal/terminal.ts';
import { writeText } from '../terminal/write-text.ts';
import type { Annotated } from './annotate-capture.ts';
import { type Inspected, inspectCapture } from './inspect-capture.ts';
import { type InspectSettings, parseInspectOptions } from './options.ts';
import type { InspectionPage } from './page.ts';

/** Findings of a kind that reports for programs know, if --list does not ask for more. */
const LISTED_FOR_PROGRAMS = 1000;

/**
 * Inspects a capture, and reports old memory, wrong checksums and padding that is not zero: also as comments of its packets.
 *
 * @param capture - its path as the command line names it; '-' for standard input
 * @returns the exit status
 * @throws CliError for what the user can put right
 */
export async function inspectCommand(capture: string, raw: RawOptions): Promise<number> {
  const asked = parseInspectOptions(raw);
  const input = captureInput(capture);
  const { path, baseName } = input;
  const output = asked.output && inFolder(asked.output, `${baseName}-inspected.pcapng`);
  const settings: InspectSettings = { ...asked, output, reports: inFolders(asked.reports, baseName) };
  const { reports } = settings;
  if (output !== undefined) checkOutput(output, input);
  checkReports(reports, {
    whatIsRead: (file) => (path !== '-' && isSameFile(file, path) ? 'the capture' : undefined),
    outputs: output === undefined ? [] : [output],
  });
  makeFolders([asked.output, ...reports.map(({ folder }) => folder)]);
  const page = reports.some(({ reporter }) => reporter.name === 'html')
    ? new (await import('./page.ts')).InspectionPage(input, settings)
    : undefined;
  const outlet = await openReport(path, settings, page);
  const interruption = new Interruption();
  try {
    const inspected = await inspect(input, settings, interruption.signal, page?.kept);
    page?.tell(inspected);
    interruption.release();
    outlet.tell({ result: inspected.result, failOn: settings.failOn });
    await outlet.end();
    return await conclude(inspected, settings, interruption.exitCode);
  } catch (error) {
    throw error instanceof CaptureError ? new CliError(error.message, { cause: error }) : error;
  } finally {
    interruption.release();
    outlet.close();
  }
}

/** @throws CliError if the copy with comments cannot go there */
function checkOutput(output: string, input: CaptureInput): void {
  refuseTerminal(output);
  refuseOverwriting(input, output, 'the capture with comments');
  if (/\.(pcap|cap|dmp|snoop)$/i.test(output)) {
    throw new CliError(
      `Cannot write the findings to ${JSON.stringify(output)}: only pcapng has comments; name the file *.pcapng`,
    );
  }
}

async function inspect(
  input: CaptureInput,
  settings: InspectSettings,
  signal: AbortSignal,
  kept: KeptCapture | undefined,
): Promise<Inspected & Partial<Annotated>> {
  const { output, oldMemory } = settings;
  const listed = listedBy(settings);
  if (output === undefined) return inspectCapture(input.path, listed, signal, oldMemory, kept);
  // What writes captures takes time to load.
  const { annotateCapture } = await import('./annotate-capture.ts');
  return annotateCapture(input, output, { listed, signal, oldMemory, kept });
}

/** How many findings of a kind are kept for the reports. */
function listedBy({ reports, list }: InspectSettings): number {
  if (reports.some(({ reporter }) => reporter.reader === 'program')) {
    return Math.max(LISTED_FOR_PROGRAMS, list);
  }
  return reports.length === 0 ? 0 : list;
}

function openReport(
  capture: string,
  { reports, list, color, output }: InspectSettings,
  page: InspectionPage | undefined,
): Promise<Outlet<ReportedInspection>> {
  const listAll = `${programName(process.env)} inspect ${shellWord(capture)} --list all`;
  return Outlet.open({ reports, color, output }, async (reporter, { style, target }) => {
    const text = {
      style,
      list,
      width: proseWidth(target),
      ...(capture === '-' ? {} : { listAll }),
      ...(output === undefined || output === '-' ? {} : { commented: output }),
    };
    const makePage = page === undefined ? {} : { page: async () => () => page.html() };
    return tellerOfOne(await reporter.inspection({ text, ...makePage }));
  });
}

/** Says on standard error what is out of the ordinary. */
async function conclude(
  { result, failure, copy }: Inspected & Partial<Annotated>,
  { failOn, quiet }: InspectSettings,
  interrupted: number | undefined,
): Promise<number> {
  // Whoever asked it when all had been read, or the rest cannot be, has stopped nothing.
  const stopped = result.complete || failure !== undefined ? undefined : interrupted;
  const asked = askedFindings(result, failOn);
  const lines = [...asked];
  const packets = counted(result.totals.packets, 'packet');
  if (failure !== undefined) lines.push(`${failure.message}; the report is of the ${packets} before`);
  if (stopped !== undefined) lines.push(`Stopped after ${packets}`);
  if (copy !== undefined && !copy.taken) lines.push(`Stopped writing: ${UNTAKEN}`);
  else if (copy !== undefined && !quiet) await writeText(process.stderr, writtenText(copy));
  await writeText(process.stderr, lines.map((line) => `netchannel-sim: ${line}\n`).join(''));
  if (stopped !== undefined) return stopped;
  if (failure !== undefined) return EXIT.error;
  return asked.length > 0 ? EXIT.findings : EXIT.done;
}

function writtenText({ file, packets, commented, bytes }: Annotated['copy']): string {
  const where = file === '-' ? 'to standard output' : `to ${file}`;
  return `Wrote ${counted(packets, 'packet')} (${counted(bytes, 'byte')}) ${where}, ${grouped(commented)} of them with findings\n`;
}

function askedFindings({ totals }: InspectionResult, failOn: ReadonlySet<InspectFailOn>): string[] {
  return INSPECTION_FINDINGS.flatMap(({ name, found }) => {
    const sentence = failOn.has(name) ? found(totals) : undefined;
    return sentence === undefined ? [] : [`${sentence}, which --fail-on ${name} asks to fail`];
  });
}
