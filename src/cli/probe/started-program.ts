import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';

/** What is to be started: a program and its arguments, for which no shell is asked. */
export interface ProgramCommand {
  program: string;
  args: readonly string[];
}

/** How a program is talked to. */
export interface Talk {
  /** What goes to its standard input, which is closed behind it. */
  input: Iterable<Uint8Array>;
  /** Takes what it writes. @returns `enough` if the rest is of no use, `all` if there should be no more */
  take(chunk: Uint8Array): 'more' | 'all' | 'enough';
  /** That it may take. */
  milliseconds: number;
  /** In its environment, beside what is in ours. */
  environment?: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

/** How that ended. */
export type Ending =
  | { kind: 'exited'; code: number }
  | { kind: 'killed'; by: string }
  /** It was ended because of what it wrote. */
  | { kind: 'enough' }
  /** It neither ended nor wrote what was waited for. */
  | { kind: 'timeout' }
  /** It ended, and something that it had started has its standard output open. */
  | { kind: 'held-open' };

export interface Ended {
  ending: Ending;
  /** What it wrote to standard error: the first bytes. */
  said: Uint8Array;
  /** How many more there were. */
  unsaid: number;
}

/** Bytes of standard error that are kept of a start. */
const MOST_SAID = 4096;

/** Milliseconds that are waited for the end of its output when it has ended, or has written all. */
const PATIENCE = 1000;

/**
 * Starts a program, talks to it, and ends it, with all that it has started in its process group.
 *
 * @throws CliError if it cannot be started
 * @throws Interrupted if somebody asks to stop
 */
export async function startProgram(command: ProgramCommand, talk: Talk): Promise<Ended> {
  talk.signal.throwIfAborted();
  const child = spawned(command, talk);
  const kill = (): void => killGroup(child);
  const { signal } = talk;
  signal.addEventListener('abort', kill);
  process.once('exit', kill);
  try {
    await started(child, command);
    const ended = await talkTo(child, talk);
    signal.throwIfAborted();
    return ended;
  } finally {
    kill();
    for (const stream of child.stdio) stream?.destroy();
    signal.removeEventListener('abort', kill);
    process.off('exit', kill);
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      await once(child, 'exit');
  }
}

function spawned(command: ProgramCommand, { environment }: Talk): ChildProcess {
  try {
    return spawn(command.program, command.args, {
      // A process group of its own, which can be ended as a whole.
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      windowsHide: true,
    });
  } catch (error) {
    throw new CliError(cannotStart(command, error), { cause: error });
  }
}

async function started(child: ChildProcess, command: ProgramCommand): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new CliError(cannotStart(command, error), { cause: error });
  }
}

function cannotStart({ program }: ProgramCommand, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const problem = `Cannot start ${JSON.stringify(program)}`;
  const isPath = program.includes('/');
  if (code === 'ENOENT' && existsSync(program)) {
    if (!isPath)
      return `${problem}: it is not on the PATH; a program in this folder is named ${JSON.stringify(`./${program}`)}`;
    return `${problem}: what its first line names after "#!" is not there`;
  }
  if (code === 'ENOENT' && !isPath) return `${problem}: there is no such program on the PATH`;
  if (code === 'EACCES') {
    if (statSync(program, { throwIfNoEntry: false })?.isDirectory() === true)
      return `${problem}: it is a folder, expected a program`;
    return `${problem}: it is not executable; make it so with chmod +x, or name what runs it first, as in -- python3 writer.py`;
  }
  if (code === 'ENOEXEC' || String(code).startsWith('UNKNOWN')) {
    return `${problem}: the system cannot run it; a script needs a first line such as "#!/usr/bin/env python3"`;
  }
  return `${problem}: ${systemReason(error)}`;
}

/** All that belongs to it and has not left it, at once. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // There is nobody left.
  }
}

async function talkTo(child: ChildProcess, talk: Talk): Promise<Ended> {
  const { stdin, stdout, stderr } = child as ChildProcess & {
    stdin: Writable;
    stdout: Readable;
    stderr: Readable;
  };
  const said: Uint8Array[] = [];
  let heard = 0;
  stderr.on('data', (chunk: Uint8Array) => {
    const room = MOST_SAID - heard;
    if (room > 0) said.push(chunk.subarray(0, room));
    heard += chunk.length;
  });
  // It need not read all that it is given.
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
  const ending = await endingOf(child, stdout, stdin, talk);
  // What it said before it ended is on its way.
  await othersSaid(stderr);
  const bytes = Buffer.concat(said);
  return { ending, said: bytes, unsaid: heard - bytes.length };
}

/** One turn of the loop, in which what is in the pipe comes. */
function othersSaid(stderr: Readable): Promise<void> {
  if (stderr.readableEnded) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 50);
    stderr.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function endingOf(child: ChildProcess, stdout: Readable, stdin: Writable, talk: Talk): Promise<Ending> {
  return new Promise((resolve, reject) => {
    let timer = setTimeout(() => end({ kind: 'timeout' }), talk.milliseconds);
    let ending: Ending | undefined;
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(talk.signal.reason);
    };
    const end = (how: Ending): void => {
      clearTimeout(timer);
      talk.signal.removeEventListener('abort', onAbort);
      resolve(how);
    };
    const waitShortly = (what: Ending): void => {
      clearTimeout(timer);
      timer = setTimeout(() => end(what), Math.min(PATIENCE, talk.milliseconds));
    };
    talk.signal.addEventListener('abort', onAbort);
    stdout.on('data', (chunk: Uint8Array) => {
      const wish = talk.take(chunk);
      if (wish === 'enough') end({ kind: 'enough' });
      else if (wish === 'all') waitShortly({ kind: 'enough' });
    });
    child.once('exit', (code, by) => {
      ending = code === null ? { kind: 'killed', by: by ?? 'a signal' } : { kind: 'exited', code };
      if (stdout.readableEnded) end(ending);
      else waitShortly({ kind: 'held-open' });
    });
    stdout.once('end', () => {
      if (ending !== undefined) end(ending);
    });
    void feed(stdin, talk.input);
  });
}

/** Events behind which more can be written, or nobody reads any more. */
const WRITABLE_AGAIN = ['drain', 'close', 'error'] as const;

/** Writes as fast as it is read, until all is written or nobody reads. */
async function feed(stdin: Writable, input: Iterable<Uint8Array>): Promise<void> {
  for (const chunk of input) {
    if (stdin.destroyed) return;
    if (stdin.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        for (const event of WRITABLE_AGAIN) stdin.off(event, goOn);
        resolve();
      };
      for (const event of WRITABLE_AGAIN) stdin.on(event, goOn);
    });
  }
  stdin.end();
}
