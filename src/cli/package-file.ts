import { fileURLToPath } from 'node:url';

/** The package's own folder: two above this file, and two above the bundle in `dist/program` that it becomes part of. */
const PACKAGE = new URL('../../', import.meta.url);

/** @returns where a file or folder of this package lies on this machine, such as `samples/` */
export function packageFile(name: string): string {
  return fileURLToPath(new URL(name, PACKAGE));
}
