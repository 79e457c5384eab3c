import { statSync } from 'node:fs';
import path from 'node:path';
import { deviceTitle } from '../../netchannel/devices.ts';
import { crossedPasses } from '../../probe/crossed-passes.ts';
import { memoryOfFilling, ZEROS } from '../../probe/fillings.ts';
import { handedMemory } from '../../probe/handed-memory.ts';
import type { Pass } from '../../probe/pass.ts';
import { judgePasses } from '../../probe/probe.ts';
import type { ProbeResult } from '../../probe/result.ts';
import { PROBE_FINDINGS } from '../../report/probe/findings.ts';
import type { ReportedProbe } from '../../report/reporters/reported-probe.ts';
import { shellWord } from '../../report/shell-word.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { makeFolders } from '../files/output-folder.ts';
import { isSameFile } from '../files/same-file.ts';
import { Interruption } from '../interruption.ts';
import { lineOf } from '../options/command-line.ts';
import type { RawOptions } from '../options/given-options.ts';
import { VERBOSE } from '../options/verbose.ts';
import { Outlet, tellerOfOne } from '../reports/outlet.ts';
import { checkReports } from '../reports/report-conflicts.ts';
import { inFolders } from '../reports/report-folders.ts';
import { proseWidth } from '../terminal/terminal.ts';
import { writeText } from '../terminal/write-text.ts';
import { askedPasses } from './asked-passes.ts';
import { type ProbeSettings, parseProbeOptions } from './options.ts';
import { SaidByProgram } from './said-by-program.ts';
import type { ProgramCommand } from './started-program.ts';

/**
 * Probes a packet writer and reports what of its frames it has not written.
 *
 * @param words - the program and its arguments
 * @returns the exit status
 * @throws CliError for what the user can put right
 */
export async function probeCommand(words: readonly string[], raw: RawOptions): Promise<number> {
  const [program = '', ...args] = words;
  if (program === '') throw new CliError('Cannot start the program: its name is empty');
  const asked = parseProbeOptions(raw);
  const subject = words.map(shellWord).join(' ');
  const file = fileOf(program, args);
  const reports = inFolders(asked.reports, `${path.basename(file).replace(/(?<=.)\.\w+$/, '')}-probe`);
  const settings: ProbeSettings = { ...asked, reports };
  checkReports(reports, {
    whatIsRead: (other) => (isSameFile(other, file) ? 'the program' : undefined),
    outputs: [],
  });
  makeFolders(reports.map(({ folder }) => folder));
  const outlet = await openReport(subject, settings);
  const interruption = new Interruption();
  const said = new SaidByProgram();
  try {
    const result = await probed({ program, args }, subject, settings, said, interruption.signal);
    interruption.release();
    outlet.tell({ subject, file, result, failOn: settings.failOn });
    await outlet.end();
    return await conclude(result, settings, said);
  } catch (error) {
    await writeText(process.stderr, String(said));
    throw error;
  } finally {
    interruption.release();
    outlet.close();
  }
}

/** @throws CliError if there is no frame on clean memory */
async function probed(
  command: ProgramCommand,
  subject: string,
  settings: ProbeSettings,
  said: SaidByProgram,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const { size, link, device } = settings;
  const ask = (memoryOf: (filling: number) => Uint8Array): Promise<Pass[]> =>
    askedPasses(command, { ...settings, memoryOf }, said, signal);
  const passes = await ask((filling) => memoryOfFilling(filling, size));
  refuseFailure(passes, subject);
  const plain = judgePasses(passes, size, { link });
  if (device === undefined) return plain;
  if (plain.linkType !== 'ethernet') {
    throw new CliError(
      `Cannot probe ${subject} under ${deviceTitle(device)}: it writes IP packets without an Ethernet header, and a device sends frames; leave --device out, or have them read as frames by --link-type ethernet`,
    );
  }
  const written = await ask((filling) => handedMemory(device, filling, size));
  const crossed = crossedPasses(written, device, size, plain.frames);
  refuseFailure(crossed, `${subject} under ${deviceTitle(device)}`);
  return judgePasses(crossed, size, { device });
}

/**
 * @returns the file that whoever can put a finding right looks into: the program, unless it is one of the system's that runs
 * a file
 */
function fileOf(program: string, args: readonly string[]): string {
  if (program.includes('/') && !path.isAbsolute(program)) return program;
  return args.find(isFile) ?? program;
}

/** @param word - which may be anything: also what is no name of a file at all, or too long for one */
function isFile(word: string): boolean {
  try {
    return statSync(word).isFile();
  } catch {
    return false;
  }
}

/** @throws CliError if there is no frame on clean memory */
function refuseFailure(passes: readonly Pass[], subject: string): void {
  const failed = passes.find(({ filling, refusal }) => filling === ZEROS && refusal !== undefined);
  if (failed?.refusal === undefined) return;
  throw new CliError(`Cannot probe ${subject}: on clean memory ${failed.refusal}`);
}

function openReport(
  subject: string,
  { given, reports, list, verbose, color }: ProbeSettings,
): Promise<Outlet<ReportedProbe>> {
  const line = lineOf('probe', undefined, given.withoutUsual().with(VERBOSE), process.env);
  const verboseCommand = `${line} -- ${subject}`;
  return Outlet.open({ reports, color }, async (reporter, { style, target }) => {
    const text = { style, list, verbose, verboseCommand, width: proseWidth(target) };
    return tellerOfOne(await reporter.probe({ text }));
  });
}

/** Says on standard error what the program said, and what fails it. */
async function conclude(
  { totals }: ProbeResult,
  { failOn }: ProbeSettings,
  said: SaidByProgram,
): Promise<number> {
  const failing = PROBE_FINDINGS.flatMap(({ name, found }) => {
    const sentence = failOn.has(name) ? found(totals) : undefined;
    return sentence === undefined
      ? []
      : [`netchannel-sim: ${sentence}, which --fail-on ${name} asks to fail\n`];
  });
  await writeText(process.stderr, String(said) + failing.join(''));
  return failing.length > 0 ? EXIT.findings : EXIT.done;
}
