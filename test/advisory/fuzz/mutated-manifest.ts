import { OSEC_2019_01 } from '../../../src/advisory/advisories.ts';
import { judgeManifest, packagesOf } from '../../../src/advisory/judge-manifest.ts';
import { JUDGEMENTS } from '../../../src/advisory/judgement.ts';
import { ManifestSyntaxError } from '../../../src/advisory/manifest-syntax-error.ts';
import { readManifest } from '../../../src/advisory/read-manifest.ts';
import { Chooser } from '../../script/fuzz/chooser.ts';
import { damageText } from '../../script/fuzz/damage.ts';

/** A file of opam or dune that was made to do harm. */
export interface MutatedManifest {
  /** How it was made. */
  kind: string;
  path: string;
  text: string;
}

const PACKAGES = [
  'netchannel',
  'mirage-net-xen',
  'mirage',
  'mirage-xen',
  'lwt',
  'x',
  '',
  'qubes-mirage-firewall',
];
const VERSIONS = [
  ...[
    '1.10.0',
    '1.10',
    '1.9.0',
    '1.10.1',
    '2',
    '1.10.0~rc1',
    '1.10.0+dune',
    '1.10.0-1',
    'dev',
    '',
    '~',
    'v1.10.0',
  ],
  ...['99999999999999999999', '1..0', '%{v}%', '-', '1.10.0\u009b31m', '1.10.0\u202e'],
];
const RELATIONS = ['=', '!=', '<', '<=', '>', '>='];
const FILTERS = [
  'with-test',
  'os = "linux"',
  '?a & b:c',
  'a:b:c = "x"',
  '%{a}%',
  'build',
  '"x" =~ y',
  'version',
];
const PATHS = [
  'my.opam',
  'my.opam.locked',
  'netchannel.1.10.0/opam',
  'export',
  'stdin',
  'mirage-net-xen.opam',
];
const PIECES = [
  ...[
    'depends:',
    'depopts:',
    'conflicts:',
    'installed:',
    'pin-depends:',
    'name:',
    'version:',
    '[',
    ']',
    '{',
    '}',
  ],
  ...[
    '(',
    ')',
    '"',
    '"""',
    '\\',
    '\n',
    '#',
    '(*',
    '*)',
    ':',
    '&',
    '|',
    '!',
    '?',
    '=',
    '>=',
    '"netchannel"',
    'url',
  ],
  ...[
    '"1.10.0"',
    'with-test',
    ' ',
    '+',
    '%',
    '\u0000',
    ';',
    '#|',
    '|#',
    '#;',
    '(lang dune 3.0)',
    '(package',
    '(or',
  ],
  ...['(depends', 'netchannel', '(= 1.10.0)', ':with-test', '(pin', '\ufeff', '\ud800', '\u2028'],
];

/** Makes a file, always the same from the same seed and number. */
export function mutatedManifest(seed: number, number: number): MutatedManifest {
  const choose = new Chooser((seed ^ Math.imul(number + 1, 0x9e37_79b1)) >>> 0);
  const kind = choose.below(6);
  if (kind === 0) {
    const text = Array.from({ length: choose.size(200) }, () => choose.pick(PIECES)).join(
      choose.pick(['', ' ']),
    );
    return { kind: 'pieces', path: choose.pick([...PATHS, 'dune-project', 'netchannel.pkg']), text };
  }
  const isDune = kind === 1 || kind === 2;
  const path = isDune ? 'dune-project' : choose.pick(PATHS);
  const text = isDune ? duneProject(choose) : opamFile(choose);
  if (kind % 2 === 1) return { kind: 'whole', path, text };
  return { kind: 'damaged', path, text: damageText(text, choose) };
}

/**
 * Reads and judges a file.
 * @returns what it came to
 * @throws Error if it ends in anything but a verdict or a proper refusal
 */
export function tryManifest({ text, path }: MutatedManifest): 'judged' | 'none' | 'refused' {
  const work = { steps: 0 };
  try {
    const manifest = readManifest(text, path, packagesOf(OSEC_2019_01), work);
    if (manifest === undefined) return 'none';
    const { verdict, findings } = judgeManifest(manifest, OSEC_2019_01, work);
    const isWorst = findings.every(
      (found) => JUDGEMENTS.indexOf(found.verdict) >= JUDGEMENTS.indexOf(verdict),
    );
    if (!isWorst) throw new Error(`${verdict} is not the worst of ${JSON.stringify(findings)}`);
    if (findings.some(({ line, column, because }) => line < 1 || column < 1 || because === '')) {
      throw new Error(`A finding without a place or a reason: ${JSON.stringify(findings)}`);
    }
    if (work.steps > 10_000 + 1000 * text.length)
      throw new Error(`${work.steps} steps for ${text.length} characters`);
    return 'judged';
  } catch (error) {
    if (!(error instanceof ManifestSyntaxError)) throw error;
    if (error.line < 1 || error.column < 1 || !/^[A-Z].*[^.]$/su.test(error.message)) {
      throw new Error(`Refused in bad form: ${error.line}:${error.column}: ${error.message}`, {
        cause: error,
      });
    }
    return 'refused';
  }
}

function opamFile(choose: Chooser): string {
  const fields = Array.from({ length: 1 + choose.below(5) }, () => {
    const field = choose.pick([
      'depends',
      'depends',
      'depopts',
      'conflicts',
      'installed',
      'pin-depends',
      'x',
    ]);
    if (field === 'installed' || field === 'pin-depends') {
      const names = some(choose, 4, () =>
        JSON.stringify(`${choose.pick(PACKAGES)}.${choose.pick(VERSIONS)}`),
      );
      return `${field}: [${names.join(' ')}]`;
    }
    return `${field}: [${some(choose, 5, () => formula(choose, 3)).join(' ')}]`;
  });
  if (choose.once(4)) fields.push(`name: "${choose.pick(PACKAGES)}"`, `version: "${choose.pick(VERSIONS)}"`);
  if (choose.once(4)) fields.push(`url { src: "x" }`, `package "netchannel" { depends: ["netchannel"] }`);
  return fields.join(choose.pick(['\n', ' ', '\r\n']));
}

function formula(choose: Chooser, depth: number): string {
  if (depth > 0 && choose.once(4)) {
    const parts = some(choose, 3, () => formula(choose, depth - 1));
    return `(${parts.join(choose.pick([' | ', ' & ', ' ']))})`;
  }
  const name = JSON.stringify(choose.pick(PACKAGES));
  return choose.once(3) ? name : `${name} {${constraint(choose, 3)}}`;
}

function constraint(choose: Chooser, depth: number): string {
  if (depth > 0 && choose.once(3)) {
    const parts = [constraint(choose, depth - 1), constraint(choose, depth - 1)].join(
      choose.pick([' & ', ' | ']),
    );
    return choose.once(2) ? parts : `${choose.pick(['', '!'])}(${parts})`;
  }
  if (choose.once(3)) return choose.pick(FILTERS);
  return `${choose.pick(RELATIONS)} ${choose.once(8) ? 'version' : JSON.stringify(choose.pick(VERSIONS))}`;
}

function duneProject(choose: Chooser): string {
  const packages = some(choose, 3, () => {
    const field = choose.pick(['depends', 'depopts', 'conflicts', 'name']);
    return `(package (name ${choose.pick(PACKAGES)}) (${field} ${some(choose, 4, () => duneItem(choose, 3)).join(' ')}))`;
  });
  return `(lang dune 3.0)\n${packages.join('\n')}`;
}

function duneItem(choose: Chooser, depth: number): string {
  if (depth > 0 && choose.once(4)) {
    return `(${choose.pick(['or', 'and', 'netchannel', '=', '>='])} ${some(choose, 3, () => duneItem(choose, depth - 1)).join(' ')})`;
  }
  return choose.pick([...PACKAGES, ...VERSIONS, ':with-test', `(netchannel (= ${choose.pick(VERSIONS)}))`]);
}

function some(choose: Chooser, most: number, make: () => string): string[] {
  return Array.from({ length: choose.below(most + 1) }, make);
}
