import { packageFile } from '../package-file.ts';

/** The script that is run if none is named, as a path in the package. */
export const DEFAULT_SAMPLE = 'samples/osec-2019-01.yaml';

/** @returns where that script lies on this machine */
export function defaultSamplePath(): string {
  return packageFile(DEFAULT_SAMPLE);
}
