// Has calls of node:fs fail: all that a command asks of files of its own passes here, and is written down.
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { getSystemErrorMap } from 'node:util';

// What the program calls are properties of this object, which can be others; its names as a module of ES could not.
const fs = createRequire(import.meta.url)('node:fs');

/** Functions that take a path first, and those that take a descriptor: what a failure of the system is called. */
const BY_PATH = {
  access: 'access',
  appendFile: 'open',
  chmod: 'chmod',
  chown: 'chown',
  copyFile: 'copyfile',
  lstat: 'lstat',
  mkdir: 'mkdir',
  mkdtemp: 'mkdtemp',
  open: 'open',
  opendir: 'opendir',
  readFile: 'open',
  readdir: 'scandir',
  readlink: 'readlink',
  realpath: 'realpath',
  rename: 'rename',
  rm: 'rm',
  rmdir: 'rmdir',
  stat: 'stat',
  symlink: 'symlink',
  truncate: 'open',
  unlink: 'unlink',
  utimes: 'utime',
  writeFile: 'open',
};
const BY_DESCRIPTOR = {
  close: 'close',
  fchmod: 'fchmod',
  fstat: 'fstat',
  fsync: 'fsync',
  ftruncate: 'ftruncate',
  read: 'read',
  write: 'write',
  writev: 'write',
};
/** Methods of a FileHandle. */
const BY_HANDLE = { close: 'close', read: 'read', readFile: 'read', stat: 'fstat', write: 'write' };

/** Where the files of the command are, and which of the package are its own as well: not its code. */
let folder = '';
let ownOfPackage = (_file) => false;

/** Names of what is open, by descriptor. */
const open = new Map();
/** Names that are another each time, in their order. */
const passing = new Map();
let calls = [];
let counts = new Map();
let fault;
let hits = [];
/** Of what is lost for good: whether it has begun. */
let isLasting = false;

/**
 * Looks at calls from now on.
 *
 * @param options.fault - which call fails: `what` as in the calls, `place` among those, `error`, and `how`: once, as all of
 * its kind from then on (`lasting`), as all that is asked of that file from then on (`dead`), or in part (`short`)
 */
export function begin(options) {
  ({ folder, ownOfPackage, fault } = options);
  calls = [];
  counts = new Map();
  hits = [];
  isLasting = false;
  passing.clear();
}

/** @returns what was asked, and which of it failed */
export function end() {
  const told = { calls, hits };
  folder = '';
  fault = undefined;
  return told;
}

/** Says what a descriptor is that was opened elsewhere. */
export function isOpen(descriptor, name) {
  open.set(descriptor, name);
}

/** @returns what becomes of a call: undefined if it is left alone; for those who write to no file, such as a pipe */
export function asked(name, file, system) {
  return judge(name, file, system);
}

/** @returns the name of a file as all trials have it; undefined if it is none of the command's */
function ownName(file) {
  if (folder === '' || typeof file !== 'string') return undefined;
  const absolute = path.resolve(file);
  if (ownOfPackage(absolute)) return `package:${path.basename(absolute)}`;
  const inside = path.relative(folder, absolute);
  if (inside.startsWith('..') || path.isAbsolute(inside)) return undefined;
  return inside.replace(/\.netchannel-sim-[\w-]+\.part|netchannel-sim-[A-Za-z0-9]{6}(?=$|\/)/g, (name) => {
    if (!passing.has(name)) passing.set(name, `passing-${passing.size + 1}`);
    return passing.get(name);
  });
}

/** @returns how a call about a file ends, if it is the one that is to fail */
function judge(name, file, system, other) {
  const own = ownName(file);
  if (own === undefined) return undefined;
  const what = `${name} ${own}`;
  const place = (counts.get(what) ?? 0) + 1;
  counts.set(what, place);
  calls.push({ what, name, file: own, place, ...(other === undefined ? {} : { to: ownName(other) }) });
  if (fault === undefined) return undefined;
  const isOne = what === fault.what && place === fault.place;
  const isLater =
    isLasting &&
    (fault.how === 'dead' ? what.endsWith(` ${fault.file}`) && name !== 'closeSync' : what === fault.what);
  if (!isOne && !isLater) return undefined;
  isLasting ||= fault.how === 'lasting' || fault.how === 'dead';
  if (hits.length < 10) hits.push(`${what} ${place}`);
  if (fault.how === 'short') return { short: true };
  return {
    error: errorOf(fault.error, system, isByPath(name) ? file : undefined),
    short: fault.how === 'lasting',
  };
}

function isByPath(name) {
  return name.replace(/Sync$/, '') in BY_PATH;
}

/** As Node.js makes them. */
function errorOf(code, syscall, file) {
  const errno = -constants.errno[code];
  const said = getSystemErrorMap().get(errno)?.[1] ?? 'unknown error';
  const at = file === undefined ? '' : ` '${file}'`;
  return Object.assign(new Error(`${code}: ${said}, ${syscall}${at}`), {
    errno,
    code,
    syscall,
    ...(file === undefined ? {} : { path: file }),
  });
}

/** Of bytes that are read or written: where they end if it is to be less. */
function halved(name, args) {
  if (!/^(read|write)(Sync)?$/.test(name) || !(args[1] instanceof Uint8Array)) return args;
  const [target, bytes, second, third, ...rest] = args;
  // read(fd, buffer), read(fd, buffer, options), read(fd, buffer, offset, length, position)
  if (typeof second !== 'number') {
    const { offset = 0, length = bytes.byteLength - offset, position = null } = second ?? {};
    return [target, bytes, offset, half(length), position];
  }
  return [
    target,
    bytes,
    second,
    half(typeof third === 'number' ? third : bytes.byteLength - second),
    ...rest,
  ];
}

function half(length) {
  return Math.min(length, Math.max(1, length >> 1));
}

/** What a disk takes before it is full. */
function takePart(name, args) {
  if (name !== 'writeSync') return;
  const [descriptor, bytes, offset, length] = halved(name, args);
  try {
    realWriteSync(descriptor, bytes, offset, length >> 1);
  } catch {
    // It takes nothing.
  }
}

const realWriteSync = fs.writeSync;

function remember(name, file, descriptor) {
  if (name.startsWith('open')) open.set(descriptor, path.resolve(file));
}

function forget(name, descriptor) {
  if (name.startsWith('close')) open.delete(descriptor);
}

function nameOf(first) {
  return typeof first === 'number' ? open.get(first) : first instanceof URL ? first.pathname : first;
}

for (const [base, system] of [...Object.entries(BY_PATH), ...Object.entries(BY_DESCRIPTOR)]) {
  wrapSync(`${base}Sync`, system);
  wrapCallback(base, system);
}
for (const [base, system] of Object.entries(BY_PATH)) wrapPromise(base, system);
wrapExists();
await wrapHandles();

function wrapSync(name, system) {
  const real = fs[name];
  if (real === undefined) return;
  const wrapped = (...args) => {
    const verdict = judge(name, nameOf(args[0]), system, name.startsWith('rename') ? args[1] : undefined);
    if (verdict?.error !== undefined) {
      // A descriptor is let go of however its closing ends, and of a rename nothing is done.
      if (name === 'closeSync') real(...args);
      if (verdict.short) takePart(name, args);
      forget(name, args[0]);
      throw verdict.error;
    }
    const result = real(...(verdict?.short ? halved(name, args) : args));
    remember(name, args[0], result);
    forget(name, args[0]);
    return result;
  };
  fs[name] = Object.assign(wrapped, real);
}

function wrapCallback(name, system) {
  const real = fs[name];
  if (real === undefined) return;
  const wrapped = (...args) => {
    const done = args.at(-1);
    if (typeof done !== 'function') return real(...args);
    const verdict = judge(name, nameOf(args[0]), system);
    if (verdict?.error !== undefined) {
      const fail = () => done(verdict.error);
      if (name === 'close') real(args[0], fail);
      else process.nextTick(fail);
      forget(name, args[0]);
      return undefined;
    }
    const asIt = verdict?.short ? halved(name, args) : args;
    forget(name, args[0]);
    return real(...asIt.slice(0, -1), (error, ...rest) => {
      if (!error) remember(name, args[0], rest[0]);
      done(error, ...rest);
    });
  };
  fs[name] = Object.assign(wrapped, real);
}

function wrapPromise(name, system) {
  const real = fs.promises[name];
  if (real === undefined) return;
  fs.promises[name] = async (...args) => {
    const verdict = judge(`promises.${name}`, nameOf(args[0]), system);
    if (verdict?.error !== undefined) throw verdict.error;
    const result = await real(...args);
    if (name === 'open') open.set(result.fd, path.resolve(args[0]));
    return result;
  };
}

/** It throws nothing: what cannot be looked at is not there. */
function wrapExists() {
  const real = fs.existsSync;
  fs.existsSync = (file) =>
    judge('existsSync', nameOf(file), 'access')?.error === undefined ? real(file) : false;
}

async function wrapHandles() {
  const handle = await fs.promises.open(process.execPath);
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  for (const [name, system] of Object.entries(BY_HANDLE)) {
    const real = prototype[name];
    prototype[name] = async function (...args) {
      const verdict = judge(`handle.${name}`, open.get(this.fd), system);
      if (name === 'close') open.delete(this.fd);
      if (verdict?.error === undefined) return real.apply(this, args);
      if (name === 'close') await real.apply(this, args);
      throw verdict.error;
    };
  }
}
