import { existsSync } from 'node:fs';
import { OSEC_2019_01 } from '../advisory/advisories.ts';
import type { Advisory } from '../advisory/advisory.ts';
import { findMentions, type OpamMention } from '../advisory/opam-mentions.ts';
import { OpamSyntaxError } from '../advisory/opam-syntax-error.ts';
import { isInRange, isOpamVersion } from '../advisory/opam-version.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';
import { readOpamFile } from './read-opam-file.ts';
import { writeText } from './write-text.ts';

/** The options of `advisory check`. */
export interface CheckOptions {
  json?: boolean;
}

/** What a check came to. */
interface Verdict {
  affected: boolean;
  /** Lines for a person. */
  lines: readonly string[];
  /** The same for a program. */
  json: object;
}

/**
 * Says whether a version, or a file of opam, names an affected netchannel.
 *
 * @param subject - a file, '-' for standard input, or a version
 * @returns the exit status
 * @throws CliError if it cannot be told
 */
export async function advisoryCheck(subject: string, { json }: CheckOptions): Promise<number> {
  const advisory = OSEC_2019_01;
  const version = subject === '-' || existsSync(subject) ? undefined : versionOf(subject, advisory);
  const verdict =
    version === undefined ? await checkFile(subject, advisory) : checkVersion(version, advisory);
  const text = json === true ? JSON.stringify(verdict.json, null, 2) : verdict.lines.join('\n');
  await writeText(process.stdout, `${text}\n`);
  return verdict.affected ? EXIT.findings : EXIT.done;
}

/** @returns `1.10.0` also for `netchannel.1.10.0`; undefined for what must be a file */
function versionOf(subject: string, advisory: Advisory): string | undefined {
  const prefix = `${advisory.package}.`;
  const text = subject.startsWith(prefix) ? subject.slice(prefix.length) : subject;
  return isOpamVersion(text) && /^\d/.test(text) ? text : undefined;
}

function checkVersion(version: string, advisory: Advisory): Verdict {
  const affected = isInRange(version, advisory.affected);
  return {
    affected,
    lines: [conclusion(`${advisory.package} ${version}`, affected, advisory), ...remedy(affected, advisory)],
    json: { ...about(advisory), affected, version },
  };
}

async function checkFile(path: string, advisory: Advisory): Promise<Verdict> {
  const label = path === '-' ? 'stdin' : path;
  const mentions = mentionsIn(await readOpamFile(path), label, advisory);
  const affected = mentions.some((mention) => mention.affected.length > 0);
  const last =
    mentions.length === 0
      ? `${label} names no ${advisory.package}, so it is not affected by ${advisory.id}`
      : conclusion(label, affected, advisory);
  return {
    affected,
    lines: [
      ...mentions.map((mention) => describe(mention, label, advisory)),
      last,
      ...remedy(affected, advisory),
    ],
    json: { ...about(advisory), affected, file: label, found: mentions },
  };
}

function mentionsIn(text: string, label: string, advisory: Advisory): OpamMention[] {
  try {
    const { mentions, isOpam } = findMentions(text, advisory);
    if (isOpam) return mentions;
  } catch (error) {
    if (!(error instanceof OpamSyntaxError)) throw error;
    const place = `${label}:${error.line}:${error.column}`;
    throw new CliError(`Cannot tell, this is no opam file: ${place}: ${error.message}`, { cause: error });
  }
  throw new CliError(
    `Cannot tell whether ${JSON.stringify(label)} is affected: it has none of the fields of an opam file, a lock file or a switch export`,
  );
}

function describe(mention: OpamMention, label: string, { id }: Advisory): string {
  const { line, column, field, text, affected, exact } = mention;
  const versions = affected.join(', ');
  const verdict =
    affected.length === 0
      ? 'not affected'
      : exact
        ? `affected by ${id}`
        : `can select ${versions}, affected by ${id}`;
  return `${label}:${line}:${column}: ${field === 'version' ? '' : `${field}: `}${text}: ${verdict}`;
}

function conclusion(subject: string, affected: boolean, { id, title }: Advisory): string {
  return `${subject} is ${affected ? '' : 'not '}affected by ${id}, ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

function remedy(affected: boolean, advisory: Advisory): string[] {
  return affected ? [advisory.solution] : [];
}

function about({ id, package: name, affected: { from, before } }: Advisory): object {
  return { advisory: id, package: name, range: `>= ${from} & < ${before}` };
}
