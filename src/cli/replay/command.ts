import { replaySubject } from '../../capture-writer/capture-subject.ts';
import type { DeviceName } from '../../netchannel/devices.ts';
import { type Replayed, replayCapture } from '../../replay/replay.ts';
import type { CaptureInfo } from '../../report/capture-info.ts';
import type { EndedRun, ReportedRun } from '../../report/reporters/reported-run.ts';
import {
  aboutPackets,
  type CaptureInput,
  captureFailure,
  captureInput,
  openCapture,
} from '../captures/capture-input.ts';
import { CaptureSet } from '../captures/capture-set.ts';
import { createCapture } from '../captures/create-capture.ts';
import { OutlivingCapture } from '../captures/outliving-capture.ts';
import { CliError } from '../cli-error.ts';
import { inFolder, makeFolders } from '../files/output-folder.ts';
import { outputFiles } from '../files/output-pattern.ts';
import { Interruption } from '../interruption.ts';
import { expectSteps } from '../launch/long-work.ts';
import { commandLine } from '../options/command-line.ts';
import { demandsOf } from '../options/fail-on.ts';
import type { RawOptions } from '../options/given-options.ts';
import { Outlet, tellerOfRuns } from '../reports/outlet.ts';
import { inFolders } from '../reports/report-folders.ts';
import { outlivesReader } from '../run/outcome.ts';
import { reportWidth } from '../terminal/terminal.ts';
import { concludeReplay, failureOf } from './conclusion.ts';
import { checkReplayFiles } from './files.ts';
import { parseReplayOptions, type ReplaySettings } from './options.ts';
import type { ReplayPage } from './page.ts';

/** Findings of a kind that reports know, if --list does not ask for more. */
const LISTED = 1000;

/**
 * Replays a capture under one release or several, writes what crosses to captures, and reports.
 *
 * @param capture - its path as the command line names it; '-' for standard input
 * @returns the exit status
 * @throws CliError for what the user can put right
 * @throws PcapOutputError if a capture cannot be written, also if its reader has gone away
 */
export async function replayCommand(capture: string, raw: RawOptions): Promise<number> {
  const asked = parseReplayOptions(raw);
  const input = captureInput(capture);
  const reports = inFolders(asked.reports, input.baseName);
  const settings: ReplaySettings = { ...asked, reports };
  const outputs = outputsOf(settings, input);
  checkReplayFiles(input, [...outputs.values()], reports);
  makeFolders([settings.output, ...reports.map(({ folder }) => folder)]);
  const page = reports.some(({ reporter }) => reporter.name === 'html')
    ? new (await import('./page.ts')).ReplayPage(input, settings)
    : undefined;
  const outlet = await openReports(capture, settings, page);
  const interruption = new Interruption();
  const sinks = new CaptureSet(outputs);
  try {
    const replayed = await replay(input, settings, sinks, interruption.signal, page);
    page?.tell(replayed);
    interruption.release();
    for (const run of reportedRuns(replayed, sinks.info(), settings)) outlet.tell(run);
    await outlet.end();
    return await concludeReplay({ ...replayed, isTaken: sinks.isTaken }, settings, interruption.exitCode);
  } finally {
    interruption.release();
    outlet.close();
  }
}

/** @throws CliError if the captures of several releases would go to one file */
function outputsOf(
  { effectiveReleases, releases, output, format = 'pcap' }: ReplaySettings,
  { baseName }: CaptureInput,
): Map<DeviceName, string> {
  const usual = `${baseName}-replay${releases.length > 0 ? '-{release}' : ''}.${format}`;
  const pattern = output === undefined ? usual : inFolder(output, usual);
  if (releases.length > 0) return outputFiles(pattern, effectiveReleases);
  return new Map(effectiveReleases.map((release) => [release, pattern]));
}

const NO_CAPTURE: CaptureInfo = { file: null, packets: 0, bytes: 0 };

async function replay(
  input: CaptureInput,
  settings: ReplaySettings,
  sinks: CaptureSet,
  signal: AbortSignal,
  page: ReplayPage | undefined,
): Promise<Replayed> {
  const chunks = openCapture(input, signal);
  const { effectiveReleases, asap, pollEvery, mtu, reports, list, format, vantage } = settings;
  try {
    await expectSteps(aboutPackets(input) * effectiveReleases.length);
    const replayed = await replayCapture(page?.passing(chunks) ?? chunks, {
      releases: effectiveReleases,
      name: input.baseName,
      file: input.label,
      source: input.source,
      asap,
      pollEvery,
      open: async (hasNanoseconds) => {
        const choice = { format, vantage, hasNanoseconds };
        await sinks.open(async (file, release) => {
          const sink = await createCapture(file, replaySubject(input.label, release), signal, choice);
          return outlivesReader(settings) ? new OutlivingCapture(sink) : sink;
        });
        for (const sink of sinks.captures.values()) await sink.flush();
        return sinks.captures;
      },
      listed: reports.length > 0 ? Math.max(LISTED, list) : 0,
      signal,
      ...(page === undefined ? {} : { watch: page.watch }),
      ...(mtu === undefined ? {} : { mtu }),
    });
    refuseUnsent(replayed, input);
    await sinks.close();
    return replayed;
  } catch (error) {
    await sinks.abort();
    throw captureFailure(input, error);
  }
}

/** @throws CliError if nothing was sent of a capture that is damaged, or has packets */
function refuseUnsent({ damage, packets, leftOut, results }: Replayed, { source }: CaptureInput): void {
  if (damage !== undefined && packets === 0) throw new CliError(damage.message, { cause: damage });
  if (packets > 0 && leftOut === packets) {
    const why = results[0]?.errors[0]?.message.replace('Left out: ', '');
    const first = why === undefined ? '' : `; of the first: ${why}`;
    throw new CliError(`Cannot replay ${source}: none of its packets can be sent${first}`);
  }
}

function openReports(
  capture: string,
  settings: ReplaySettings,
  page: ReplayPage | undefined,
): Promise<Outlet<ReportedRun>> {
  const { effectiveReleases, releases, list, verbose } = settings;
  const several = releases.length > 0;
  const command = several ? undefined : commandLine(capture, settings, process.env);
  return Outlet.open(settings, async (reporter, { style, target }) => {
    const width = reportWidth(target, process.env);
    const text = { style, list, verbose, width, table: false, ...(command === undefined ? {} : { command }) };
    const makePage = page === undefined ? {} : { page: async () => () => page.html() };
    return tellerOfRuns(await reporter.run({ runs: effectiveReleases.length, several, text, ...makePage }));
  });
}

function reportedRuns(
  replayed: Replayed,
  captures: ReadonlyMap<string, CaptureInfo>,
  { failOn }: ReplaySettings,
): EndedRun[] {
  const failure = failureOf(replayed);
  return replayed.results.map((result) => {
    const { script, release } = result;
    return {
      file: script.file,
      release,
      result,
      capture: captures.get(release) ?? NO_CAPTURE,
      demands: demandsOf(result, failOn),
      ...(failure === undefined ? {} : { failure }),
    };
  });
}
