import { fileURLToPath } from 'node:url';

/** @returns the path of the script that is run if none is named; it is part of the package */
export function defaultSample(): string {
  return fileURLToPath(new URL('../../samples/osec-2019-01.yaml', import.meta.url));
}
