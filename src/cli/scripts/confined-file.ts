import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';

/**
 * Finds the real place of a file that a script names, and refuses it if that is in none of the folders.
 *
 * @param file - absolute
 * @param roots - real paths of folders
 * @returns its path without links, which is what is to be opened
 * @throws Error whose message says why it is not to be read
 */
export function confined(file: string, roots: readonly string[]): string {
  let real: string;
  try {
    real = realpathSync(file);
  } catch (error) {
    // Whether there is a file is nothing that a script may find out elsewhere either.
    if (!isInOne(nearestReal(file), roots)) throw outside();
    throw new Error(systemReason(error), { cause: error });
  }
  if (!isInOne(real, roots)) throw outside();
  return real;
}

/**
 * @param folder - of the script
 * @param filesUnder - further folders, as the command line names them
 * @returns real paths of the folders whose files a script may name
 */
export function rootsOf(folder: string, filesUnder: readonly string[]): string[] {
  return [...[process.cwd(), folder].flatMap(realIfThere), ...filesUnder.map((name) => realpathSync(name))];
}

/**
 * @param names - after --files-under
 * @throws CliError if one of them is no folder
 */
export function checkFolders(names: readonly string[]): void {
  for (const name of names) {
    if (name === '') throw new CliError('Cannot use --files-under: the name of the folder is empty');
    const because = whyNoFolder(name);
    if (because === undefined) continue;
    throw new CliError(`Cannot use ${JSON.stringify(name)} after --files-under: ${because}`);
  }
}

function whyNoFolder(name: string): string | undefined {
  try {
    return statSync(realpathSync(name)).isDirectory() ? undefined : 'it is not a folder';
  } catch (error) {
    return systemReason(error);
  }
}

function outside(): Error {
  return new Error(
    "it is outside of the script's folder and the working directory; allow it with --files-under DIR",
  );
}

/** By parts of the path, not by its text: /home/ann is not in /home/an. */
function isInOne(file: string, roots: readonly string[]): boolean {
  return roots.some((root) => {
    const way = path.relative(root, file);
    return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
  });
}

/** @returns the real path of the innermost folder on the way to a file that can be reached */
function nearestReal(file: string): string {
  for (let place = path.dirname(file); ; place = path.dirname(place)) {
    const [real] = realIfThere(place);
    if (real !== undefined) return real;
    if (place === path.dirname(place)) return place;
  }
}

function realIfThere(folder: string): string[] {
  try {
    return [realpathSync(folder)];
  } catch {
    return [];
  }
}
