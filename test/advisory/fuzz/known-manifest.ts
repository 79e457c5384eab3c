import { OSEC_2019_01 } from '../../../src/advisory/advisories.ts';
import { judgeManifest, packagesOf } from '../../../src/advisory/judge-manifest.ts';
import type { Judgement } from '../../../src/advisory/judgement.ts';
import { compareOpamVersions } from '../../../src/advisory/opam-version.ts';
import { readManifest } from '../../../src/advisory/read-manifest.ts';
import { Chooser } from '../../script/fuzz/chooser.ts';

/** The releases of netchannel, of which 1.10.0 is the one that is affected. */
const RELEASES = [
  ...['1.7.1', '1.8.0', '1.8.1', '1.9.0', '1.10.0', '1.10.1', '1.10.2', '1.11.0', '1.12.0', '1.13.0'],
  ...['1.13.1', '2.0.0', '2.1.0', '2.1.1', '2.1.2', '2.1.3'],
];
const AFFECTED = '1.10.0';

/** Versions in the order of opam, by the manual: the place in the list is all that is known of them here. */
const ORDERED = [
  ...['0', '1', '1.7.1', '1.8', '1.8.0', '1.8.1', '1.9.0~~', '1.9.0~rc1', '1.9.0', '1.9.0+dune', '1.9.9'],
  ...['1.10', '1.10.0~~', '1.10.0~', '1.10.0~beta1', '1.10.0~rc1', '1.10.0~rc2', '1.10.0~rc10', '1.10.0'],
  ...['1.10.0-1', '1.10.0-2', '1.10.0a', '1.10.0+dune', '1.10.0.1', '1.10.1~rc1', '1.10.1', '1.10.2', '1.11'],
  ...[
    '1.11.0',
    '1.12.0',
    '1.13.0',
    '1.13.1',
    '1.99999999999999999999',
    '2',
    '2.0.0',
    '2.1.0',
    '2.1.1',
    '2.1.2',
  ],
  ...['2.1.3', '2.1.10', '10.0', 'a', 'dev', 'dev1'],
];

/** A demand on the version, as it is written, and which releases meet it. */
interface Demand {
  opam: string;
  dune: string;
  admits(release: string): boolean;
}

/** A file whose verdict is known by how it was made. */
export interface KnownManifest {
  path: string;
  text: string;
  verdict: Judgement;
  /** Two versions, and which comes first. */
  pair: readonly [a: string, b: string, order: number];
}

/** Makes a file, always the same from the same seed and number. */
export function knownManifest(seed: number, number: number): KnownManifest {
  const choose = new Chooser((seed ^ Math.imul(number + 1, 0x85eb_ca6b)) >>> 0);
  const a = choose.below(ORDERED.length);
  const b = choose.once(2) ? Math.min(ORDERED.length - 1, a + choose.below(3)) : choose.below(ORDERED.length);
  const pair = [ORDERED[a] ?? '', ORDERED[b] ?? '', Math.sign(a - b)] as const;
  if (choose.once(5)) return { ...installed(choose), pair };
  const isDune = choose.once(3);
  const demands = Array.from({ length: 1 + choose.below(2) }, () => demand(choose, 3, isDune));
  const conflicts = Array.from({ length: choose.once(3) ? 1 : 0 }, () => demand(choose, 1, isDune));
  const selectable = RELEASES.filter(
    (release) =>
      demands.every(({ admits }) => admits(release)) && !conflicts.some(({ admits }) => admits(release)),
  );
  const verdict = !selectable.includes(AFFECTED)
    ? 'not affected'
    : selectable.length > 1
      ? 'cannot tell'
      : 'affected';
  if (isDune) {
    const items = (all: readonly Demand[]): string => all.map(({ dune }) => `(netchannel ${dune})`).join(' ');
    const text = `(lang dune 3.0)\n(package (name x) (depends ${items(demands)}) (conflicts ${items(conflicts)}))\n`;
    return { path: 'dune-project', text, verdict, pair };
  }
  const items = (all: readonly Demand[]): string => all.map(({ opam }) => `"netchannel" {${opam}}`).join(' ');
  const text = `opam-version: "2.0"\ndepends: [${items(demands)}]\nconflicts: [${items(conflicts)}]\n`;
  return { path: 'x.opam', text, verdict, pair };
}

/** @throws Error if the verdict, or the order, is another one */
export function tryKnownManifest({ path, text, verdict, pair: [a, b, order] }: KnownManifest): string {
  const found = Math.sign(compareOpamVersions(a, b));
  if (found !== order)
    throw new Error(`${a} and ${b} are in order ${found}, and have to be in order ${order}`);
  const manifest = readManifest(text, path, packagesOf(OSEC_2019_01));
  const judged = manifest === undefined ? 'none' : judgeManifest(manifest, OSEC_2019_01).verdict;
  if (judged !== verdict) throw new Error(`It is judged ${judged}, and is ${verdict}`);
  return `known: ${verdict}`;
}

function installed(choose: Chooser): Pick<KnownManifest, 'path' | 'text' | 'verdict'> {
  const version = choose.pick(RELEASES);
  const field = choose.pick(['installed', 'pin']);
  const text =
    field === 'pin'
      ? `opam-version: "2.0"\npin-depends: [["netchannel.${version}" "git+https://example.org/x"]]\n`
      : `opam-version: "2.0"\ninstalled: ["lwt.5.0.0" "netchannel.${version}"]\n`;
  return {
    path: field === 'pin' ? 'x.opam' : 'export',
    text,
    verdict: version === AFFECTED ? 'affected' : 'not affected',
  };
}

function demand(choose: Chooser, depth: number, isDune: boolean): Demand {
  if (depth > 0 && choose.once(2)) {
    const parts = [demand(choose, depth - 1, isDune), demand(choose, depth - 1, isDune)] as const;
    const isAnd = choose.once(2);
    const [x, y] = parts;
    return {
      opam: `(${x.opam} ${isAnd ? '&' : '|'} ${y.opam})`,
      dune: `(${isAnd ? 'and' : 'or'} ${x.dune} ${y.dune})`,
      admits: (release) =>
        isAnd ? x.admits(release) && y.admits(release) : x.admits(release) || y.admits(release),
    };
  }
  if (!isDune && depth > 0 && choose.once(5)) {
    const term = demand(choose, depth - 1, isDune);
    return { opam: `!(${term.opam})`, dune: '', admits: (release) => !term.admits(release) };
  }
  return relation(choose);
}

function relation(choose: Chooser): Demand {
  const operator = choose.pick(['=', '!=', '<', '<=', '>', '>=']);
  // What "=" names that was never released would be one more to choose from. Near the affected one it matters most.
  const near = ORDERED.indexOf(AFFECTED) + choose.below(15) - 7;
  const version =
    operator === '='
      ? choose.pick([AFFECTED, ...RELEASES])
      : (ORDERED[choose.once(2) ? near : choose.below(ORDERED.length)] ?? AFFECTED);
  const place = ORDERED.indexOf(version);
  return {
    opam: `${operator} "${version}"`,
    dune: operator === '!=' ? `(<> ${version})` : `(${operator} ${version})`,
    admits: (release) => {
      const order = ORDERED.indexOf(release) - place;
      switch (operator) {
        case '=':
          return order === 0;
        case '!=':
          return order !== 0;
        case '<':
          return order < 0;
        case '<=':
          return order <= 0;
        case '>':
          return order > 0;
        default:
          return order >= 0;
      }
    },
  };
}
