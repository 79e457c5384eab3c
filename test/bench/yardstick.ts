import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findProgram, type LeftOut } from './installed.ts';

/** The yardstick as a program. */
export interface Yardstick {
  program: string;
  compiler: string;
}

/**
 * Compiles limit.c.
 * @param folder - that the program is put into
 */
export function compileYardstick(root: string, folder: string): Yardstick | LeftOut {
  const named = process.env['CC'];
  const names = named === undefined || named === '' ? ['cc', 'gcc', 'clang'] : [named];
  const compiler = names.map((name) => (path.isAbsolute(name) ? name : findProgram(name))).find(Boolean);
  if (compiler === undefined) return { name: 'C', why: `no compiler (${names.join(', ')})` };
  const program = path.join(folder, 'limit');
  const source = path.join(root, 'test/bench/limit.c');
  const { status, stderr, error } = spawnSync(compiler, ['-O3', '-o', program, source], { encoding: 'utf8' });
  if (status === 0) return { program, compiler: `${compiler} -O3` };
  return { name: 'C', why: `${compiler} cannot compile limit.c: ${error?.message ?? firstLine(stderr)}` };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
