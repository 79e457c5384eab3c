import { CommanderError } from 'commander';
import { CaptureTimeError } from '../capture-writer/capture-time-error.ts';
import { PcapOutputError } from '../pcap-writer/output-error.ts';
import { printable } from '../report/printable.ts';
import { type ScriptError, ScriptErrors } from '../script/errors.ts';
import { CannotGoOn } from '../simulation/cannot-go-on.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';
import { systemReason } from './files/system-reason.ts';
import { interruptedBy } from './interruption.ts';
import { excerptLines } from './terminal/source-excerpt.ts';
import { isGitHubAtWork } from './terminal/workflow-commands.ts';
import { writeData, writeText } from './terminal/write-text.ts';

/**
 * Tells the user what went wrong.
 * @returns the exit status
 */
export async function reportFailure(error: unknown): Promise<number> {
  // Commander has said what there is to say, and whether it could be written is known.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? Number(process.exitCode ?? EXIT.done) : EXIT.error;
  if (error instanceof PcapOutputError && error.code === 'EPIPE') return EXIT.done;
  const interrupted = interruptedBy(error);
  if (interrupted !== undefined) {
    await writeText(process.stderr, 'netchannel-sim: Stopped before there was anything to tell\n').catch(
      () => undefined,
    );
    return interrupted.exitCode;
  }
  try {
    await writeText(process.stderr, `${linesFor(error).join('\n')}\n`);
    if (isGitHubAtWork(process.env)) await annotate(error);
  } catch {
    // Nobody can be told. The exit status remains.
  }
  return EXIT.error;
}

function linesFor(error: unknown): string[] {
  if (error instanceof ScriptErrors) {
    const more = error.more ? ['netchannel-sim: Too many problems, the rest is not shown'] : [];
    return [...error.errors.flatMap(scriptErrorLines), ...more];
  }
  if (error instanceof AggregateError) return error.errors.flatMap(linesFor);
  if (error instanceof CaptureTimeError) return [`netchannel-sim: ${error.message}`];
  if (error instanceof CannotGoOn) return [`netchannel-sim: ${printable(error.message)}`];
  if (error instanceof CliError || error instanceof PcapOutputError) {
    return [`netchannel-sim: ${messageOf(error)}`];
  }
  const refusal = refusalOf(error);
  if (refusal !== undefined) return [`netchannel-sim: Cannot go on: ${refusal}`];
  return [`netchannel-sim: Cannot go on, this is a bug, please report it: ${details(error)}`];
}

/** Shows what is wrong with scripts beside their lines. @throws CliError if it cannot be written */
async function annotate(error: unknown): Promise<void> {
  const errors = scriptErrorsIn(error);
  if (errors.length === 0) return;
  const { annotation } = await import('../report/reporters/workflow-annotation.ts');
  const lines = errors.map((one) => `${annotation('error', one, 'script', one.told)}\n`);
  await writeData(process.stderr, lines, 'commands');
}

function scriptErrorsIn(error: unknown): readonly ScriptError[] {
  if (error instanceof ScriptErrors) return error.errors;
  return error instanceof AggregateError ? error.errors.flatMap(scriptErrorsIn) : [];
}

/** What is wrong with a script, and the line of it with a caret under the place. */
function scriptErrorLines(error: ScriptError): string[] {
  const excerpt = error.excerpt === undefined ? [] : excerptLines(error.excerpt, error.line);
  return [printable(String(error)), ...excerpt];
}

/** @returns what to tell the user about an output that cannot be written, without the name of the program */
export function messageOf(error: CliError | PcapOutputError): string {
  const { message } = error;
  const isStream = error instanceof PcapOutputError && error.path === null;
  return isStream ? message.replace('to the stream', 'the capture to standard output') : message;
}

/** @returns what the operating system refused, and why; undefined if it is another error */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'MODULE_NOT_FOUND') return 'a file of the program is missing; install the package again';
  if (!('syscall' in error)) return undefined;
  const at = 'path' in error && typeof error.path === 'string' ? ` of ${JSON.stringify(error.path)}` : '';
  return `${systemReason(error)} (${String(error.syscall)}${at})`;
}

function details(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
