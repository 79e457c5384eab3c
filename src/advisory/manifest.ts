import type { Place } from './manifest-syntax-error.ts';
import type { VersionCondition } from './version-condition.ts';

/** What a file that names packages can be. */
export type ManifestKind = 'opam file' | 'opam lock file' | 'switch export' | 'dune-project' | 'dune lock';

/**
 * How a file names a package. `itself`: it is the file of this package; `installed`: in a list of what is there;
 * `pin`: taken from a source of its own; `option`: used if it is there.
 */
export type MentionRole = 'dependency' | 'option' | 'conflict' | 'installed' | 'pin' | 'itself';

/** A place that names a package which matters. */
export interface Mention extends Place {
  package: string;
  role: MentionRole;
  /** The field that it stands in. */
  field: string;
  /** As in the file, with single spaces. */
  text: string;
  /** On the version; of a version that is told, `=`. */
  condition: VersionCondition;
  /** The version, if it is told outright. */
  version: string | undefined;
  /** It is one of several that would do: `"a" | "b"`. */
  isAlternative: boolean;
}

/** A mention with the path of the file that it stands in. */
export interface MentionInFile extends Mention {
  file: string;
}

/** What a file of opam or dune says about the packages that matter. */
export interface Manifest<Of extends Mention = Mention> {
  kind: ManifestKind;
  /** In the order of the text. */
  mentions: readonly Of[];
  /** It lists all packages of the program, not only those that it asks for itself. */
  isComplete: boolean;
}

/** @returns the last part of a path, and the folder that it is in */
export function splitPath(path: string): { name: string; folder: string } {
  const [name = '', folder = ''] = path.split(/[\\/]/).reverse();
  return { name, folder };
}
