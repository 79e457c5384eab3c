import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OSEC_2019_01 } from '../../src/advisory/advisories.ts';
import { type Ended, folder, run } from './binary.ts';

const EXPORT = 'opam-version: "2.0"\nroots: ["netchannel.1.10.0"]\ninstalled: ["netchannel.1.10.0" "x.1"]\n';

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({
    'range.opam': 'opam-version: "2.0"\ndepends: [\n  "netchannel" {>= "1.10.0" & < "1.11"}\n]\n',
    'fixed.opam': 'opam-version: "2.0"\ndepends: [\n  "netchannel" {>= "1.10.1"}\n]\n',
    'other.opam': 'opam-version: "2.0"\ndepends: ["ocaml"]\n',
    'locked.opam.locked': 'opam-version: "2.0"\ndepends: ["netchannel" {= "1.10.0"}]\n',
    'export.txt': EXPORT,
    'broken.opam': 'depends: [ "netchannel\n',
    'recipe.yaml': 'a: "b"\n',
    empty: '',
  });
});
afterAll(() => place.remove());
const go = (args: readonly string[], input = ''): Promise<Ended> =>
  run(['advisory', ...args], { cwd: place.path, input });

describe('advisory', () => {
  test.each([[[]], [['OSEC-2019-01']], [['msa01']]])('%j tells all that matters', async (args) => {
    const { code, stdout, stderr } = await go(args);
    expect([code, stderr]).toEqual([0, '']);
    const text = stdout.toString();
    const { introduced, fixed, credits, references, related } = OSEC_2019_01;
    const facts = [introduced.hash, fixed.hash, ...credits.map(({ name }) => name), ...references];
    for (const fact of [...facts, ...related.map(({ id }) => id), '1.10.1']) expect(text).toContain(fact);
    expect(text).not.toContain('\u001b');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('its fields as JSON', async () => {
    const { code, stdout } = await go(['OSEC-2019-01', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString())).toEqual(OSEC_2019_01);
  });

  test.each([
    ['OSEC-2019-02', 'Unknown advisory "OSEC-2019-02"; did you mean "OSEC-2019-01"?'],
    ['chek', 'Unknown advisory "chek"; did you mean "check"?'],
    ['CVE-1', 'Unknown advisory "CVE-1"; there is OSEC-2019-01'],
  ])('%s: %s', async (id, message) => {
    const { code, stderr } = await go([id]);
    expect([code, stderr]).toEqual([1, `netchannel-sim: ${message}\n`]);
  });

  test('help with examples', async () => {
    expect((await go(['--help'])).stdout.toString()).toContain('Examples:\n');
    expect((await go(['check', '--help'])).stdout.toString()).toContain('Exit status: 0 not affected');
  });
});

describe('advisory check', () => {
  test.each([
    ['1.10.0', 2],
    ['1.10.0+patched', 2],
    ['netchannel.1.10.0', 2],
    ['1.10.1~rc1', 2],
    ['1.10.1', 0],
    ['1.10.0~rc1', 0],
    ['1.9.0', 0],
  ])('%s ends with %i', async (version, expected) => {
    const { code, stdout, stderr } = await go(['check', version]);
    expect([code, stderr]).toEqual([expected, '']);
    expect(stdout.toString()).toContain(`is ${expected === 0 ? 'not ' : ''}affected by OSEC-2019-01`);
  });

  test.each([
    ['range.opam', 2, 'range.opam:3:3: depends: "netchannel" {>= "1.10.0" & < "1.11"}: can select 1.10.0'],
    ['fixed.opam', 0, 'fixed.opam:3:3: depends: "netchannel" {>= "1.10.1"}: not affected'],
    ['other.opam', 0, 'other.opam names no netchannel'],
    ['locked.opam.locked', 2, 'locked.opam.locked:2:11: depends: "netchannel" {= "1.10.0"}: affected'],
    ['export.txt', 2, 'export.txt:2:9: roots: "netchannel.1.10.0": affected'],
  ])('%s ends with %i', async (file, expected, line) => {
    const { code, stdout, stderr } = await go(['check', file]);
    expect([code, stderr]).toEqual([expected, '']);
    expect(stdout.toString()).toContain(line);
  });

  test('standard input', async () => {
    const { code, stdout } = await go(['check', '-'], EXPORT);
    expect(code).toBe(2);
    expect(stdout.toString()).toContain(
      'stdin:3:13: installed: "netchannel.1.10.0": affected by OSEC-2019-01\n',
    );
  });

  test('JSON, of a file and of a version', async () => {
    const file = await go(['check', '--json', 'locked.opam.locked']);
    expect(file.code).toBe(2);
    expect(JSON.parse(file.stdout.toString())).toEqual({
      advisory: 'OSEC-2019-01',
      package: 'netchannel',
      range: '>= 1.10.0 & < 1.10.1',
      affected: true,
      file: 'locked.opam.locked',
      found: [
        {
          line: 2,
          column: 11,
          field: 'depends',
          text: '"netchannel" {= "1.10.0"}',
          affected: ['1.10.0'],
          exact: true,
        },
      ],
    });
    const version = await go(['check', '1.9.0', '--json']);
    expect(JSON.parse(version.stdout.toString())).toMatchObject({ affected: false, version: '1.9.0' });
  });

  test.each([
    ['nowhere.opam', 'Cannot read "nowhere.opam": no such file or directory'],
    ['.', 'Cannot read ".": it is a directory'],
    ['broken.opam', 'Cannot tell, this is no opam file: broken.opam:1:12: String does not end'],
    ['recipe.yaml', 'Cannot tell whether "recipe.yaml" is affected: it has none of the fields'],
    ['empty', 'Cannot tell whether "empty" is affected: it has none of the fields'],
  ])('cannot tell %s', async (file, message) => {
    const { code, stdout, stderr } = await go(['check', file]);
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toContain(`netchannel-sim: ${message}`);
  });

  test('without anything to check', async () => {
    const { code, stderr } = await go(['check']);
    expect(code).toBe(1);
    expect(stderr).toContain('see "netchannel-sim advisory check --help"');
  });
});
