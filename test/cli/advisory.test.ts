import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OSEC_2019_01 } from '../../src/advisory/advisories.ts';
import { osvRecord } from '../../src/advisory/osv-record.ts';
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
    'driver.opam': 'opam-version: "2.0"\ndepends: ["mirage-net-xen" {= "1.10.0"}]\n',
    'unikernel.opam': 'opam-version: "2.0"\ndepends: ["mirage"]\n',
    'secret.opam': '',
    'hostile.opam': 'opam-version: "2.0"\nname: "netchannel"\nversion: "1.10.0\u009b31m\u202e"\n',
  });
  symlinkSync('loop.opam', path.join(place.path, 'loop.opam'));
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
    const facts = [
      introduced?.hash ?? '',
      fixed.hash,
      ...credits.map(({ name }) => name),
      ...references.map(({ url }) => url),
    ];
    for (const fact of [...facts, ...related.map(({ id }) => id), '1.10.1']) expect(text).toContain(fact);
    expect(text).not.toContain('\u001b');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('its OSV record as JSON', async () => {
    const { code, stdout } = await go(['OSEC-2019-01', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString())).toEqual(osvRecord(OSEC_2019_01));
  });

  test.each([
    ['MSA00', 'mirage-net-xen < 1.4.2; released: 0.9.0, ', '--advisory OSEC-2016-02'],
    ['msa02', 'netchannel < 1.10.2', '--advisory OSEC-2019-02'],
  ])('%s, and what to do next', async (id, range, next) => {
    const { code, stdout } = await go([id]);
    expect(code).toBe(0);
    expect(stdout.toString()).toContain(range);
    expect(stdout.toString()).toContain(`netchannel-sim advisory check my-unikernel.opam ${next}\n`);
  });

  test.each([
    ['OSEC-2019-03', 'Unknown advisory "OSEC-2019-03"; did you mean "OSEC-2019-01"?'],
    ['chek', 'Unknown advisory "chek"; did you mean "check"?'],
    ['CVE-1', 'Unknown advisory "CVE-1"; there is OSEC-2016-02, OSEC-2019-01, OSEC-2019-02'],
  ])('%s: %s', async (id, message) => {
    const { code, stderr } = await go([id]);
    expect([code, stderr]).toEqual([1, `netchannel-sim: ${message}\n`]);
  });

  test('help with examples', async () => {
    expect((await go(['--help'])).stdout.toString()).toContain('Examples:\n');
    expect((await go(['check', '--help'])).stdout.toString()).toContain(
      'Exit status, that of the worst: 2 affected',
    );
  });
});

describe('advisory check', () => {
  test.each([
    ['1.10.0', 2, 'netchannel 1.10.0 is affected by OSEC-2019-01'],
    ['v1.10.0', 2, 'netchannel 1.10.0 is affected by OSEC-2019-01'],
    ['1.10.0+dune', 2, 'is affected by OSEC-2019-01'],
    ['1.10.0-1', 2, 'is affected by OSEC-2019-01'],
    ['netchannel.1.10.0', 2, 'is affected by OSEC-2019-01'],
    ['1.10', 3, 'there is no release 1.10 of netchannel; 1.10.0 is affected, 1.10.1 and 1.10.2 not'],
    ['1.10.0~rc1', 3, 'there is no release 1.10.0~rc1 of netchannel'],
    ['1.10.1~rc1', 3, 'there is no release 1.10.1~rc1 of netchannel'],
    ['1.10.1', 0, 'is not affected by OSEC-2019-01'],
    ['1.9.0', 0, 'is not affected by OSEC-2019-01'],
  ])('%s ends with %i', async (version, expected, told) => {
    const { code, stdout, stderr } = await go(['check', version]);
    expect([code, stderr]).toEqual([expected, '']);
    expect(stdout.toString()).toContain(told);
  });

  test.each([
    [
      'range.opam',
      3,
      'range.opam:3:3: depends: "netchannel" {>= "1.10.0" & < "1.11"}: cannot tell: can select 1.10.0',
    ],
    ['fixed.opam', 0, 'fixed.opam:3:3: depends: "netchannel" {>= "1.10.1"}: not affected'],
    ['other.opam', 0, 'other.opam names no netchannel'],
    ['driver.opam', 3, 'cannot tell: mirage-net-xen 1.10.0 depends on netchannel >= 1.10.0'],
    ['unikernel.opam', 3, 'Cannot tell whether unikernel.opam is affected'],
    [
      'locked.opam.locked',
      2,
      'locked.opam.locked:2:11: depends: "netchannel" {= "1.10.0"}: selects 1.10.0, affected',
    ],
    ['export.txt', 2, 'export.txt:2:9: roots: "netchannel.1.10.0": affected'],
  ])('%s ends with %i', async (file, expected, line) => {
    const { code, stdout, stderr } = await go(['check', file]);
    expect([code, stderr]).toEqual([expected, '']);
    expect(stdout.toString()).toContain(line);
    const instead = 'opam list netchannel --installed --columns version';
    if (expected === 3) expect(stdout.toString()).toContain(instead);
    else expect(stdout.toString()).not.toContain(instead);
  });

  test.each([
    [['mirage-net-xen.1.4.1'], 2, 'mirage-net-xen 1.4.1 is affected by OSEC-2016-02'],
    [['mirage-net-xen.1.4.1'], 2, 'mirage-net-xen 1.4.1 is affected by OSEC-2019-02'],
    [['mirage-net-xen.1.4.2', '--advisory', 'OSEC-2016-02'], 0, 'mirage-net-xen 1.4.2 is not affected'],
    [['0.9', '--advisory', 'msa00'], 2, 'mirage-net-xen 0.9 is affected by OSEC-2016-02'],
    [['mirage-xen.3.2.0'], 2, 'mirage-xen 3.2.0 is affected by OSEC-2019-02'],
    [['mirage-xen.3.3.0'], 0, 'mirage-xen 3.3.0 is not affected by OSEC-2019-02'],
    [
      ['1.10.1', '--advisory', 'MSA02'],
      3,
      'no release 1.10.1 of mirage-xen; for that of netchannel or of mirage-net-xen, put the name before it: netchannel.1.10.1',
    ],
    [['netchannel.1.10.1', '--advisory', 'MSA02'], 2, 'netchannel 1.10.1 is affected by OSEC-2019-02'],
    [['netchannel.1.10.1'], 0, 'netchannel 1.10.1 is not affected by OSEC-2019-01'],
    [['netchannel.1.10.2', '--advisory', 'all'], 0, 'netchannel 1.10.2 is not affected by OSEC-2019-02'],
    [
      ['fixed.opam', '--advisory', 'OSEC-2019-02'],
      3,
      'can select 1.10.1, affected by OSEC-2019-02, and 1.10.2',
    ],
    [['locked.opam.locked', '--advisory', 'all'], 2, 'selects 1.10.0, affected by OSEC-2019-02'],
    [['driver.opam', '--advisory', 'OSEC-2016-02'], 0, 'can select no affected version, only 1.10.0'],
  ])('%j ends with %i', async (args, expected, told) => {
    const { code, stdout, stderr } = await go(['check', ...args]);
    expect([code, stderr]).toEqual([expected, '']);
    expect(stdout.toString()).toContain(told);
  });

  test('by several advisories as JSON: each with its record, and what cannot be read once', async () => {
    const { code, stdout } = await go([
      'check',
      '--json',
      '--advisory',
      'all',
      'locked.opam.locked',
      'nowhere',
    ]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout.toString())).toMatchObject({
      verdict: 'affected',
      checks: [
        { verdict: 'not affected', vulnerability: { id: 'OSEC-2016-02' }, errors: [] },
        { verdict: 'affected', vulnerability: { id: 'OSEC-2019-01' } },
        { verdict: 'affected', vulnerability: { id: 'OSEC-2019-02' } },
      ],
      errors: ['Cannot read "nowhere": no such file or directory'],
    });
  });

  test('an advisory that there is not', async () => {
    const { code, stderr } = await go(['check', '1.0', '--advisory', 'OSEC-2019-20']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'netchannel-sim: Unknown advisory "OSEC-2019-20" after --advisory; did you mean "OSEC-2019-02"; there are all, OSEC-2016-02, OSEC-2019-01, OSEC-2019-02\n',
    );
  });

  test('standard input', async () => {
    const { code, stdout } = await go(['check', '-'], EXPORT);
    expect(code).toBe(2);
    expect(stdout.toString()).toContain(
      'stdin:3:13: installed: "netchannel.1.10.0": affected by OSEC-2019-01\n',
    );
  });

  test('several: the worst decides, affected before what cannot be read before what cannot be told', async () => {
    const both = await go(['check', 'other.opam', 'range.opam']);
    expect(both.code).toBe(3);
    expect(both.stdout.toString()).toContain('2 checked: 1 cannot be told, 1 not affected\n');
    const unread = await go(['check', 'other.opam', 'nowhere.opam', 'range.opam']);
    expect(unread.code).toBe(1);
    expect(unread.stdout.toString()).toContain('3 checked: 1 cannot be told, 1 not affected, 1 not read\n');
    expect(unread.stderr).toContain('netchannel-sim: Cannot read "nowhere.opam": no such file or directory');
    expect((await go(['check', 'nowhere.opam', '1.10.0', 'range.opam'])).code).toBe(2);
  });

  test('folders: what is in them and below, but not what was fetched', async () => {
    const made = folder({ 'a.opam': 'depends: ["lwt"]', 'notes.txt': 'depends: ["netchannel"]' });
    try {
      const write = (file: string, text: string): void => {
        mkdirSync(path.dirname(path.join(made.path, file)), { recursive: true });
        writeFileSync(path.join(made.path, file), text);
      };
      const bad = 'depends: ["netchannel" {= "1.10.0"}]';
      for (const away of ['_opam', '.git', 'node_modules', '_build']) write(`${away}/x.opam`, bad);
      const check = (): Promise<Ended> => run(['advisory', 'check', '.'], { cwd: made.path });
      const clean = await check();
      expect([clean.code, clean.stderr]).toEqual([0, '']);
      write('sub/dune.lock/lock.dune', '(lang package 0.1)');
      write('sub/dune.lock/lwt.pkg', '((');
      write('sub/dune.lock/netchannel.pkg', '(version 1.10.0)');
      write('sub/dune-project', '(lang dune 3.0)(package (name x) (depends netchannel))');
      const { code, stdout } = await check();
      expect(code).toBe(2);
      const text = stdout.toString();
      expect(text).toContain(
        'sub/dune.lock/netchannel.pkg:1:1: version: (version 1.10.0): affected by OSEC-2019-01',
      );
      expect(text).toContain('3 checked: 1 affected, 1 cannot be told, 1 not affected');
    } finally {
      made.remove();
    }
  });

  test('a folder without such files cannot be told', async () => {
    const made = folder({ 'notes.txt': '' });
    const { code, stdout } = await run(['advisory', 'check', '.'], { cwd: made.path });
    made.remove();
    expect(code).toBe(3);
    expect(stdout.toString()).toContain('there is no file of opam or dune in it');
  });

  test('JSON in terms of OSV', async () => {
    const file = await go(['check', '--json', 'locked.opam.locked', 'nowhere', '1.10']);
    expect(file.code).toBe(2);
    expect(JSON.parse(file.stdout.toString())).toEqual({
      verdict: 'affected',
      vulnerability: osvRecord(OSEC_2019_01),
      results: [
        {
          source: { type: 'opam lock file', path: 'locked.opam.locked' },
          verdict: 'affected',
          findings: [
            {
              file: 'locked.opam.locked',
              line: 2,
              column: 11,
              field: 'depends',
              package: { ecosystem: 'opam', name: 'netchannel', purl: 'pkg:opam/netchannel' },
              text: '"netchannel" {= "1.10.0"}',
              verdict: 'affected',
              because: 'selects 1.10.0, affected by OSEC-2019-01',
              affected_versions: ['1.10.0'],
            },
          ],
        },
        {
          source: { type: 'version' },
          package: { ecosystem: 'opam', name: 'netchannel', purl: 'pkg:opam/netchannel@1.10' },
          version: '1.10',
          verdict: 'cannot tell',
          because: expect.stringContaining('there is no release 1.10'),
          findings: [],
        },
      ],
      errors: ['Cannot read "nowhere": no such file or directory'],
    });
    const version = await go(['check', '1.10', '--json']);
    expect(version.code).toBe(3);
    expect(JSON.parse(version.stdout.toString())).toMatchObject({
      verdict: 'cannot tell',
      check_instead: expect.arrayContaining(['opam list netchannel --installed --columns version']),
    });
  });

  test.each([
    ['nowhere.opam', 'Cannot read "nowhere.opam": no such file or directory'],
    ['broken.opam', 'Cannot check, this is no file of opam or dune: broken.opam:1:12: String does not end'],
    ['recipe.yaml', 'Cannot check "recipe.yaml": it has none of the fields'],
    ['empty', 'Cannot check "empty": it has none of the fields'],
    ['broken.opam/x.opam', 'Cannot read "broken.opam/x.opam": a part of the path is not a directory'],
    [`${'x'.repeat(300)}.opam`, 'the name is too long'],
    ['loop.opam', 'too many symbolic links'],
  ])('cannot read %s', async (file, message) => {
    const { code, stdout, stderr } = await go(['check', file]);
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(/^netchannel-sim: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  test.skipIf(process.getuid?.() === 0)('what may not be read', async () => {
    chmodSync(path.join(place.path, 'secret.opam'), 0);
    const { code, stderr } = await go(['check', 'secret.opam']);
    expect([code, stderr]).toEqual([1, 'netchannel-sim: Cannot read "secret.opam": permission denied\n']);
  });

  test('what would move the cursor is told in letters', async () => {
    const { code, stdout } = await go(['check', 'hostile.opam']);
    expect(code).toBe(3);
    expect(stdout.toString()).toContain('version: "1.10.0\\u{9b}31m\\u{202e}"');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stdout.toString()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('without anything to check', async () => {
    const { code, stderr } = await go(['check']);
    expect(code).toBe(1);
    expect(stderr).toContain('see "netchannel-sim advisory check --help"');
  });
});
