import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** Where Debian puts programs such as trafgen that only root has in its PATH. */
const ADMINISTRATORS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** A program that was looked for in vain, or that does not work here. */
export interface LeftOut {
  name: string;
  why: string;
}

/**
 * @param folders - in the order in which they are looked at
 * @returns every program of that name
 */
export function programs(
  name: string,
  folders: readonly string[],
  isProgram: (file: string) => boolean,
): string[] {
  return folders.map((folder) => path.join(folder, name)).filter(isProgram);
}

/** @returns folders that programs are looked for in */
export function searchPath(pathVariable: string): string[] {
  const folders = pathVariable.split(path.delimiter).filter((folder) => folder !== '');
  return [...new Set([...folders, ...ADMINISTRATORS])];
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** @returns the first program of that name */
export function findProgram(name: string): string | undefined {
  return programs(name, searchPath(process.env['PATH'] ?? ''), isExecutable)[0];
}

/** @returns a Python that has Scapy: often the one in front, of a version manager, has not */
export function findScapy(): string | undefined {
  const pythons = programs('python3', searchPath(process.env['PATH'] ?? ''), isExecutable);
  return pythons.find((python) => spawnSync(python, ['-c', 'import scapy']).status === 0);
}
