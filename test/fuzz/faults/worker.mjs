// Runs command lines of the built program one after the other, in one process, as each of them would be run in its own:
// it ends when nothing is left to be waited for. Calls about files fail as they are told to.
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Writable } from 'node:stream';
import { asked, begin, end, isOpen } from './failing-files.mjs';

const load = createRequire(import.meta.url);
const [root] = process.argv.slice(2);
const MAIN = path.join(root, 'dist/program/main.cjs');
/** What the program reads of its package, but for its own code. */
const ownOfPackage = (file) =>
  file.startsWith(`${root}/`) && !/\.(cjs|js|mjs|v8)$|\/node_modules\//.test(file);

let trial;
/** What would have ended the process with a trace. */
let broken;

for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => {
    broken ??= `${event}: ${error?.stack ?? error}`;
  });
}

process.on('message', (message) => {
  trial = message;
  broken = undefined;
  start(message);
});

// Whoever asks has gone.
process.on('disconnect', () => process.exit());

process.on('beforeExit', () => {
  process.channel.ref();
  if (trial === undefined) return;
  const { stdout, stderr, descriptor } = trial;
  const told = end();
  trial = undefined;
  process.chdir(root);
  if (descriptor !== undefined) closeSync(descriptor);
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  process.send({
    code,
    stdout: stdout.bytes().toString('latin1'),
    stderr: stderr.bytes().toString(),
    broken,
    ...told,
  });
});

function start({ words, folder, environment, output, fault }) {
  process.chdir(folder);
  process.env = { ...environment };
  process.argv.splice(2, Infinity, ...words);
  process.exitCode = undefined;
  const stdout = new Gathering('stdout');
  const stderr = new Gathering();
  Object.assign(trial, { stdout, stderr });
  if (output === 'file') {
    const file = path.join(folder, 'stdout');
    trial.descriptor = openSync(file, 'w');
    stdout.fd = trial.descriptor;
  }
  for (const [name, value] of Object.entries({ stdout, stderr })) {
    Object.defineProperty(process, name, { configurable: true, value });
  }
  begin({ folder, ownOfPackage, fault });
  if (trial.descriptor !== undefined) isOpen(trial.descriptor, path.join(folder, 'stdout'));
  delete load.cache[MAIN];
  load(MAIN);
  // Nothing is left to be waited for once the command is over.
  process.channel.unref();
}

/** A pipe that somebody reads. */
class Gathering extends Writable {
  #chunks = [];
  #name;

  constructor(name) {
    super();
    this.#name = name;
  }

  _write(chunk, _encoding, done) {
    const error = this.#name === undefined ? undefined : asked('pipe', this.#name, 'write')?.error;
    if (error === undefined) this.#chunks.push(chunk);
    setImmediate(done, error);
  }

  bytes() {
    return Buffer.concat(this.#chunks);
  }
}
