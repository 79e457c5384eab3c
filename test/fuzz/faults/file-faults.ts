import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { CaptureReader } from '../../../src/capture-reader/capture-reader.ts';
import type { Fuzzer } from '../fuzzer.ts';
import { COMMANDS, type CommandLine, environmentIn, makeFolder, OLDER, ROOT } from './commands.ts';

const ERRORS = [
  'EIO',
  'ENOSPC',
  'EACCES',
  'EMFILE',
  'EINTR',
  'EFBIG',
  'EDQUOT',
  'EROFS',
  'ENOENT',
  'EPERM',
] as const;

/** `short`: less is read or written than was asked for, which is no error. */
const WAYS = ['once', 'once', 'lasting', 'dead', 'short'] as const;

interface Fault {
  command: CommandLine;
  hasOlder: boolean;
  /** What standard output is. */
  output: 'file' | 'pipe';
  error: (typeof ERRORS)[number];
  how: (typeof WAYS)[number];
  /** Which of the calls about the command's own files fails. */
  pick: number;
}

const faults: fc.Arbitrary<Fault> = fc.record({
  command: fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...COMMANDS.filter((command) => command.starts !== true)) },
    // To start programs takes ten times as long as the rest.
    { weight: 1, arbitrary: fc.constantFrom(...COMMANDS.filter((command) => command.starts === true)) },
  ),
  hasOlder: fc.boolean(),
  output: fc.constantFrom('file', 'pipe'),
  error: fc.constantFrom(...ERRORS),
  how: fc.constantFrom(...WAYS),
  pick: fc.nat(),
});

/**
 * A call about a file that fails ends in words that say which file, and with everything as it was or as it was to be: no
 * older file lost, no half report, nothing left beside. Commands run in a process that lasts for many of them, where
 * functions of node:fs fail: a hundred times as fast as `traced`, which has the system fail.
 */
export const fileFaults: Fuzzer = {
  title: 'a file call of a command that fails ends in words, and with all as it was or was to be',
  few: 150,
  trial: (seed, number) => {
    const [fault] = fc.sample(faults, { seed: seed ^ Math.imul(number, 0x9e3779b1), numRuns: 1 });
    if (fault === undefined) throw new Error('Cannot make a fault');
    const { command, hasOlder, output, error, how, pick } = fault;
    const over = hasOlder ? ', over older files' : '';
    return {
      what: `${how} ${error} at file call ${pick} of ${command.words.join(' ')}${over}, output to a ${output}`,
      run: () => tryFault(fault),
    };
  },
};

/** What a command asks of a file. */
interface Call {
  /** The function and the file. */
  what: string;
  name: string;
  /** In the folder of the trial; `package:x` for a file of the package; `passing-1` for one with another name each time. */
  file: string;
  /** Among those of the same function and file, from 1. */
  place: number;
  /** Of a rename: where to. */
  to?: string;
}

/** How a command ended. */
interface Ended {
  code: number;
  stdout: string;
  stderr: string;
  /** What would have ended its process with a trace. */
  broken?: string;
  calls: readonly Call[];
  /** Calls that failed. */
  hits: readonly string[];
  /** What is in the folder then. */
  files: ReadonlyMap<string, Buffer>;
}

/** The same without any fault. */
interface Undisturbed {
  ended: Ended;
  /** What a name that is another each time becomes in the end. */
  namedIn: ReadonlyMap<string, string>;
  /** Whether two runs write the same to standard output, and to which files they do. */
  isSteady: boolean;
  steady: ReadonlySet<string>;
}

const known = new Map<string, Undisturbed>();

async function undisturbed(fault: Fault): Promise<Undisturbed> {
  const key = JSON.stringify([fault.command.words, fault.hasOlder, fault.output]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const [ended, again] = [await ranIn(fault), await ranIn(fault)];
  if (ended.broken !== undefined || ![0, 2].includes(ended.code)) {
    throw new Error(`Without a fault it fails: ${ended.broken ?? ended.stderr}`);
  }
  const renamed = ended.calls.flatMap(({ file, to }): [string, string][] =>
    to === undefined ? [] : [[file, to]],
  );
  const steady = [...ended.files.keys()].filter((name) => same(ended.files.get(name), again.files.get(name)));
  const made = {
    ended,
    namedIn: new Map(renamed),
    isSteady: ended.stdout === again.stdout,
    steady: new Set(steady),
  };
  known.set(key, made);
  return made;
}

/** @throws Error if the command does not end as it should */
async function tryFault(fault: Fault): Promise<string> {
  const usual = await undisturbed(fault);
  // Node.js itself looks what its standard output is.
  const calls = usual.ended.calls.filter(({ what }) => what !== 'fstatSync stdout');
  const call = chosen(calls, fault.pick);
  if (call === undefined) return 'no such call';
  const isRepeated = fault.error === 'EINTR' && fault.how !== 'once';
  const { what, file, place } = call;
  // Whoever is interrupted asks again: for ever, if that is all that happens.
  const how = isRepeated ? 'once' : fault.how;
  const ended = await ranIn(fault, { what, file, place, error: fault.error, how });
  const wrong = (problem: string): Error =>
    new Error(
      `${problem} (${fault.error} ${how}, ${ended.hits.join('; ')}): exit status ${ended.code}: ${ended.stderr}`,
    );
  if (ended.hits.length === 0) throw wrong(`The call did not come: ${what} ${place}`);
  if (ended.broken !== undefined) throw wrong(`A trace: ${ended.broken}`);
  if (![0, 1, 2, 3].includes(ended.code)) throw wrong('Another exit status');
  if (/^ +at .*:\d+|this is a bug|node:internal|Unhandled/m.test(ended.stderr)) throw wrong('A trace');
  const problem =
    ended.code === usual.ended.code
      ? unlikeUsual(call, fault, how, ended, usual)
      : badEnd(call, fault, how, ended, usual);
  if (problem !== undefined) throw wrong(problem);
  return `exit status ${ended.code}`;
}

/** Files and kinds of calls come first, and only then which of many. */
function chosen(calls: readonly Call[], pick: number): Call | undefined {
  const kinds = [...new Set(calls.map(({ what }) => what))];
  const kind = kinds[pick % Math.max(1, kinds.length)];
  const ofKind = calls.filter(({ what }) => what === kind);
  return ofKind[Math.floor(pick / kinds.length) % Math.max(1, ofKind.length)];
}

/** What is wrong with an end that is as if nothing had happened. */
function unlikeUsual(
  { name, file }: Call,
  { command, error }: Fault,
  how: Fault['how'],
  ended: Ended,
  usual: Undisturbed,
): string | undefined {
  // Of several things that are checked, the others are.
  if (command.words[0] === 'advisory' && namesFile(ended.stderr, file)) return undefined;
  if (usual.isSteady && ended.stdout !== usual.ended.stdout)
    return 'It ends well, and standard output is another';
  for (const [key, bytes] of usual.ended.files) {
    const now = ended.files.get(key);
    if (now === undefined) return `It ends well, and ${key} is missing`;
    if (usual.steady.has(key) && !same(now, bytes)) return `It ends well, and ${key} is another`;
  }
  // What cannot be removed stays.
  const more =
    how === 'dead' ? undefined : [...ended.files.keys()].find((key) => !usual.ended.files.has(key));
  if (more !== undefined) return `It ends well, and ${more} is left`;
  const target = usual.namedIn.get(file) ?? file;
  const isWritten = command.writes.includes(target) || file.startsWith('passing') || file === 'stdout';
  const isRetried = how === 'short' || error === 'EINTR';
  // A reader that has gone away is none of these errors.
  // Of an opening and a renaming that fail, another way is known now and then: files are as they were to be.
  if (isWritten && !isRetried && /^(write|close|pipe)/.test(name) && !wasOnlyLookedAt(name, file, usual)) {
    return `${name} of what is written failed, and nobody is told`;
  }
  return undefined;
}

/** Whether the older file is opened, read and closed, as is done with what may be a script. */
function wasOnlyLookedAt(name: string, file: string, { ended: { calls } }: Undisturbed): boolean {
  return /^(open|close)/.test(name) && calls.some((call) => call.name === 'readSync' && call.file === file);
}

/** What is wrong with an end in an error. */
function badEnd(
  { name, file }: Call,
  { command, hasOlder }: Fault,
  how: Fault['how'],
  ended: Ended,
  usual: Undisturbed,
): string | undefined {
  if (how === 'short') return 'Less at once is no error';
  if (ended.code !== 1) return 'Another exit status than in the end or in an error';
  if (!/^netchannel-sim: /m.test(ended.stderr)) return 'Nothing is said';
  const target = usual.namedIn.get(file) ?? file;
  if (!namesFile(ended.stderr, target)) return `The message does not name ${target}`;
  for (const key of command.writes) {
    const now = ended.files.get(key);
    if (hasOlder && now === undefined) return `The older ${key} is gone`;
    // What was not written, or may not have been, is put in no older file's place.
    const isDoubtful = key === target && /^(write|close)/.test(name) && !wasOnlyLookedAt(name, file, usual);
    if (isDoubtful && hasOlder && now?.toString() !== OLDER) return `${key} is there, and may not be whole`;
    if (now === undefined || (hasOlder && now.toString() === OLDER)) continue;
    if (usual.steady.has(key) && same(now, usual.ended.files.get(key))) continue;
    if (isWholeReport(key, now)) continue;
    if (!hasOlder && (isUsefulPart(key, now) || (how === 'dead' && now.length === 0))) continue;
    return `${key} is neither as it was nor as it was to be`;
  }
  // What cannot be removed stays.
  if (how === 'dead' || /^(rm|unlink|rmdir)/.test(name)) return undefined;
  const expected = new Set([...command.writes, 'stdout', ...usual.ended.files.keys()]);
  const left = [...ended.files.keys()].find(
    (key) => !expected.has(key) && !ended.stderr.includes(path.basename(key)),
  );
  return left === undefined ? undefined : `${left} is left`;
}

function namesFile(said: string, file: string): boolean {
  if (file === 'stdout') return said.includes('standard output');
  if (file === '' || file === '.') return true;
  const name = path.basename(file.replace('package:', ''));
  // Of a folder of a name that is another each time, what it is for.
  return said.includes(name) || (/^passing/.test(file) && said.includes('netchannel-sim-'));
}

/** A report may tell that something else failed. */
function isWholeReport(name: string, report: Buffer): boolean {
  if (name.endsWith('.xml')) return report.toString().endsWith('</testsuites>\n');
  if (!/\.(json|sarif|trace)$/.test(name)) return false;
  try {
    JSON.parse(report.toString());
    return true;
  } catch {
    return false;
  }
}

/** A capture is of use up to its last whole packet. */
function isUsefulPart(name: string, part: Buffer): boolean {
  if (!/\.pcap(ng)?$/.test(name)) return false;
  const reader = new CaptureReader();
  try {
    reader.push(part);
    while (reader.next());
    reader.end();
    while (reader.next());
    return true;
  } catch {
    return false;
  }
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return isDeepStrictEqual(a, b);
}

/** Runs a command in a folder of its own. */
async function ranIn(
  { command, hasOlder, output }: Fault,
  fault?: { what: string; file: string; place: number; error: string; how: string },
): Promise<Ended> {
  const folder = makeFolder(hasOlder ? command.writes : []);
  try {
    const { words } = command;
    const answer = await ask({ words, folder, environment: environmentIn(folder), output, fault });
    return { ...answer, files: filesIn(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns all files, by names in which what is another each time is left out; folders by a slash */
function filesIn(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(folder, name);
    const key = name.replace(/netchannel-sim-[A-Za-z0-9]{6}(?=$|\/)/, 'netchannel-sim-*');
    if (lstatSync(file).isFile()) files.set(key, readFileSync(file));
    else if (key.includes('*')) files.set(`${key}/`, Buffer.alloc(0));
  }
  return files;
}

/** Commands that a process runs before another takes over: what they leave in memory is to be of no consequence. */
const MOST_IN_ONE = 1000;

/** Milliseconds after which a command is taken for one that does not end. */
const PATIENCE = 60_000;

let worker: { child: ChildProcess; taken: number } | undefined;

type Answer = Omit<Ended, 'files'>;

function ask(trial: object): Promise<Answer> {
  if (worker !== undefined && worker.taken >= MOST_IN_ONE) {
    worker.child.kill();
    worker = undefined;
  }
  worker ??= { child: started(), taken: 0 };
  worker.taken++;
  const { child } = worker;
  return new Promise((resolve, reject) => {
    const over = (step: () => void): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      step();
    };
    const fail = (why: string): void => {
      worker = undefined;
      child.kill('SIGKILL');
      over(() => reject(new Error(why)));
    };
    const onMessage = (answer: Answer): void => over(() => resolve(answer));
    const onExit = (code: number | null, signal: string | null): void =>
      fail(`The process ended by itself: ${code ?? signal}`);
    const timer = setTimeout(() => fail('It does not end'), PATIENCE);
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(trial);
  });
}

function started(): ChildProcess {
  const program = path.join(ROOT, 'dist/program/main.cjs');
  if (!existsSync(program)) throw new Error('The program is not built: run "npm run build"');
  const child = fork(path.join(ROOT, 'test/fuzz/faults/worker.mjs'), [ROOT], {
    // What a command leaves is garbage at once.
    execArgv: ['--max-semi-space-size=64'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // Nobody has to end it: it goes with this process.
  child.unref();
  child.channel?.unref();
  return child;
}
