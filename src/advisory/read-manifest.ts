import { type Manifest, type MentionInFile, splitPath } from './manifest.ts';
import { readDunePackage, readDuneProject } from './read-dune.ts';
import { readOpam } from './read-opam.ts';
import type { Work } from './work.ts';

/**
 * Reads a file of opam or dune. What it is, its name says, and its beginning if that does not: files of dune are lists in
 * parentheses.
 *
 * @param text - of the file
 * @param path - of the file; "stdin" for standard input
 * @param packages - those that matter
 * @param work - is counted up
 * @returns undefined if it is none of these files
 * @throws ManifestSyntaxError
 */
export function readManifest(
  text: string,
  path: string,
  packages: ReadonlySet<string>,
  work: Work = { steps: 0 },
): Manifest<MentionInFile> | undefined {
  const manifest = read(text, path, packages, work);
  return (
    manifest && { ...manifest, mentions: manifest.mentions.map((mention) => ({ ...mention, file: path })) }
  );
}

function read(text: string, path: string, packages: ReadonlySet<string>, work: Work): Manifest | undefined {
  const { name } = splitPath(path);
  if (name.endsWith('.pkg')) return readDunePackage(text, path, packages, work);
  if (name === 'lock.dune') return { kind: 'dune lock', mentions: [], isComplete: false };
  if (name === 'dune-project' || /^\s*(?:;[^\n]*\n\s*)*\(\s*lang\s/.test(text)) {
    return readDuneProject(text, packages, work);
  }
  return readOpam(text, path, packages, work);
}

/** @returns whether a file of this name is one that `readManifest` reads */
export function isManifestName(name: string): boolean {
  return name === 'dune-project' || /^opam(?:\.locked)?$|.\.opam(?:\.locked)?$/s.test(name);
}
