import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Launch } from './subject.ts';

/** Of what a program that fails says, how many characters are told. */
const TOLD = 1000;

export interface Sample {
  /** Wall time, from before the process is started until it has ended. */
  seconds: number;
  /** Processor time of it and its children, all threads, in seconds; undefined if nobody can say. */
  processor: number | undefined;
  /** Peak resident memory in bytes; undefined if nobody can say. */
  peak: number | undefined;
}

/** What processes see of the environment: not where certificates are, which Node.js 20 takes 37 ms at each start to load. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
}

/** A program could not be started, or did not end well. */
export class ProgramFailed extends Error {
  /** What happened, without the command, on one line. */
  readonly reason: string;

  constructor(command: string, reason: string, output: string) {
    const told = output.slice(0, TOLD).trim();
    super(`Cannot measure "${command}": ${reason}${told === '' ? '' : `\n${told}`}`);
    const [firstLine = ''] = told.split('\n');
    this.reason = firstLine === '' ? reason : `${reason}: ${firstLine}`;
  }
}

/** Where processes run, and what they write. */
export interface Place {
  /** Root of the repository. */
  root: string;
  /** Working directory of all processes. */
  folder: string;
  /** Where those that write a file write it; removed before and after each. */
  output: string;
  /** Program that says what another used, see used.c; undefined if there is no compiler. */
  meter: string | undefined;
}

/**
 * Starts a process and waits for its end.
 * @throws ProgramFailed
 */
export async function measure(launch: Launch, place: Place): Promise<Sample> {
  rmSync(place.output, { force: true });
  const { command, args } = launch;
  const report = path.join(place.folder, 'used.txt');
  const metered =
    place.meter === undefined
      ? launch
      : { ...launch, command: place.meter, args: [report, command, ...args] };
  const seconds = await timed(metered, place.folder);
  rmSync(place.output, { force: true });
  if (place.meter === undefined) return { seconds, processor: undefined, peak: undefined };
  const [wall, processor, peak] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  const unit = process.platform === 'darwin' ? 1 : 1024;
  return { seconds: wall ?? seconds, processor, peak: peak === undefined ? undefined : peak * unit };
}

/** Starts a process for what it makes, and not for its time. @throws ProgramFailed */
export async function runToEnd(launch: Launch, { folder }: Place): Promise<void> {
  await timed(launch, folder);
}

/** @returns seconds */
function timed({ command, args, piped = false }: Launch, cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint();
    const child = spawn(command, args, {
      cwd,
      env: environment(),
      stdio: ['ignore', piped ? 'pipe' : 'ignore', 'pipe'],
    });
    let said = '';
    child.stdout?.resume();
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < TOLD) said += text;
    });
    const name = [command, ...args].join(' ');
    child.on('error', (error) => reject(new ProgramFailed(name, error.message, '')));
    child.on('close', (code, signal) => {
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      if (code === 0) resolve(seconds);
      else reject(new ProgramFailed(name, `it ended with ${signal ?? `status ${code}`}`, said));
    });
  });
}
