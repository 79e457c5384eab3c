import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findProgram, type LeftOut } from './installed.ts';

/** The programs of the bench that are written in C. */
export interface Compiled {
  /** The yardstick, limit.c. */
  yardstick: string;
  /** What says of a process what it used, used.c. */
  meter: string;
  compiler: string;
}

/** @param folder - that the programs are put into */
export function compile(root: string, folder: string): Compiled | LeftOut {
  const named = process.env['CC'];
  const names = named === undefined || named === '' ? ['cc', 'gcc', 'clang'] : [named];
  const compiler = names.map((name) => (path.isAbsolute(name) ? name : findProgram(name))).find(Boolean);
  if (compiler === undefined) return { name: 'C', why: `no compiler (${names.join(', ')})` };
  for (const name of ['limit', 'used']) {
    const source = path.join(root, `test/bench/${name}.c`);
    const args = ['-O3', '-o', path.join(folder, name), source];
    const { status, stderr, error } = spawnSync(compiler, args, { encoding: 'utf8' });
    if (status === 0) continue;
    return { name: 'C', why: `${compiler} cannot compile ${name}.c: ${error?.message ?? firstLine(stderr)}` };
  }
  const program = (name: string): string => path.join(folder, name);
  return { yardstick: program('limit'), meter: program('used'), compiler: `${compiler} -O3` };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
