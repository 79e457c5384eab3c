import { readSync, statSync } from 'node:fs';
import path from 'node:path';
import type { CaptureInfo } from '../../report/capture-info.ts';
import type { NamedReport } from '../../report/merge/parse-report.ts';
import { counted } from '../../report/words.ts';
import { CliError } from '../cli-error.ts';
import { readOpened } from '../files/read-opened.ts';
import { systemReason } from '../files/system-reason.ts';
import { copyAmong } from './copied-captures.ts';

/** A capture that is to be merged. */
interface GivenCapture {
  file: string;
  /** Its length; undefined if it is compressed, and no file's that can be compared. */
  bytes: number | undefined;
}

/** A capture that a report tells of. */
interface ToldCapture {
  /** Of the report. */
  name: string;
  capture: CaptureInfo;
}

/**
 * Compares the captures that are merged with those that reports, which are merged with them, tell of: by the names of
 * their files, wherever they lie, and by their lengths. Reports of runs without a capture tell of none.
 *
 * @throws CliError if one is missing, there twice, of another length, or told of by no report
 */
export async function checkShardCaptures(
  files: readonly string[],
  reports: readonly NamedReport[],
): Promise<void> {
  const told = reports.flatMap(({ name, report: { capture } }) =>
    capture === null ? [] : [{ name, capture }],
  );
  if (told.length === 0) return;
  const left = files.map((file): GivenCapture => ({ file, bytes: lengthOf(file) }));
  const taken: { given: GivenCapture; told: ToldCapture }[] = [];
  // Captures that have kept their names first, so that none of them is taken for another one of the same length.
  const inOrder = [...told].sort((a, b) => Number(isThere(b, left)) - Number(isThere(a, left)));
  for (const one of inOrder) {
    const i = indexOf(one, left);
    const [given] = i < 0 ? [] : left.splice(i, 1);
    if (given === undefined) throw missing(one);
    if (given.bytes !== undefined && given.bytes !== one.capture.bytes) throw unlike(given, one);
    taken.push({ given, told: one });
  }
  await checkCopies([...taken.map(({ given }) => given), ...left], taken);
  const [other] = left;
  if (other !== undefined && told.length === reports.length) {
    throw new CliError(
      `Cannot merge ${JSON.stringify(other.file)}: it is the capture of none of the reports; merge captures and reports apart`,
    );
  }
}

function isThere({ capture }: ToldCapture, given: readonly GivenCapture[]): boolean {
  return given.some(({ file }) => isSameName(file, capture.file));
}

function indexOf({ capture }: ToldCapture, given: readonly GivenCapture[]): number {
  const named = given.findIndex(({ file }) => isSameName(file, capture.file));
  return named >= 0 ? named : given.findIndex(({ bytes }) => bytes === capture.bytes);
}

function isSameName(file: string, told: string | null): boolean {
  if (told === null) return false;
  return path.basename(file).replace(/\.gz$/i, '') === (told.split(/[/\\]/).at(-1) ?? '');
}

function missing({ name, capture }: ToldCapture): CliError {
  const { file, packets, bytes } = capture;
  const what = file === null ? 'the capture' : `the capture ${JSON.stringify(file)}`;
  return new CliError(
    `Cannot merge ${name} with captures: ${what} that it tells of is not among them (${counted(packets, 'packet')}, ${counted(bytes, 'byte')})`,
  );
}

function unlike({ file, bytes = 0 }: GivenCapture, { name, capture }: ToldCapture): CliError {
  return new CliError(
    `Cannot merge ${JSON.stringify(file)} with ${name}: it has ${counted(bytes, 'byte')}, and the capture that the report tells of has ${counted(capture.bytes, 'byte')}`,
  );
}

/** Captures of the same length may be copies; those without packets are all alike. */
async function checkCopies(
  captures: readonly GivenCapture[],
  taken: readonly { given: GivenCapture; told: ToldCapture }[],
): Promise<void> {
  const empty = new Set(taken.filter(({ told }) => told.capture.packets === 0).map(({ given }) => given));
  const copy = await copyAmong(captures.filter((capture) => !empty.has(capture)).map(({ file }) => file));
  if (copy === undefined) return;
  const [one, other] = copy.map((file) => JSON.stringify(file));
  throw new CliError(`Cannot merge ${one} and ${other}: they are the same capture, byte for byte`);
}

function lengthOf(file: string): number | undefined {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return undefined;
    const start = new Uint8Array(2);
    readOpened(file, (descriptor) => readSync(descriptor, start));
    return start[0] === 0x1f && start[1] === 0x8b ? undefined : stat.size;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): CliError {
  return new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
}
