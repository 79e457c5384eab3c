import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { parseXml } from '../support/parse-xml.ts';
import { DEMO, type Ended, folder, run } from './binary.ts';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const text = (name: string): string => readFileSync(inside(name), 'utf8');
const go = (...args: string[]): Promise<Ended> => run(['run', 'demo.yaml', ...args], { cwd: place.path });

beforeEach(() => {
  place = folder({});
  writeFileSync(inside('demo.yaml'), DEMO);
});
afterEach(() => place.remove());

describe('one reporter on standard output', () => {
  test('json is what --json prints', async () => {
    const long = await go('--reporter', 'json');
    const short = await go('--json');
    expect([long.code, long.stderr]).toEqual([0, '']);
    expect(long.stdout.toString()).toBe(short.stdout.toString());
    jsonReportSchema.parse(JSON.parse(long.stdout.toString()));
    expect((await go('--reporter=json=-')).stdout.toString()).toBe(short.stdout.toString());
  });

  test('junit', async () => {
    const { code, stdout } = await go('--reporter', 'junit', '--matrix', '--fail-on', 'leak');
    expect(code).toBe(2);
    const { attributes, children } = parseXml(stdout.toString());
    expect(attributes).toMatchObject({ tests: '3', failures: '1', errors: '0' });
    expect(children.map((suite) => suite.attributes['name'])).toEqual(
      ['1.9.0', '1.10.0', '1.10.1'].map((release) => `demo.yaml under netchannel ${release}`),
    );
  });

  test('tap', async () => {
    const { code, stdout } = await go('--reporter', 'tap', '--fail-on', 'checksum', '--netchannel', '1.10.1');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(
      /^TAP version 14\n1\.\.1\n# Subtest: .*\n {4}1\.\.1\n {4}# .*\n {4}ok 1 - --fail-on checksum finds nothing\nok 1 - demo\.yaml under netchannel 1\.10\.1\n$/,
    );
  });

  test('text is what there is without a reporter', async () => {
    expect((await go('--reporter', 'text')).stdout.toString()).toBe((await go()).stdout.toString());
  });
});

describe('several', () => {
  test('into files, with the text beside them', async () => {
    const plain = await go();
    const files = ['json=r.json', 'junit=r.xml', 'tap=r.tap', 'text=r.txt'].flatMap((name) => [
      '--reporter',
      name,
    ]);
    const { code, stdout } = await go(...files.slice(0, 6), '--reporter', 'text');
    expect([code, stdout.toString()]).toEqual([0, plain.stdout.toString()]);
    expect((await go(...files.slice(0, 6))).stdout.toString()).toBe(plain.stdout.toString());
    jsonReportSchema.parse(JSON.parse(text('r.json')));
    expect(parseXml(text('r.xml')).name).toBe('testsuites');
    expect(text('r.tap')).toMatch(/^TAP version 14\n/);

    const all = await go(...files);
    expect([all.code, all.stdout.toString(), text('r.txt')]).toEqual([0, '', plain.stdout.toString()]);
  });

  test('-q, and colours, are about the terminal', async () => {
    const env = { FORCE_COLOR: '1' };
    const { stdout } = await run(['run', 'demo.yaml', '--reporter', 'text=r.txt', '-q'], {
      cwd: place.path,
      env,
    });
    expect(stdout.toString()).toBe('');
    expect(text('r.txt')).toContain('FRAMES');
    expect(text('r.txt')).not.toContain('\u001b');
    const quiet = await go('-q', '--reporter', 'junit=r.xml');
    expect([quiet.code, quiet.stdout.toString()]).toEqual([0, '']);
    const printed = await go('-q', '--reporter', 'tap');
    expect(printed.stdout.toString()).toMatch(/^TAP/);
  });

  test('beside a capture on standard output', async () => {
    const { code, stdout, stderr } = await go('-o', '-', '--reporter', 'junit=r.xml', '--reporter', 'text');
    expect(code).toBe(0);
    expect(stdout.subarray(0, 4).toString('hex')).toBe('d4c3b2a1');
    expect(stderr).toContain('FRAMES');
    expect(parseXml(text('r.xml')).attributes['tests']).toBe('1');
  });

  test('a capture that cannot be written is an error in them, too', async () => {
    const { code, stdout, stderr } = await go(
      '-o',
      'nowhere/x.pcap',
      '--reporter',
      'tap',
      '--reporter',
      'junit=r.xml',
    );
    expect([code, stderr]).toEqual([
      1,
      'netchannel-sim: Cannot write "nowhere/x.pcap": no such file or directory\n',
    ]);
    expect(stdout.toString()).toContain('    not ok 1 - runs to its end\n');
    expect(parseXml(text('r.xml')).attributes).toMatchObject({ tests: '1', failures: '0', errors: '1' });
  });
});

test('expectations: in each report, and in the exit status', async () => {
  const script = `
steps:
  - name: a ping
    ping: {to: 10.0.0.9}
    expect:
      verdict: discarded
      frames: 1
`;
  writeFileSync(inside('expects.yaml'), script);
  const reporters = ['junit=r.xml', 'tap=r.tap'].flatMap((name) => ['--reporter', name]);
  const { code, stdout, stderr } = await run(['run', 'expects.yaml', 'demo.yaml', ...reporters], {
    cwd: place.path,
  });
  expect([code, stderr]).toEqual([
    2,
    'netchannel-sim: expects.yaml under 1.10.0: 1 of 2 expectations is not met\n',
  ]);
  expect(stdout.toString()).toMatch(/^ {2}expects\.yaml +1\.10\.0 .* 1 of 2 {2}failed$/m);
  expect(stdout.toString()).toMatch(/^ {2}demo\.yaml +1\.10\.0 .* - {2}done$/m);
  const { attributes, children } = parseXml(text('r.xml'));
  expect(attributes).toMatchObject({ tests: '3', failures: '1', errors: '0', skipped: '0' });
  const failed = children[0]?.children.find((element) => element.children[0]?.name === 'failure');
  expect(failed?.attributes).toMatchObject({ file: 'expects.yaml', line: '6' });
  expect(failed?.attributes['name']).toMatch(/^a ping: /);
  expect(text('r.tap')).toMatch(/^ {4}not ok \d - a ping: .*\n {6}---\n/m);
  expect(text('r.tap')).toMatch(/^not ok 1 - expects\.yaml under netchannel 1\.10\.0$[\s\S]*^ok 2 - /m);

  const quiet = await run(['run', 'expects.yaml', '-q'], { cwd: place.path });
  expect([quiet.code, quiet.stdout.toString()]).toEqual([2, '']);
  expect(quiet.stderr).toMatch(/^netchannel-sim: 1 of 2 .*\nexpects\.yaml:6:7: expected /);
});

describe('mistakes', () => {
  test.each([
    [
      ['--reporter', 'jnuit'],
      'Unknown reporter "jnuit"; did you mean "junit"; there are text, json, junit, tap, html, sarif, github, markdown',
    ],
    [['--reporter', 'junit='], 'Cannot write the JUnit report: the name after "junit=" is empty'],
    [
      ['--reporter', 'demo.yaml'],
      'Unknown reporter "demo.yaml"; there are text, json, junit, tap, html, sarif, github, markdown',
    ],
    [
      ['--reporter', 'junit', '--reporter', 'text'],
      'Cannot write both the JUnit report and the text report to standard output; give one a file, as in --reporter text=FILE',
    ],
    [
      ['--json', '--reporter', 'tap=-'],
      'Cannot write both the JSON report and the TAP report to standard output; give one a file, as in --reporter tap=FILE',
    ],
    [
      ['--reporter', 'tap', '--reporter', 'tap'],
      'Cannot write the TAP report twice to standard output; give one a file, as in --reporter tap=FILE',
    ],
    [
      ['-o', '-', '--reporter', 'tap'],
      'Cannot write both the capture and the TAP report to standard output; name a file after "--reporter tap=" or --output',
    ],
    [
      ['-q', '--reporter', 'text'],
      'Cannot combine --quiet, which leaves out the text report, with --reporter text',
    ],
    [
      ['--reporter', 'junit=x', '--reporter', 'tap=./x'],
      'Cannot write the TAP report to "./x": the JUnit report goes there; name another file after --reporter tap=',
    ],
    [
      ['--reporter', 'junit=demo.pcap'],
      'Cannot write the JUnit report to "demo.pcap": the capture goes there; name another file after --reporter junit=',
    ],
    [['--reporter', 'text=demo.yaml'], 'Cannot write the text report to "demo.yaml": that is the script'],
    [
      ['--reporter', 'text=other.yaml'],
      'Cannot write the text report to "other.yaml": that looks like a script; name another file after --reporter text=',
    ],
    [
      ['--json', 'other.yaml'],
      'Cannot write the JSON report to "other.yaml": that looks like a script; the script goes before --json',
    ],
    [
      ['--reporter', 'tap=nowhere/x'],
      'Cannot write the TAP report to "nowhere/x": no such file or directory',
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await go(...args);
    expect([code, stdout.toString(), stderr]).toEqual([1, '', `netchannel-sim: ${message}\n`]);
    expect(existsSync(inside('demo.pcap'))).toBe(false);
    expect(text('demo.yaml')).toBe(DEMO);
  });
});
