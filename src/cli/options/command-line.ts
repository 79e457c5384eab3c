import { isRelease } from '../../netchannel/releases.ts';
import { CHANNEL } from '../../report/capture-info.ts';
import type { CommandLine } from '../../report/next-steps.ts';
import { shellWord } from '../../report/shell-word.ts';
import { isFolder } from '../files/output-folder.ts';
import { CAPTURE } from './capture.ts';
import { DEVICE } from './device.ts';
import { DEVICES } from './devices.ts';
import { FORMAT } from './format.ts';
import type { GivenOptions } from './given-options.ts';
import { LIST } from './list.ts';
import { NETCHANNEL } from './netchannel.ts';
import { OPEN } from './open.ts';
import type { CommandPath } from './option-row.ts';
import { OUTPUT } from './output.ts';
import { SAID_AGAIN } from './said-again.ts';
import { VERBOSE } from './verbose.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings of a command that know where they come from. */
interface Settings {
  given: GivenOptions;
}

/**
 * @param argument - what the command line names, if anything: a script, or a capture
 * @returns what makes command lines that repeat this one; undefined if it reads standard input
 */
export function commandLine(
  argument: string | undefined,
  { given }: Settings,
  environment: Environment,
): CommandLine | undefined {
  if (argument === '-') return undefined;
  const repeated = repeatable(given);
  return (change) => lineOf(repeated.command, argument, changed(repeated, change), environment);
}

/**
 * @param argument - the script, if the command line names one
 * @returns the command line that makes this run again and shows it in Wireshark; undefined if there is none, or if
 * this one does already
 */
export function openingCommand(
  argument: string | undefined,
  { given }: Settings,
  environment: Environment,
): string | undefined {
  const output = given.text(OUTPUT);
  if (argument === '-' || given.has(OPEN) || output === '-') return undefined;
  const findings = repeatable(given).without(CAPTURE, FORMAT).with(OPEN);
  // Captures by channel cannot be looked at all at once; what is gone cannot be opened.
  const isLost = output === undefined || output === '/dev/null' || output.includes(CHANNEL);
  const opened = isLost ? findings.without(OUTPUT) : findings.with(OUTPUT, pcapngFile(output));
  return lineOf(given.command, argument, opened, environment);
}

/**
 * @param argument - the script, if the command line names one
 * @returns the command line that shows this script in the browser, with the same values; undefined if there is none
 */
export function exploringCommand(
  argument: string | undefined,
  { given }: Settings,
  environment: Environment,
): string | undefined {
  return argument === '-' ? undefined : lineOf('explore', argument, repeatable(given), environment);
}

/** @returns the line that gives this command these options, as far as it repeats them */
export function lineOf(
  command: CommandPath,
  argument: string | undefined,
  given: GivenOptions,
  environment: Environment,
): string {
  const named = argument === undefined ? [] : [shellWord(argument)];
  const words = given.words(SAID_AGAIN[command] ?? []);
  return [programName(environment), command, ...named, ...words].join(' ');
}

/** How much is told, and where it is shown, is not repeated, and where standard output goes is not ours to. */
function repeatable(given: GivenOptions): GivenOptions {
  const repeated = given.withoutUsual().without(LIST, VERBOSE, OPEN);
  return given.text(OUTPUT) === '-' ? repeated.without(OUTPUT) : repeated;
}

function changed(
  given: GivenOptions,
  { verbose, list, release, output }: Parameters<CommandLine>[0],
): GivenOptions {
  let changed = given;
  if (verbose === true) changed = changed.with(VERBOSE);
  if (list !== undefined) changed = changed.with(LIST, list);
  if (release !== undefined) changed = deviceChanged(changed, release);
  if (output !== undefined) changed = changed.with(OUTPUT, output);
  return changed;
}

/** @returns `demo.pcapng` for `demo.pcap`; a folder as it is, where the capture gets that name by itself */
function pcapngFile(file: string): string {
  if (isFolder(file)) return file;
  return `${file.replace(/\.(pcap|cap|pcapng)$/i, '')}.pcapng`;
}

/** @returns what the user types to start this program */
export function programName(environment: Environment): string {
  // What npm and npx set for a program that is run without being installed.
  return environment['npm_command'] === 'exec' ? 'npx netchannel-sim' : 'netchannel-sim';
}

/** @returns the options, with this device: a release is asked for as one */
export function deviceChanged(given: GivenOptions, device: string): GivenOptions {
  return isRelease(device)
    ? given.without(DEVICE, DEVICES).with(NETCHANNEL, device)
    : given.without(NETCHANNEL, DEVICES).with(DEVICE, device);
}
