import { OSEC_2019_01 } from '../../advisory/advisories.ts';
import type { Advisory } from '../../advisory/advisory.ts';
import type { Finding } from '../../advisory/judge-manifest.ts';
import { JUDGEMENTS, type Judgement } from '../../advisory/judgement.ts';
import type { ManifestKind } from '../../advisory/manifest.ts';
import { printable } from '../../report/printable.ts';

/** What a version, a file or a folder came to. */
export interface Checked {
  source:
    | { type: 'version'; package: string; version: string }
    | { type: ManifestKind | 'folder'; path: string };
  verdict: Judgement;
  /** Why, in one clause, where no finding says so. */
  because?: string;
  findings: readonly Finding[];
}

/** All that a check tells. */
export interface CheckReport {
  advisory: Advisory;
  results: readonly Checked[];
  /** What could not be checked. */
  problems: readonly string[];
}

/** How many places of a file are told one by one. */
const LISTED_AT_MOST = 20;

/** Where to look if a file does not tell, with what each answers. */
export function checkInstead(advisory: Advisory): { command: string; answers: string }[] {
  const name = advisory.package;
  const by = advisory === OSEC_2019_01 ? '' : ` --advisory ${advisory.id}`;
  return [
    {
      command: `opam list ${name} --installed --columns version`,
      answers: `in the switch of the program: the version that is in it; none is installed if nothing is printed`,
    },
    {
      command: `opam switch export - | netchannel-sim advisory check -${by}`,
      answers: 'the same, from all that is installed',
    },
    {
      command: `netchannel-sim advisory check NAME.opam.locked${by}`,
      answers: 'after "opam lock", of the opam file that "mirage configure" writes; or the folder dune.lock',
    },
  ];
}

/** @returns lines for a person */
export function checkText({ advisory, results, problems }: CheckReport): string[] {
  const lines = results.flatMap((result) => resultLines(result, advisory));
  const count = (verdict: Judgement): number => results.filter((result) => result.verdict === verdict).length;
  if (count('affected') > 0) lines.push(advisory.solution);
  if (count('cannot tell') > 0) {
    lines.push('', 'Check instead:');
    for (const { command, answers } of checkInstead(advisory)) lines.push(`  ${command}`, `      ${answers}`);
  }
  if (results.length + problems.length > 1) lines.push('', summary(count, results.length, problems.length));
  return lines;
}

function summary(count: (verdict: Judgement) => number, checked: number, problems: number): string {
  const parts = JUDGEMENTS.map((verdict) => ({ verdict, of: count(verdict) })).filter(({ of }) => of > 0);
  const told = parts.map(
    ({ verdict, of }) => `${of} ${verdict === 'cannot tell' ? 'cannot be told' : verdict}`,
  );
  if (problems > 0) told.push(`${problems} not read`);
  return `${checked + problems} checked: ${told.join(', ')}`;
}

function resultLines(result: Checked, advisory: Advisory): string[] {
  const worstFirst = JUDGEMENTS.flatMap((verdict) =>
    result.findings.filter((finding) => finding.verdict === verdict),
  );
  const shown = worstFirst.slice(0, LISTED_AT_MOST);
  const more = worstFirst.length - shown.length;
  return [
    ...shown.map((finding) => findingLine(finding)),
    ...(more > 0 ? [`${printable(labelOf(result))}: ${more} more places; --json lists more`] : []),
    conclusion(result, advisory),
  ];
}

function findingLine({ file, line, column, field, text, verdict, because }: Finding): string {
  const what = text.startsWith(field) ? text : `${field}: ${text}`;
  const why = verdict === 'affected' ? because : `${verdict}: ${because}`;
  return printable(`${file}:${line}:${column}: ${what}: ${why}`);
}

function labelOf({ source }: Checked): string {
  return source.type === 'version' ? `${source.package} ${source.version}` : source.path;
}

function conclusion(result: Checked, advisory: Advisory): string {
  const { verdict, because, findings, source } = result;
  const { id, title, package: name } = advisory;
  const label = printable(labelOf(result));
  const about = `affected by ${id}, ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
  const why = because === undefined ? '' : `: ${printable(because)}`;
  if (verdict === 'cannot tell') return `Cannot tell whether ${label} is ${about}${why}`;
  if (verdict === 'affected') return `${label} is ${about}`;
  if (source.type !== 'version' && findings.length === 0) {
    return `${label} names no ${name} and no package that is known to bring it in, so it is not affected by ${id}`;
  }
  return `${label} is not ${about}${why}`;
}
