import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { shellWord } from '../../report/shell-word.ts';
import type { RunResult } from '../../simulation/result.ts';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';
import { formatOf } from '../options/capture-format.ts';
import { programName } from '../options/command-line.ts';
import { packageFile } from '../package-file.ts';
import { wantsColor } from '../terminal/terminal.ts';
import { writeText } from '../terminal/write-text.ts';
import {
  findProgram,
  hasDisplay,
  type ProgramMachine,
  type ViewerProgram,
} from '../wireshark/find-program.ts';
import { foldersHere, thisMachine } from '../wireshark/folders-here.ts';
import { type View, viewerArguments } from '../wireshark/viewer-arguments.ts';
import type { RunSettings } from './options.ts';
import type { RunOutcome } from './outcome.ts';

/** Milliseconds in which Wireshark says that it cannot start, if it cannot. */
const PATIENCE = 700;

/** Shows captures. */
export interface Viewer {
  /**
   * Shows the capture of the one run there was, if it was made.
   * @throws CliError if that cannot be done
   */
  show(outcomes: readonly RunOutcome[], settings: RunSettings): Promise<void>;
}

/**
 * Finds Wireshark, or tshark where there is no Wireshark or no display.
 * @throws CliError if there is neither
 */
export async function findViewer(): Promise<Viewer> {
  const machine: ProgramMachine = { ...thisMachine(), isProgram };
  const wireshark = findProgram('wireshark', machine);
  const program = wireshark !== undefined && hasDisplay(machine) ? 'wireshark' : 'tshark';
  const file = program === 'wireshark' ? wireshark : findProgram('tshark', machine);
  if (file === undefined) throw new CliError(nothingFound(wireshark !== undefined));
  return {
    show: async (outcomes, settings) => {
      for (const { reported } of outcomes) {
        const shown = reported.result === undefined ? undefined : reported.capture?.file;
        if (shown == null || reported.result === undefined) continue;
        await show(file, await viewOf(program, shown, reported.result, settings), settings);
      }
    },
  };
}

function nothingFound(needsDisplay: boolean): string {
  return needsDisplay
    ? 'Cannot open the capture: Wireshark needs a display, and tshark, which does not, is not installed; install tshark, or leave --open out'
    : "Cannot open the capture: neither Wireshark nor tshark is installed, or on the PATH; get them from https://www.wireshark.org/download.html or your system's packages, or leave --open out";
}

async function viewOf(
  program: ViewerProgram,
  file: string,
  result: RunResult,
  settings: RunSettings,
): Promise<View> {
  const { configuration, plugins } = await foldersHere();
  const hasProfile = existsSync(path.join(configuration, 'profiles', 'netchannel-sim'));
  const hasPlugin = existsSync(path.join(plugins, 'netchannel-sim.lua'));
  const notes = [
    ...((settings.format ?? formatOf(file)) === 'pcapng'
      ? []
      : ['Only pcapng captures tell what was found in each packet; name it *.pcapng for that']),
    ...(hasProfile
      ? []
      : [`For columns and colours in Wireshark, once: ${programName(process.env)} wireshark install`]),
  ];
  await writeText(process.stderr, notes.map((note) => `netchannel-sim: ${note}\n`).join(''));
  return {
    program,
    file,
    frame: mostTellingFrame(result),
    hasProfile,
    plugin: hasPlugin ? undefined : packageFile('src/wireshark-profile/netchannel-sim.lua'),
    color: outputOf(settings) === process.stdout && wantsColor(process.stdout, process.env, settings.color),
  };
}

/** The first frame of the leak with the most bytes, one to another address before others. */
function mostTellingFrame({ leakGroups, checksumGroups }: RunResult): number | undefined {
  const group = leakGroups.find(({ crossRecipient }) => crossRecipient) ?? leakGroups[0] ?? checksumGroups[0];
  return group?.firstFrame;
}

/** Standard output is for people unless a report for a program goes there. */
function outputOf({ reports }: RunSettings): NodeJS.WriteStream {
  const isTaken = reports.some(({ reporter, file }) => file === undefined && reporter.reader === 'program');
  return isTaken ? process.stderr : process.stdout;
}

function show(file: string, view: View, settings: RunSettings): Promise<void> {
  const args = viewerArguments(view);
  return view.program === 'wireshark' ? openWindow(file, args) : list(file, args, outputOf(settings));
}

/** Wireshark goes on when this program has ended. */
async function openWindow(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(file, args, { detached: true, stdio: 'ignore' });
  const failure = await Promise.race([endOf(child, file), patience()]);
  child.removeAllListeners();
  child.unref();
  if (failure === undefined) return;
  throw new CliError(`${failure}; start it yourself to see why: wireshark ${shellWord(args.at(-1) ?? '')}`);
}

async function list(file: string, args: readonly string[], output: NodeJS.WriteStream): Promise<void> {
  const fd = output === process.stderr ? 2 : 1;
  const failure = await endOf(spawn(file, args, { stdio: ['ignore', fd, 2] }), file);
  if (failure !== undefined) throw new CliError(failure);
}

/** @returns what went wrong; undefined if nothing did, or if somebody stopped it */
function endOf(child: ChildProcess, file: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`Cannot start ${JSON.stringify(file)}: ${systemReason(error)}`));
    child.once('exit', (status, signal) => {
      const isCrash = signal === 'SIGABRT' || signal === 'SIGSEGV';
      const how = isCrash ? `by ${signal}` : `with status ${status}`;
      resolve(isCrash || (status ?? 0) !== 0 ? `${JSON.stringify(file)} ended ${how}` : undefined);
    });
  });
}

function patience(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), PATIENCE).unref();
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
