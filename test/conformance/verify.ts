import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isRelease } from '../../src/netchannel/releases.ts';
import { describeDifference, firstDifference } from './compare.ts';
import { replay } from './replay.ts';
import { readVector } from './vector.ts';

/** The vectors of a folder, in order: JSON, gzip-compressed or not. */
export function vectorFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.json(\.gz)?$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** @returns the first difference of each release that has one, as a line */
export function verifyVector(file: string): string[] {
  const vector = readVector(file);
  const problems: string[] = [];
  for (const [release, expected] of Object.entries(vector.expected)) {
    if (!isRelease(release)) {
      problems.push(`${release}: there is no such release here`);
      continue;
    }
    const difference = firstDifference(expected, replay(vector, release));
    if (difference !== undefined) problems.push(`${release} ${describeDifference(difference)}`);
  }
  return problems;
}
