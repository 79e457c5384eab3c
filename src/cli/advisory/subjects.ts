import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isManifestName } from '../../advisory/read-manifest.ts';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';

/** Something to check that was found on the command line or in a folder. */
export type Subject =
  | { kind: 'file'; path: string }
  /** A dune.lock folder: each file in it is about one package. */
  | { kind: 'dune lock'; path: string; files: readonly string[] };

/** A folder of programs has fewer; whoever has more names the folders in it. */
const MOST_ENTRIES = 100_000;
const MOST_FILES = 5000;
const DEEPEST = 32;

/** What is installed, built or fetched there is not what the folder says about itself. */
const SKIPPED = new Set(['node_modules', '_opam', '_build', '_esy']);

/** What says that a folder is one of dune's lock folders. */
const LOCK_METADATA = 'lock.dune';

/** @returns whether a word on the command line is a path of something that is there */
export function isThere(word: string): boolean {
  return existsSync(word);
}

/** @returns whether a path is that of a folder */
export function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    // Reading it will say why.
    return false;
  }
}

/**
 * Finds the files of opam and dune in a folder and in those below, in the order of their names. Links and hidden
 * folders are not followed.
 *
 * @throws CliError if a folder cannot be read, or there are far too many
 */
export function subjectsIn(folder: string): Subject[] {
  const found: Subject[] = [];
  const waiting = [{ folder, depth: 0 }];
  let entries = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { depth } = next;
    const inside = entriesOf(next.folder);
    entries += inside.length;
    const files = inside.filter((entry) => entry.isFile()).map(({ name }) => name);
    const at = (name: string): string => path.join(next.folder, name);
    if (files.includes(LOCK_METADATA)) {
      const packages = files.filter((name) => name.endsWith('.pkg'));
      found.push({ kind: 'dune lock', path: next.folder, files: packages.map(at) });
    } else {
      for (const name of files) if (isManifestName(name)) found.push({ kind: 'file', path: at(name) });
    }
    if (entries > MOST_ENTRIES || found.length > MOST_FILES) {
      throw new CliError(
        `Cannot check all of ${JSON.stringify(folder)}: there is too much in it; name folders below it`,
      );
    }
    const below = inside
      .filter((entry) => entry.isDirectory() && !isSkipped(entry.name))
      .map(({ name }) => name);
    if (below.length > 0 && depth >= DEEPEST) {
      throw new CliError(
        `Cannot check all of ${JSON.stringify(folder)}: it is deeper than ${DEEPEST} folders`,
      );
    }
    for (const name of below.reverse()) waiting.push({ folder: at(name), depth: depth + 1 });
  }
  return found;
}

function isSkipped(name: string): boolean {
  return name.startsWith('.') || SKIPPED.has(name);
}

function entriesOf(folder: string): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new CliError(`Cannot read ${JSON.stringify(folder)}: ${systemReason(error)}`, { cause: error });
  }
}
