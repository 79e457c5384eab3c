import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { Fuzzer } from './fuzzer.ts';

/** Of the project, whether this is run from test/ or from what is made of it in build/. */
const ROOT = rootFrom(import.meta.dirname);
const LAUNCHER = path.join(ROOT, 'bin/netchannel-sim.js');

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

const SCRIPT = `
release: 1.10.0
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - udp: {to: alice, to_port: 9, payload: "swordfish swordfish"}
  - raw: {to: bob, size: 80, writes: [{at: 14, data: "hello bob"}]}
`;

/** What an older file holds that the commands write over. */
const OLDER = 'what was there before\n';

/** Of each command line, the files that it writes. */
const COMMANDS: readonly { words: readonly string[]; writes: readonly string[] }[] = [
  { words: ['run', 'a.yaml', '-q', '-o', 'x.pcap'], writes: ['x.pcap'] },
  { words: ['run', 'a.yaml', '-o', 'x.pcapng', '--json', 'x.json'], writes: ['x.pcapng', 'x.json'] },
  { words: ['run', 'a.yaml', '--no-capture', '--json'], writes: [] },
  { words: ['run', 'a.yaml', '-q', '-o', '-'], writes: [] },
  {
    words: ['run', 'a.yaml', '-q', '--no-capture', '--reporter', 'junit=x.xml', '--fail-on', 'leak'],
    writes: ['x.xml'],
  },
  { words: ['compare', 'a.yaml', '--json', 'x.json'], writes: ['x.json'] },
  { words: ['replay', 'a.pcap', '-o', 'x.pcap', '--json', 'x.json'], writes: ['x.pcap', 'x.json'] },
  { words: ['merge', 'a.pcap', 'b.pcap', '-o', 'x.pcap'], writes: ['x.pcap'] },
  { words: ['import', 'a.pcap', '--force', '-o', 'x.yaml'], writes: ['x.yaml'] },
  { words: ['inspect', 'a.pcap', '--json', 'x.json'], writes: ['x.json'] },
  { words: ['samples', 'copy', 'osec-2019-01', 'x.yaml', '--force'], writes: ['x.yaml'] },
  { words: ['samples', 'show', 'osec-2019-01'], writes: [] },
  { words: ['samples', 'list'], writes: [] },
  { words: ['schema'], writes: [] },
  { words: ['completion', 'bash'], writes: [] },
  { words: ['advisory', 'check', '1.10.0', 'a.opam'], writes: [] },
  { words: ['extcap', '--extcap-interfaces'], writes: [] },
  { words: ['wireshark', 'install'], writes: [] },
  { words: ['--help'], writes: [] },
];

interface Fault {
  command: (typeof COMMANDS)[number];
  calls: string;
  error: string;
  /** Which of these calls, among those about the command's own files, gets the error. */
  nth: number;
  hasOlder: boolean;
}

const faults: fc.Arbitrary<Fault> = fc.record({
  command: fc.constantFrom(...COMMANDS),
  calls: fc.constantFrom(...CALLS),
  error: fc.constantFrom(...ERRORS),
  nth: fc.nat(1000),
  hasOlder: fc.boolean(),
});

/** A file call of a command that fails ends in words: no trace, no older file lost, no half report. */
export const faultsAtFiles: Fuzzer = {
  title: 'an error at a file call of a command ends in words',
  few: 4,
  trial: (seed, number) => {
    const [fault] = fc.sample(faults, { seed: seed ^ Math.imul(number, 0x9e3779b1), numRuns: 1 });
    if (fault === undefined) throw new Error('Cannot make a fault');
    const { command, calls, error, nth, hasOlder } = fault;
    return {
      what: `${error} at ${calls} number ${nth} of ${command.words.join(' ')}${hasOlder ? ', over older files' : ''}`,
      run: () => (canTrace() ? tryFault(fault) : 'skipped: no strace, or it may not trace'),
    };
  },
};

let traces: boolean | undefined;

function canTrace(): boolean {
  traces ??= spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
  return traces;
}

/** @throws Error if the command does not end in words */
async function tryFault({ command, calls, error, nth, hasOlder }: Fault): Promise<string> {
  const older = hasOlder ? command.writes : [];
  // To see which of the calls are about files of its own: what Node.js does with its own is not tried.
  const places = await inFolder(older, async (folder) => {
    const { log } = await traced(command.words, folder, ['-e', `trace=${calls}`]);
    return placesOf(log, folder);
  });
  const place = places[nth % Math.max(1, places.length)];
  if (place === undefined) return 'no such call';
  return inFolder(older, async (folder) => {
    const before = readdirSync(folder);
    const inject = `inject=${calls}:error=${error}:when=${place}`;
    const { code, signal, stderr, log } = await traced(command.words, folder, ['-e', inject]);
    const hit = log.split('\n').filter((line) => line.includes('(INJECTED)'));
    // Other threads count for themselves, and what Node.js asks for its own sake may come at another time.
    if (hit.length === 0 || !hit.every((line) => isOwn(line, folder))) return 'missed';
    if (signal !== null) throw new Error(`It ended by ${signal}: ${stderr}`);
    if (![0, 1, 2, 3].includes(code ?? -1)) throw new Error(`The exit status is ${code}: ${stderr}`);
    if (/^ +at .*:\d+|this is a bug|node:internal|Unhandled/m.test(stderr))
      throw new Error(`A trace: ${stderr}`);
    if (code === 1 && stderr === '' && !cannotTell(calls)) throw new Error('Nothing is said');
    if (code === 1) checkFiles(folder, command.writes, before, stderr);
    return `exit status ${code}`;
  });
}

/** @returns of the calls of the main thread, which are about files of the folder, from 1: strace counts for each thread */
function placesOf(log: string, folder: string): number[] {
  const main = /^\d+/.exec(log)?.[0];
  const calls = log.split('\n').filter((line) => line.startsWith(`${main} `) && /^\d+ +\w+\(/.test(line));
  return calls.flatMap((line, i) => (isOwn(line, folder) ? [i + 1] : []));
}

function isOwn(line: string, folder: string): boolean {
  // Beside an absolute path, the folder that the program is in says nothing.
  const named = line.replace(/AT_FDCWD<[^>]*>, "\//g, '"/');
  return /\.v8|\/samples\//.test(named) || named.includes(folder);
}

/** Runs a step in a folder with what commands read, and older files of what they write. */
async function inFolder<T>(older: readonly string[], step: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-faults-'));
  try {
    inputs ??= makeInputs();
    for (const [name, bytes] of inputs) writeFileSync(path.join(folder, name), bytes);
    for (const name of older) writeFileSync(path.join(folder, name), OLDER);
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

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
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
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder },
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
    return { code, signal, stderr, log: readFileSync(log, 'utf8') };
  } finally {
    closeSync(output);
    rmSync(log, { force: true });
  }
}

/** The capture and scripts that the commands read. */
let inputs: Map<string, Uint8Array> | undefined;

function makeInputs(): Map<string, Uint8Array> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-faults-'));
  try {
    writeFileSync(path.join(folder, 'a.yaml'), SCRIPT);
    writeFileSync(path.join(folder, 'a.opam'), 'opam-version: "2.0"\ndepends: ["netchannel" {= "1.10.0"}]\n');
    for (const name of ['a.pcap', 'b.pcap']) {
      spawnSync(process.execPath, [LAUNCHER, 'run', 'a.yaml', '-q', '-o', name], { cwd: folder });
    }
    return new Map(
      ['a.yaml', 'a.opam', 'a.pcap', 'b.pcap'].map((name) => [name, readFileSync(path.join(folder, name))]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rootFrom(folder: string): string {
  return existsSync(path.join(folder, 'bin/netchannel-sim.js')) ? folder : rootFrom(path.dirname(folder));
}
