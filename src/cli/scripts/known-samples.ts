import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { KnownText } from '../../script/document/known-text.ts';
import { packageFile } from '../package-file.ts';

const FOLDER = 'dist/program/samples/';

/** @returns where the build leaves what is known of the text of a packaged sample */
export function knownSampleFile(name: string): string {
  return packageFile(`${FOLDER}${name}.json`);
}

/**
 * @param script - path of a script
 * @returns what the build has found out about its text, if it is a packaged sample; the text may have changed since
 */
export function knownSample(script: string): KnownText | undefined {
  if (path.dirname(path.resolve(script)) !== path.resolve(packageFile('samples/'))) return undefined;
  try {
    return JSON.parse(readFileSync(knownSampleFile(path.basename(script, '.yaml')), 'utf8'));
  } catch {
    // A sample that somebody has added, or a package that was not built: then it is read as every script is.
    return undefined;
  }
}
