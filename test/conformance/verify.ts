import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describeDifference, firstDifference } from './compare.ts';
import { pairOf, replay } from './replay.ts';
import { readVector, type Vector } from './vector.ts';

/** The vectors of a folder, in order: JSON, gzip-compressed or not. */
export function vectorFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.json(\.gz)?$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** What became of one expectation of a vector. */
export interface Verdict {
  /** The release, or "front RELEASE, back RELEASE". */
  key: string;
  /** The first difference, as a line; undefined if there is none. */
  problem: string | undefined;
}

/** Holds a vector against what happens here, for each release that it records. */
export function judgeVector(file: string): Verdict[] {
  const vector = readVector(file);
  return Object.entries(vector.expected).map(([key, expected]) => ({
    key,
    problem: problemOf(vector, key, expected),
  }));
}

/** @returns the first difference of each release that has one, as a line */
export function verifyVector(file: string): string[] {
  return judgeVector(file).flatMap(({ key, problem }) =>
    problem === undefined ? [] : [`${key}: ${problem}`],
  );
}

function problemOf(vector: Vector, key: string, expected: unknown): string | undefined {
  const pair = pairOf(key);
  if (pair === undefined) return 'there is no such release here';
  const difference = firstDifference(expected, replay(vector, pair));
  return difference === undefined ? undefined : describeDifference(difference);
}
