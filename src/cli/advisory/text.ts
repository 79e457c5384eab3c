import { OSEC_2019_01 } from '../../advisory/advisories.ts';
import type { Advisory, VersionRange } from '../../advisory/advisory.ts';
import type { Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';

/** @returns an advisory for people */
export function advisoryText(advisory: Advisory, style: Style, width: number): string {
  const { id, title, introduced, fixed, affected, alsoAffected = [], released } = advisory;
  const section = (heading: string, lines: readonly string[]): string[] => [
    style.heading(heading),
    ...lines,
    '',
  ];
  const only = advisory === OSEC_2019_01 ? '' : ` --advisory ${id}`;
  const indented = (text: string): string[] => wrap(text, width, '  ', '    ');
  const commits = [
    ...(introduced === undefined ? [] : [`introduced by ${introduced.hash}`, introduced.effect]),
    `fixed by ${fixed.hash}`,
    fixed.effect,
  ];
  const lines = [
    style.strong(`${id}: ${title}`),
    style.dim(
      `published ${dayOf(advisory.published)}, modified ${dayOf(advisory.modified)}; also ${advisory.aliases.join(', ')}`,
    ),
    '',
    ...advisory.summary.flatMap((paragraph) => [...wrap(paragraph, width), '']),
    ...section('AFFECTED', [
      ...indented(`${rangeText(advisory.package, affected)}; released: ${released.join(', ')}`),
      ...alsoAffected.flatMap((other) => indented(rangeText(other.package, other.affected))),
    ]),
    ...section('FIX', [
      ...indented(advisory.solution),
      `  ${advisory.repository}`,
      ...commits.map((line, i) => (i % 2 === 0 ? `  ${line}` : `    ${line}`)),
    ]),
    ...section(
      'CREDITS',
      advisory.credits.map(({ name, role }) => `  ${name}, ${role.toLowerCase().replaceAll('_', ' ')}`),
    ),
    ...section(
      'REFERENCES',
      advisory.references.map(({ url }) => `  ${url}`),
    ),
    ...section(
      'RELATED',
      advisory.related.flatMap((event) => indented(`${event.id}: ${event.summary}`)),
    ),
    style.heading('NEXT'),
    ...(advisory === OSEC_2019_01
      ? [`  ${style.command('netchannel-sim run')}`, '      reproduces it, byte for byte']
      : []),
    `  ${style.command(`netchannel-sim advisory check my-unikernel.opam${only}`)}`,
    '      says whether a file of yours names an affected version',
  ];
  return lines.join('\n');
}

function rangeText(name: string, { from, before }: VersionRange): string {
  return from === '0' ? `${name} < ${before}` : `${name} >= ${from} & < ${before}`;
}

function dayOf(time: string): string {
  return time.slice(0, 'YYYY-MM-DD'.length);
}
