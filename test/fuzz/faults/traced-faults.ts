import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { isJson } from '../../support/is-json.ts';
import type { Fuzzer } from '../fuzzer.ts';
import { COMMANDS, type CommandLine, environmentIn, INPUTS, LAUNCHER, makeFolder } from './commands.ts';

/** Calls by which files are opened, read, written and let go of. */
const CALLS = [
  'openat',
  'read,pread64',
  'write,pwrite64,writev',
  'close',
  'statx,fstat,stat,lstat,newfstatat',
  'rename,renameat2',
  'unlink,unlinkat',
  'chmod,fchmod,fchmodat',
  'ftruncate',
  'mkdir',
  'getdents64',
] as const;

const ERRORS = ['EIO', 'ENOSPC', 'EACCES', 'EMFILE', 'EINTR', 'EFBIG', 'EDQUOT', 'EROFS', 'ENOENT'] as const;

interface Fault {
  command: CommandLine;
  hasOlder: boolean;
  error: string;
  /** Which of the calls about the command's own files gets the error. */
  pick: number;
}

const faults: fc.Arbitrary<Fault> = fc.record({
  command: fc.constantFrom(...COMMANDS),
  hasOlder: fc.boolean(),
  error: fc.constantFrom(...ERRORS),
  pick: fc.nat(),
});

/** A file call of a command that fails ends in words: no trace, no older file lost, no half report. */
export const tracedFaults: Fuzzer = {
  title: 'an error that the system gives to a file call of a command ends in words',
  few: 4,
  trial: (seed, number) => {
    const [fault] = fc.sample(faults, { seed: seed ^ Math.imul(number, 0x9e3779b1), numRuns: 1 });
    if (fault === undefined) throw new Error('Cannot make a fault');
    const { command, hasOlder, error, pick } = fault;
    return {
      what: `${error} at file call ${pick} of ${command.words.join(' ')}${hasOlder ? ', over older files' : ''}`,
      run: () => (canTrace() ? tryFault(fault) : 'skipped: no strace, or it may not trace'),
    };
  },
};

let traces: boolean | undefined;

function canTrace(): boolean {
  traces ??= spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
  return traces;
}

/** A call of the main thread that is about a file of the command's own. */
interface Call {
  /** Those that strace counts together with it. */
  group: string;
  /** Of the file, in its folder; undefined if it has another name each time. */
  file: string | undefined;
  /** Among those of the group and the file, from 1; among all of the group if the file has no steady name. */
  place: number;
}

const known = new Map<string, readonly Call[]>();

/** What a command asks of files without any fault: what Node.js does with its own is not among it. */
async function callsOf({ command, hasOlder }: Fault): Promise<readonly Call[]> {
  const key = JSON.stringify([command.words, hasOlder]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const calls = await inFolder(olderOf(command, hasOlder), async (folder) => {
    const { log } = await traced(command.words, folder, ['-e', `trace=${CALLS.join(',')}`]);
    return ownCalls(log, folder, command.writes);
  });
  known.set(key, calls);
  return calls;
}

function olderOf({ writes }: Fault['command'], hasOlder: boolean): readonly string[] {
  return hasOlder ? writes : [];
}

/** How often a fault is tried that comes at another call: some calls come in another order now and then. */
const TRIES = 3;

/** @throws Error if the command does not end in words */
async function tryFault(fault: Fault): Promise<string> {
  const call = chosen(await callsOf(fault), fault.pick);
  if (call === undefined) return 'no such call';
  for (let i = 0; i < TRIES; i++) {
    const outcome = await tryAt(call, fault);
    if (outcome !== undefined) return outcome;
  }
  return 'missed';
}

/** Files and kinds of calls come first, and only then which of many: compiled code is read in a hundred pieces. */
function chosen(calls: readonly Call[], pick: number): Call | undefined {
  const kinds = [...new Set(calls.map(({ group, file }) => `${group} ${file}`))];
  const kind = kinds[pick % Math.max(1, kinds.length)];
  const ofKind = calls.filter(({ group, file }) => `${group} ${file}` === kind);
  return ofKind[Math.floor(pick / kinds.length) % Math.max(1, ofKind.length)];
}

/** @returns undefined if the error came at a call that is none of the command's own, or not at all */
async function tryAt(call: Call, { command, hasOlder, error }: Fault): Promise<string | undefined> {
  return inFolder(olderOf(command, hasOlder), async (folder) => {
    const before = readdirSync(folder);
    const inject = ['-e', `inject=${call.group}:error=${error}:when=${call.place}`];
    // Calls that Node.js makes for its own sake come in between, now more and now fewer: those about one file do not.
    const file = call.file === undefined ? [] : ['-P', path.resolve(folder, call.file), '-P', call.file];
    const { code, signal, stderr, log } = await traced(command.words, folder, [...file, ...inject]);
    const hit = wholeLines(log).filter((line) => line.includes('(INJECTED)'));
    if (hit.length === 0 || !hit.every((line) => isOwn(line, folder))) return undefined;
    const wrong = (what: string): Error => new Error(`${what}: ${stderr}; it got ${hit.join('; ')}`);
    if (signal !== null) throw wrong(`It ended by ${signal}`);
    if (![0, 1, 2, 3].includes(code ?? -1)) throw wrong(`The exit status is ${code}`);
    if (/^ +at .*:\d+|this is a bug|node:internal|Unhandled/m.test(stderr)) throw wrong('A trace');
    if (code === 1 && stderr === '' && !cannotTell(call.group)) throw wrong('Nothing is said');
    if (code === 1) checkFiles(folder, command.writes, before, stderr);
    return `exit status ${code}`;
  });
}

/** @returns those of the main thread: strace counts for each thread */
function ownCalls(log: string, folder: string, writes: readonly string[]): Call[] {
  const main = /^\d+/.exec(log)?.[0];
  const counts = new Map<string, number>();
  const count = (what: string): number => {
    const place = (counts.get(what) ?? 0) + 1;
    counts.set(what, place);
    return place;
  };
  const calls: Call[] = [];
  for (const line of wholeLines(log)) {
    const [, thread, name = ''] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    const group = CALLS.find((names) => names.split(',').includes(name));
    if (thread !== main || group === undefined) continue;
    const file = steadyFile(line, folder, writes);
    const ofGroup = count(group);
    const ofFile = file === undefined ? 0 : count(`${group} ${file}`);
    // Node.js itself looks what its standard output is, and ends at once if it cannot.
    if (file === 'stdout' && !group.includes('write')) continue;
    if (isOwn(line, folder)) calls.push({ group, file, place: file === undefined ? ofGroup : ofFile });
  }
  return calls;
}

/** @returns the file that a call is about, if it has the same name each time: files that are yet to be renamed do not */
function steadyFile(line: string, folder: string, writes: readonly string[]): string | undefined {
  const [, descriptor, named] = /\((?:\d+<([^>]*)>|(?:AT_FDCWD<[^>]*>, )?"([^"]*)")/.exec(line) ?? [];
  // Two names, of which strace takes either.
  if (/\d (rename|link)/.test(line) || (descriptor ?? named ?? '') === '') return undefined;
  const file = path.relative(folder, path.resolve(folder, descriptor ?? named ?? ''));
  if (file.startsWith('..')) return path.resolve(folder, file);
  return INPUTS.includes(file) || writes.includes(file) || file === 'stdout' ? file : undefined;
}

/** @returns the lines of strace, those in one that another thread has come between */
function wholeLines(log: string): string[] {
  const begun = new Map<string, number>();
  const lines: string[] = [];
  for (const line of log.split('\n')) {
    const [thread = ''] = /^\d+/.exec(line) ?? [];
    const beginning = begun.get(thread);
    if (line.includes(' resumed>') && beginning !== undefined) {
      lines[beginning] = `${lines[beginning]}${line.replace(/^.* resumed>/, '')}`;
      begun.delete(thread);
      continue;
    }
    if (line.endsWith('<unfinished ...>')) begun.set(thread, lines.length);
    lines.push(line.replace(/ *<unfinished \.\.\.>$/, ''));
  }
  return lines;
}

function isOwn(line: string, folder: string): boolean {
  // Beside an absolute path, the folder that the program is in says nothing.
  const named = line.replace(/AT_FDCWD<[^>]*>, "\//g, '"/');
  return /\.v8|\/samples\//.test(named) || named.includes(folder);
}

/** Runs a step in a folder with what commands read, and older files of what they write. */
async function inFolder<T>(older: readonly string[], step: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeFolder(older);
  try {
    return await step(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where standard error itself may be what fails. */
function cannotTell(calls: string): boolean {
  return calls.includes('write');
}

/** @throws Error if an older file is neither what it was nor whole, or something is left that nobody asked for */
function checkFiles(
  folder: string,
  writes: readonly string[],
  before: readonly string[],
  said: string,
): void {
  for (const file of writes) {
    const name = path.join(folder, file);
    if (!before.includes(file)) continue;
    if (!existsSync(name)) throw new Error(`The older ${file} is gone: ${said}`);
    if (readFileSync(name).length === 0) throw new Error(`The older ${file} is empty: ${said}`);
  }
  const made = readdirSync(folder).filter((name) => !before.includes(name));
  for (const name of made) {
    // A file that could not be removed, because that was what failed, may be left.
    if (!lstatSync(path.join(folder, name)).isFile() || name.endsWith('.part')) continue;
    if (name.endsWith('.json') && !isJson(path.join(folder, name)))
      throw new Error(`Half of ${name}: ${said}`);
  }
}

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
  /** What the system was asked, as strace tells it. */
  log: string;
}

async function traced(words: readonly string[], folder: string, options: readonly string[]): Promise<Ended> {
  const log = path.join(tmpdir(), `${path.basename(folder)}.strace`);
  const output = openSync(path.join(folder, 'stdout'), 'w');
  try {
    const strace = ['-f', '-y', '-o', log, ...options];
    const child = spawn('strace', [...strace, process.execPath, LAUNCHER, ...words], {
      cwd: folder,
      env: environmentIn(folder),
      stdio: ['ignore', output, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (...how) => resolve(how));
    });
    // It says of paths what they are resolved into.
    stderr = stderr.replace(/^strace: .*\n/gm, '');
    return { code, signal, stderr, log: readFileSync(log, 'utf8') };
  } finally {
    closeSync(output);
    rmSync(log, { force: true });
  }
}
