import path from 'node:path';
import { OSEC_2019_01 } from '../../advisory/advisories.ts';
import type { Advisory } from '../../advisory/advisory.ts';
import { judgeManifest, packagesOf } from '../../advisory/judge-manifest.ts';
import { judgeVersion } from '../../advisory/judge-version.ts';
import { type Judgement, worst } from '../../advisory/judgement.ts';
import type { Manifest, MentionInFile } from '../../advisory/manifest.ts';
import { ManifestSyntaxError } from '../../advisory/manifest-syntax-error.ts';
import { isOpamVersion } from '../../advisory/opam-version.ts';
import { readManifest } from '../../advisory/read-manifest.ts';
import { jsonText } from '../../report/json-text.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { writeData, writeText } from '../terminal/write-text.ts';
import { checkJson } from './check-json.ts';
import { type Checked, checkText } from './check-text.ts';
import { readOpamFile } from './read-opam-file.ts';
import { isFolder, isThere, type Subject, subjectsIn } from './subjects.ts';

/** The options of `advisory check`. */
export interface CheckOptions {
  json?: boolean;
}

type Check = () => Promise<Checked> | Checked;

/** What is told of a file that is read from standard input. */
const STDIN = 'stdin';

/**
 * Says whether versions, or files of opam and dune, name an affected netchannel, and of folders what is in them.
 *
 * @param words - files, folders, '-' for standard input, or versions
 * @returns the exit status: that of the worst. What cannot be read is worse than what cannot be told.
 */
export async function advisoryCheck(words: readonly string[], { json }: CheckOptions): Promise<number> {
  const advisory = OSEC_2019_01;
  const results: Checked[] = [];
  const problems: string[] = [];
  const attempt = async (check: Check): Promise<void> => {
    try {
      results.push(await check());
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      problems.push(error.message);
    }
  };
  for (const word of words) {
    const version = word === '-' || isThere(word) ? undefined : versionOf(word, advisory);
    if (version !== undefined) await attempt(() => checkVersion(version, advisory));
    else if (word === '-' || !isFolder(word)) await attempt(() => checkFile(word, advisory));
    else for (const check of checksOf(word, advisory)) await attempt(check);
  }
  const told = { advisory, results, problems };
  if (json === true) await writeData(process.stdout, jsonText(checkJson(told)));
  else if (results.length > 0) await writeText(process.stdout, `${checkText(told).join('\n')}\n`);
  await writeText(process.stderr, problems.map((problem) => `netchannel-sim: ${problem}\n`).join(''));
  return statusOf(worst(results.map(({ verdict }) => verdict)), problems.length > 0);
}

function statusOf(verdict: Judgement, hasProblems: boolean): number {
  if (verdict === 'affected') return EXIT.findings;
  if (hasProblems) return EXIT.error;
  return verdict === 'cannot tell' ? EXIT.cannotTell : EXIT.done;
}

/** @returns what is to be done about a folder: the error of one that cannot be read is that of its check */
function checksOf(folder: string, advisory: Advisory): Check[] {
  try {
    const subjects = subjectsIn(folder);
    if (subjects.length > 0) return subjects.map((subject) => () => checkSubject(subject, advisory));
  } catch (error) {
    return [() => Promise.reject(error)];
  }
  const because = 'there is no file of opam or dune in it';
  return [
    () => ({ source: { type: 'folder', path: folder }, verdict: 'cannot tell', because, findings: [] }),
  ];
}

/** @returns `1.10.0` also for `netchannel.1.10.0` and `v1.10.0`; undefined for what must be a file */
function versionOf(word: string, advisory: Advisory): string | undefined {
  const prefix = `${advisory.package}.`;
  const text = (word.startsWith(prefix) ? word.slice(prefix.length) : word).replace(/^v(?=[0-9])/, '');
  const isFileName = /\.(?:opam|locked|pkg|export|txt|json)$/.test(text);
  return isOpamVersion(text) && /^[0-9]/.test(text) && !isFileName ? text : undefined;
}

function checkVersion(version: string, advisory: Advisory): Checked {
  const { verdict, because } = judgeVersion(version, advisory);
  return { source: { type: 'version', version }, verdict, because, findings: [] };
}

async function checkFile(file: string, advisory: Advisory): Promise<Checked> {
  const label = file === '-' ? STDIN : file;
  return judged(label, await manifestOf(file, label, advisory), advisory);
}

async function checkSubject(subject: Subject, advisory: Advisory): Promise<Checked> {
  return subject.kind === 'file' ? checkFile(subject.path, advisory) : checkDuneLock(subject, advisory);
}

/** Each file of the folder is about the package that it is named after, so that the others need not be read. */
async function checkDuneLock(
  { path: folder, files }: Subject & { kind: 'dune lock' },
  advisory: Advisory,
): Promise<Checked> {
  const packages = packagesOf(advisory);
  const mentions: MentionInFile[] = [];
  for (const file of files) {
    const [name = ''] = path.basename(file).split('.');
    if (packages.has(name)) mentions.push(...(await manifestOf(file, file, advisory)).mentions);
  }
  return judged(folder, { kind: 'dune lock', mentions, isComplete: true }, advisory);
}

function judged(label: string, manifest: Manifest<MentionInFile>, advisory: Advisory): Checked {
  const { verdict, findings } = judgeManifest(manifest, advisory);
  return { source: { type: manifest.kind, path: label }, verdict, findings };
}

async function manifestOf(file: string, label: string, advisory: Advisory): Promise<Manifest<MentionInFile>> {
  const text = await readOpamFile(file);
  try {
    const manifest = readManifest(text, label, packagesOf(advisory));
    if (manifest !== undefined) return manifest;
  } catch (error) {
    if (!(error instanceof ManifestSyntaxError)) throw error;
    const place = `${label}:${error.line}:${error.column}`;
    throw new CliError(`Cannot check, this is no file of opam or dune: ${place}: ${error.message}`, {
      cause: error,
    });
  }
  throw new CliError(
    `Cannot check ${JSON.stringify(label)}: it has none of the fields of an opam file, a lock file or a switch export, nor is it a file of dune`,
  );
}
