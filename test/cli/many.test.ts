import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonRunsSchema } from '../../src/report/json-runs-schema.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { DEMO, ENDLESS, type Ended, ended, folder, run, start } from './binary.ts';

const QUIET = '{name: quiet, release: 1.10.1, steps: [{ping: {to: 10.0.0.9}}]}\n';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['run', ...args], { cwd: place.path });
const captures = (): string[] =>
  readdirSync(place.path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pcap'))
    .sort();

beforeEach(() => {
  place = folder({});
  mkdirSync(inside('set'));
  writeFileSync(inside('set/demo.yaml'), DEMO);
  writeFileSync(inside('set/quiet.yaml'), QUIET);
  writeFileSync(inside('set/another.json'), '{"steps": [{"arp": {"request": "10.0.0.9"}}]}');
});
afterEach(() => place.remove());

/** @returns of each line of the table: script, release, frames, verdict */
function table(text: string): string[][] {
  const [, rows = ''] = /^ALL RUNS.*\n.*\n([\s\S]*)$/m.exec(text) ?? [];
  return rows
    .trimEnd()
    .split('\n')
    .map((row) => row.trim().split(/ {2,}/))
    .map((cells) => [cells[0], cells[1], cells[2], cells.at(-1)].map(String));
}

describe('several scripts', () => {
  test('are run in the order given, each into a capture of its name, with a table at the end', async () => {
    const { code, stdout, stderr } = await go('set/quiet.yaml', 'set/demo.yaml');
    expect([code, stderr]).toEqual([0, '']);
    const text = stdout.toString();
    expect(text.match(/^.*, seed \d+$/gm)).toEqual([
      'quiet (set/quiet.yaml), netchannel 1.10.1, seed 1',
      'demo (set/demo.yaml), netchannel 1.10.0, seed 1',
    ]);
    expect(table(text)).toEqual([
      ['set/quiet.yaml', '1.10.1', '1', 'done'],
      ['set/demo.yaml', '1.10.0', '4', 'done'],
    ]);
    expect(captures()).toEqual(['demo.pcap', 'quiet.pcap']);
    expect(readPcap(readFileSync(inside('demo.pcap'))).packets).toHaveLength(4);
    expect(text).not.toContain('netchannel-sim run');
  });

  test('under several releases are run under each', async () => {
    const { code, stdout, stderr } = await go(
      'set/quiet.yaml',
      'set/demo.yaml',
      '--matrix',
      '--fail-on',
      'leak',
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^netchannel-sim: set\/demo\.yaml under 1\.10\.0: Found \d+ leaked bytes .*\n$/);
    expect(table(stdout.toString())).toEqual([
      ['set/quiet.yaml', '1.9.0', '1', 'passed'],
      ['set/quiet.yaml', '1.10.0', '1', 'passed'],
      ['set/quiet.yaml', '1.10.1', '1', 'passed'],
      ['set/demo.yaml', '1.9.0', '4', 'passed'],
      ['set/demo.yaml', '1.10.0', '4', 'failed'],
      ['set/demo.yaml', '1.10.1', '4', 'passed'],
    ]);
    expect(captures()).toEqual(
      ['demo', 'quiet'].flatMap((script) =>
        ['1.10.0', '1.10.1', '1.9.0'].map((release) => `${script}-${release}.pcap`),
      ),
    );
  });

  test('one file named twice runs once', async () => {
    symlinkSync('demo.yaml', inside('set/link.yaml'));
    const { stdout } = await go(
      'set/demo.yaml',
      './set/demo.yaml',
      'set/link.yaml',
      'set/*.yaml',
      '--no-capture',
    );
    expect(table(stdout.toString()).map(([script]) => script)).toEqual(['set/demo.yaml', 'set/quiet.yaml']);
  });

  test('standard input is one of them, once', async () => {
    const input = { cwd: place.path, input: QUIET };
    const both = await run(['run', 'set/demo.yaml', '-', '--no-capture'], input);
    expect(table(both.stdout.toString()).map(([script]) => script)).toEqual(['set/demo.yaml', 'stdin']);
    const twice = await run(['run', '-', 'set/demo.yaml', '-'], input);
    expect(twice.stderr).toBe('netchannel-sim: Cannot read two scripts from standard input; name "-" once\n');
    expect(twice.code).toBe(1);
  });

  test('--json holds them all; so it does for a pattern that one script matches', async () => {
    const { code, stdout } = await go('set/quiet.yaml', 'set/demo.yaml', '--json');
    expect(code).toBe(0);
    const { runs, failed } = jsonRunsSchema.parse(JSON.parse(stdout.toString()));
    expect(runs.map(({ script }) => script.file)).toEqual(['set/quiet.yaml', 'set/demo.yaml']);
    expect(failed).toEqual([]);
    const one = await go('set/q*.yaml', '--json', '--no-capture');
    expect(jsonRunsSchema.parse(JSON.parse(one.stdout.toString())).runs).toHaveLength(1);
    expect(captures()).toEqual(['demo.pcap', 'quiet.pcap']);
  });

  test('all are checked before the first is run, and all that is wrong is told', async () => {
    writeFileSync(inside('set/wrong.yaml'), 'steps:\n  - udpp: {}\nsede: 3\n');
    writeFileSync(inside('set/syntax.yaml'), 'steps: 3\n');
    const { code, stdout, stderr } = await go('set/*', 'missing.yaml', '-o', '{script}.pcap');
    expect([code, stdout.toString(), captures()]).toEqual([1, '', []]);
    const told = stderr.trimEnd().split('\n');
    // The line of each, a caret under the place, and what else is wrong there.
    expect(told.filter((line) => !/^ |Missing key/.test(line))).toEqual([
      expect.stringMatching(/^set\/syntax\.yaml:1:8: steps: /),
      expect.stringMatching(/^set\/wrong\.yaml:2:5: .*"udpp"; did you mean "udp"\?$/),
      expect.stringMatching(/^set\/wrong\.yaml:3:1: .*"sede"; did you mean "seed"/),
      'netchannel-sim: Cannot read the script "missing.yaml": no such file or directory',
    ]);
  });

  test('a run whose capture cannot be written does not keep the others from being made', async () => {
    mkdirSync(inside('quiet.pcap'));
    const args = ['set/quiet.yaml', 'set/demo.yaml', '--fail-on', 'leak', '--json', 'r.json'];
    const { code, stdout, stderr } = await go(...args, '--reporter', 'junit=r.xml');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^netchannel-sim: set\/quiet\.yaml under 1\.10\.1: Cannot write "quiet\.pcap": it is a directory\nnetchannel-sim: set\/demo\.yaml under 1\.10\.0: Found .*\n$/,
    );
    expect(table(stdout.toString())).toEqual([
      ['set/quiet.yaml', '1.10.1', '-', 'error'],
      ['set/demo.yaml', '1.10.0', '4', 'failed'],
    ]);
    const { runs, failed } = jsonRunsSchema.parse(JSON.parse(readFileSync(inside('r.json'), 'utf8')));
    expect([runs.length, failed]).toEqual([
      1,
      [{ file: 'set/quiet.yaml', release: '1.10.1', error: 'Cannot write "quiet.pcap": it is a directory' }],
    ]);
    expect(readFileSync(inside('r.xml'), 'utf8')).toContain('tests="2" failures="1" errors="1"');
  });

  test('Ctrl-C stops all of them', async () => {
    writeFileSync(inside('endless.yaml'), ENDLESS);
    const child = start(['run', 'endless.yaml', 'set/demo.yaml', 'set/quiet.yaml', '--reporter', 'tap'], {
      cwd: place.path,
    });
    const end = ended(child);
    const isWritten = (): boolean =>
      existsSync(inside('endless.pcap')) && readFileSync(inside('endless.pcap')).length > 100_000;
    while (!isWritten()) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /^netchannel-sim: endless\.yaml under 1\.10\.0: Stopped after .*\nnetchannel-sim: Stopped; 2 of 3 runs were not begun\n$/,
    );
    expect(stdout.toString()).toMatch(
      /^1\.\.3$[\s\S]*^not ok 1 - [\s\S]*^Bail out! Stopped in run 1 of 3\n$/m,
    );
    expect(captures()).toEqual(['endless.pcap']);
  });

  test('-q leaves the reports to the exit status', async () => {
    const { code, stdout, stderr } = await go('set/*.yaml', '-q');
    expect([code, stdout.toString(), stderr]).toEqual([0, '', '']);
    expect(captures()).toEqual(['demo.pcap', 'quiet.pcap']);
  });
});

describe('patterns', () => {
  test.each([
    ['set/*.yaml', ['set/demo.yaml', 'set/quiet.yaml']],
    ['set/*', ['set/another.json', 'set/demo.yaml', 'set/quiet.yaml']],
    ['**/{quiet,demo}.yaml', ['set/demo.yaml', 'set/quiet.yaml']],
    ['set/[dq]*.yam?', ['set/demo.yaml', 'set/quiet.yaml']],
    ['./set/d*', ['set/demo.yaml']],
  ])('%s', async (pattern, scripts) => {
    const { code, stdout } = await go(pattern, '--no-capture', '--json');
    expect(code).toBe(0);
    const { runs } = jsonRunsSchema.parse(JSON.parse(stdout.toString()));
    expect(runs.map(({ script }) => script.file)).toEqual(scripts);
  });

  test('of absolute paths, and of paths upwards', async () => {
    mkdirSync(inside('below'));
    for (const [cwd, pattern, expected] of [
      [place.path, inside('set/d*.yaml'), inside('set/demo.yaml')],
      [inside('below'), '../set/d*.yaml', '../set/demo.yaml'],
    ] as const) {
      const { stdout } = await run(['run', pattern, '--no-capture', '--json'], { cwd });
      const { runs } = jsonRunsSchema.parse(JSON.parse(stdout.toString()));
      expect(runs.map(({ script }) => script.file)).toEqual([expected]);
    }
  });

  test('a file of that very name is meant', async () => {
    writeFileSync(inside('set/[d]*.yaml'), QUIET);
    const { code, stdout } = await go('set/[d]*.yaml', '--no-capture');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^quiet \(set\/\[d\]\*\.yaml\)/);
  });

  test('one that matches nothing is a mistake', async () => {
    const { code, stderr } = await go('set/demo.yaml', 'set/*.yml');
    expect([code, stderr, captures()]).toEqual([
      1,
      'netchannel-sim: Cannot find a script that matches "set/*.yml"\n',
      [],
    ]);
  });
});

describe('captures', () => {
  test.each([
    [
      ['set/*.yaml', '-o', 'out-{script}.pcap'],
      ['out-demo.pcap', 'out-quiet.pcap'],
    ],
    [
      ['set/*.yaml', '--netchannel', '1.9.0,1.10.1', '-o', '{release}.{script}.pcap'],
      ['1.10.1.demo.pcap', '1.10.1.quiet.pcap', '1.9.0.demo.pcap', '1.9.0.quiet.pcap'],
    ],
    [['set/quiet.yaml', '-o', '{script}-{release}.pcap'], ['quiet-1.10.1.pcap']],
    [['set/*.yaml', '--no-capture'], []],
    [['set/demo.yaml', '--matrix', '--no-capture'], []],
  ])('%j', async (args, files) => {
    expect((await go(...args, '-q')).code).toBe(0);
    expect(captures()).toEqual(files);
  });

  test('without one, reports speak of none', async () => {
    const { stdout } = await go('set/demo.yaml', '--no-capture');
    expect(stdout.toString()).not.toContain('Wrote');
    expect(stdout.toString()).not.toContain('wireshark');
    expect(stdout.toString()).toContain('run set/demo.yaml --netchannel 1.10.1 --no-capture  # the same');
    const json = await go('set/demo.yaml', '--no-capture', '--json');
    expect(JSON.parse(json.stdout.toString()).capture).toBeNull();
  });

  test.each([
    [
      ['set/*.yaml', '-o', 'x.pcap'],
      'Cannot write the captures of several scripts to "x.pcap": the name after --output needs {script}, as in "x-{script}.pcap"',
    ],
    [
      ['set/*.yaml', '-o', '-'],
      'Cannot write the captures of several scripts to standard output: the name after --output needs {script}, as in "{script}.pcap"',
    ],
    [
      ['set/*.yaml', '--matrix', '-o', 'x.pcap'],
      'Cannot write the captures of several scripts and releases to "x.pcap": the name after --output needs {script} and {release}, as in "x-{script}-{release}.pcap"',
    ],
    [
      ['set/*.yaml', '--matrix', '-o', 'x-{script}.pcap'],
      'Cannot write the captures of several scripts and releases to "x-{script}.pcap": the name after --output needs {release}, as in "x-{script}-{release}.pcap"',
    ],
    [
      ['set/demo.yaml', '--no-capture', '-o', 'x.pcap'],
      'Cannot combine --no-capture with --output, which names the capture; leave one out',
    ],
    [
      ['set/*.yaml', '-o', 'set/{script}.yaml'],
      'Cannot write the capture to "set/demo.yaml": that is the script; name another file after --output',
    ],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await go(...args);
    expect([code, stdout.toString(), stderr]).toEqual([1, '', `netchannel-sim: ${message}\n`]);
    expect(readFileSync(inside('set/demo.yaml'), 'utf8')).toBe(DEMO);
  });

  test('scripts of one name in different folders clash', async () => {
    mkdirSync(inside('more'));
    writeFileSync(inside('more/demo.yaml'), QUIET);
    const { code, stderr } = await go('*/demo.yaml');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot write the captures of "more\/demo\.yaml" and "set\/demo\.yaml" both to "demo\.pcap"; give .* another name/,
    );
    expect(captures()).toEqual([]);
    expect((await go('*/demo.yaml', '--no-capture', '-q')).code).toBe(0);
  });
});
