import path from 'node:path';
import { ADVISORIES, findAdvisory, OSEC_2019_01 } from '../../advisory/advisories.ts';
import type { Advisory } from '../../advisory/advisory.ts';
import { judgeVersion } from '../../advisory/judge-version.ts';
import { type Judgement, worst } from '../../advisory/judgement.ts';
import type { Manifest, MentionInFile } from '../../advisory/manifest.ts';
import { ManifestSyntaxError } from '../../advisory/manifest-syntax-error.ts';
import { isOpamVersion } from '../../advisory/opam-version.ts';
import { readManifest } from '../../advisory/read-manifest.ts';
import { judgeByAll, packagesIn, viewsOf } from '../../advisory/views.ts';
import { jsonText } from '../../report/json-text.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { closestHint } from '../options/closest-hint.ts';
import { writeData, writeText } from '../terminal/write-text.ts';
import { checkJson, checksJson } from './check-json.ts';
import { type Checked, type CheckReport, checkText } from './check-text.ts';
import { readOpamFile } from './read-opam-file.ts';
import { isFolder, isThere, type Subject, subjectsIn } from './subjects.ts';

/** The options of `advisory check`. */
export interface CheckOptions {
  json?: boolean;
  /** An ID, or "all". */
  advisory?: string;
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
export async function advisoryCheck(
  words: readonly string[],
  { json, advisory: asked }: CheckOptions,
): Promise<number> {
  const reports: CheckReport[] = [];
  for (const [advisory, subjects] of plan(words, asked)) reports.push(await checkAll(subjects, advisory));
  // What cannot be read is the same for each of them.
  const problems = [...new Set(reports.flatMap((report) => report.problems))];
  const [first] = reports;
  if (json === true) {
    const told =
      reports.length === 1 && first !== undefined ? checkJson(first) : checksJson(reports, problems);
    await writeData(process.stdout, jsonText(told), 'json');
  } else {
    const texts = reports
      .filter(({ results }) => results.length > 0)
      .map((report) => checkText(report).join('\n'));
    if (texts.length > 0) await writeText(process.stdout, `${texts.join('\n\n')}\n`);
  }
  await writeText(process.stderr, problems.map((problem) => `netchannel-sim: ${problem}\n`).join(''));
  const verdicts = reports.flatMap(({ results }) => results.map(({ verdict }) => verdict));
  return statusOf(worst(verdicts), problems.length > 0);
}

/**
 * What is to be checked by which advisory. If none is named, it is OSEC-2019-01, but for versions of packages that it is not
 * about: those are judged by the others.
 */
function plan(words: readonly string[], asked: string | undefined): [Advisory, readonly string[]][] {
  if (asked !== undefined && asked !== 'all') return [[named(asked), words]];
  const isAbout = (word: string, advisory: Advisory): boolean => packageOf(word, advisory) !== undefined;
  const subjectsOf = (advisory: Advisory): readonly string[] => {
    if (asked === undefined && advisory !== OSEC_2019_01) {
      return words.filter((word) => isAbout(word, advisory) && !isAbout(word, OSEC_2019_01));
    }
    return words.filter(
      (word) => isAbout(word, advisory) || !ADVISORIES.some((other) => isAbout(word, other)),
    );
  };
  return ADVISORIES.map((advisory): [Advisory, readonly string[]] => [advisory, subjectsOf(advisory)]).filter(
    ([, subjects]) => subjects.length > 0,
  );
}

/** @throws CliError if there is none of this ID */
function named(id: string): Advisory {
  const advisory = findAdvisory(id);
  if (advisory !== undefined) return advisory;
  const known = ['all', ...ADVISORIES.map((other) => other.id)];
  throw new CliError(
    `Unknown advisory ${JSON.stringify(id)} after --advisory${closestHint(id, known)}; there are ${known.join(', ')}`,
  );
}

/** @returns as seen from the package that a word such as "netchannel.1.10.0" names; undefined if it names none of its own */
function packageOf(word: string, advisory: Advisory): Advisory | undefined {
  if (isThere(word)) return undefined;
  return viewsOf(advisory).find(
    (view) => word.startsWith(`${view.package}.`) && versionOf(word, view) !== undefined,
  );
}

async function checkAll(words: readonly string[], advisory: Advisory): Promise<CheckReport> {
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
    const view = packageOf(word, advisory) ?? advisory;
    const version = word === '-' || isThere(word) ? undefined : versionOf(word, view);
    if (version !== undefined)
      await attempt(() => checkVersion(version, view, otherPackagesWith(word, advisory)));
    else if (word === '-' || !isFolder(word)) await attempt(() => checkFile(word, advisory));
    else for (const check of checksOf(word, advisory)) await attempt(check);
  }
  return { advisory, results, problems };
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

/** @param others - packages that have such a release, for the reader of what cannot be told */
function checkVersion(version: string, advisory: Advisory, others: readonly string[]): Checked {
  const { verdict, because } = judgeVersion(version, advisory);
  const hint =
    verdict !== 'cannot tell' || others.length === 0
      ? ''
      : `; for that of ${others.join(' or of ')}, put the name before it: ${others[0]}.${version}`;
  return {
    source: { type: 'version', package: advisory.package, version },
    verdict,
    because: `${because}${hint}`,
    findings: [],
  };
}

/** @returns the further packages of an advisory that have a release of this number, which names none */
function otherPackagesWith(word: string, advisory: Advisory): string[] {
  return viewsOf(advisory)
    .filter((view) => view !== advisory && view.releases.includes(word))
    .map((view) => view.package);
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
  const packages = packagesIn(advisory);
  const mentions: MentionInFile[] = [];
  for (const file of files) {
    const [name = ''] = path.basename(file).split('.');
    if (packages.has(name)) mentions.push(...(await manifestOf(file, file, advisory)).mentions);
  }
  return judged(folder, { kind: 'dune lock', mentions, isComplete: true }, advisory);
}

function judged(label: string, manifest: Manifest<MentionInFile>, advisory: Advisory): Checked {
  const { verdict, findings } = judgeByAll(manifest, advisory);
  return { source: { type: manifest.kind, path: label }, verdict, findings };
}

async function manifestOf(file: string, label: string, advisory: Advisory): Promise<Manifest<MentionInFile>> {
  const text = await readOpamFile(file);
  try {
    const manifest = readManifest(text, label, packagesIn(advisory));
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
