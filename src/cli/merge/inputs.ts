import { readSync } from 'node:fs';
import { type NamedReport, parseReports } from '../../report/merge/parse-report.ts';
import { grouped } from '../../report/words.ts';
import { CliError } from '../cli-error.ts';
import { isFifo } from '../files/is-fifo.ts';
import { readOpened } from '../files/read-opened.ts';
import { isSameFile } from '../files/same-file.ts';
import { systemReason } from '../files/system-reason.ts';

/** What a command line asks to merge. */
export interface MergeInputs {
  /** Names of the files. */
  captures: string[];
  reports: string[];
}

/**
 * Tells captures from reports by how they begin.
 * @throws CliError if a file cannot be read, or is named twice
 */
export function sortInputs(files: readonly string[]): MergeInputs {
  const inputs: MergeInputs = { captures: [], reports: [] };
  for (const [i, file] of files.entries()) {
    if (file === '' || file === '-') {
      throw new CliError(
        file === '' ? 'Cannot merge: the name of a file is empty' : 'Cannot merge standard input; name files',
      );
    }
    const twice = files.slice(0, i).find((other) => isSameFile(file, other));
    if (twice !== undefined) {
      throw new CliError(`Cannot merge ${JSON.stringify(twice)} with itself: it is named twice`);
    }
    (beginsLikeJson(file) ? inputs.reports : inputs.captures).push(file);
  }
  return inputs;
}

/** Bytes of a file of reports: more than the largest that `run --shard` writes, less than a text may have. */
const MOST_BYTES = 402_653_184;

/**
 * @returns the reports in a file
 * @throws CliError if it cannot be read, or is too large
 * @throws CannotMergeReports if it is none
 */
export function readReports(file: string): NamedReport[] {
  return parseReports(textOf(file), JSON.stringify(file));
}

function textOf(file: string): string {
  const text = readingOf(file, readAll);
  if (text !== undefined) return text;
  throw new CliError(
    `Cannot merge ${JSON.stringify(file)}: it has more than ${grouped(MOST_BYTES)} bytes; list fewer findings in the shards (--list)`,
  );
}

/** @returns undefined if it is too long */
function readAll(descriptor: number): string | undefined {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length <= MOST_BYTES) {
    const chunk = Buffer.allocUnsafe(1_048_576);
    const read = readSync(descriptor, chunk);
    if (read === 0) return Buffer.concat(chunks, length).toString('utf8');
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  return undefined;
}

function beginsLikeJson(file: string): boolean {
  // What is read from a FIFO is gone.
  if (isFifo(file)) return false;
  return readingOf(file, (descriptor) => {
    const start = new Uint8Array(64);
    const length = readSync(descriptor, start);
    return /^\s*\{/.test(String.fromCharCode(...start.subarray(0, length)));
  });
}

/** @throws CliError if it cannot be read */
function readingOf<T>(file: string, read: (descriptor: number) => T): T {
  try {
    return readOpened(file, read);
  } catch (error) {
    throw new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
  }
}
