import { accessSync, constants, lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';

/** Where a file that is named is to be in the end. */
export interface OutputPlace {
  /** The file itself, if links lead there; undefined for what is no file, which is written as it is. */
  target: string | undefined;
  /** Of the file that is there, if one is. */
  older: Stats | undefined;
}

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** Where the names of descriptors are: what they lead to is open already, and whoever opened it has it go on there. */
const DESCRIPTORS = /^(\/dev\/fd|\/proc\/[^/]+(\/task\/[^/]+)?\/fd)$/;

/** @throws Error of the system if the place cannot be reached, or the file there not be written */
export function outputPlace(name: string): OutputPlace {
  const older = statSync(name, { throwIfNoEntry: false });
  if (older !== undefined && !older.isFile()) return { target: undefined, older };
  if (older !== undefined) accessSync(name, constants.W_OK);
  return { target: followed(name), older };
}

/** @returns what the links lead to, whether it is there or not; undefined if a descriptor is among them */
function followed(name: string): string | undefined {
  let file = name;
  for (let links = 0; links < MOST_LINKS; links++) {
    const folder = realpathSync(path.dirname(file));
    if (DESCRIPTORS.test(folder)) return undefined;
    file = path.join(folder, path.basename(file));
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) break;
    file = path.resolve(folder, readlinkSync(file));
  }
  return file;
}
