import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Launch } from './subject.ts';

/** Of what a program that fails says, how many characters are told. */
const TOLD = 1000;

export interface Sample {
  /** From before the process is started until it has ended. */
  seconds: number;
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
}

/**
 * Starts a process and waits for its end.
 * @throws ProgramFailed
 */
export async function measure(launch: Launch, place: Place, wantsPeak: boolean): Promise<Sample> {
  rmSync(place.output, { force: true });
  const peakFile = path.join(place.folder, 'peak');
  rmSync(peakFile, { force: true });
  const reportsPeak = wantsPeak && launch.onNode === true;
  const hook = pathToFileURL(path.join(place.root, 'test/support/peak-memory.mjs')).href;
  const args = reportsPeak ? ['--import', hook, ...launch.args] : launch.args;
  const seconds = await timed(launch, args, place.folder, { ...environment(), PEAK_MEMORY_FILE: peakFile });
  const peak = reportsPeak ? Number(readFileSync(peakFile, 'utf8')) * 1024 : undefined;
  rmSync(place.output, { force: true });
  return { seconds, peak };
}

/** Starts a process for what it makes, and not for its time. @throws ProgramFailed */
export async function runToEnd(launch: Launch, { folder }: Place): Promise<void> {
  await timed(launch, launch.args, folder, environment());
}

/** @returns seconds */
function timed(
  { command, piped = false }: Launch,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint();
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', piped ? 'pipe' : 'ignore', 'pipe'] });
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
