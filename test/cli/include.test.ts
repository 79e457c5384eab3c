// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { type Ended, folder, run } from './binary.ts';

const MAIN = `
name: main
include: ../hosts.yaml
vars: { who: alice }
steps:
  - include: common/leak.yaml
  - udp: { to: bob, to_port: 9, payload: { file: ../d.bin } }
`;
const LEAK = `vars: { who: bob }
hosts: { bob: { ip: 10.0.0.11 } }
steps:
  - name: a secret
    udp: { to: "\${who}", to_port: 9, payload: [{ file: d.bin, size: 6 }, { size: 99 }] }
  - name: too much
    raw: { to: bob, size: 60 }
    expect: { leaks: none }
`;

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (args: readonly string[], input?: string): Promise<Ended> =>
  run(args, { cwd: place.path, ...(input === undefined ? {} : { input }) });

beforeAll(() => {
  place = folder({
    'hosts.yaml': 'hosts: { alice: { ip: 10.0.0.10 }, bob: { ip: 10.0.0.11 } }\n',
    'd.bin': 'outer',
  });
  mkdirSync(inside('s/common'), { recursive: true });
  mkdirSync(inside('folder'));
  writeFileSync(inside('s/main.yaml'), MAIN);
  writeFileSync(inside('s/common/leak.yaml'), LEAK);
  writeFileSync(inside('s/common/d.bin'), 'secret and more');
  writeFileSync(inside('long.bin'), new Uint8Array(524_289));
  symlinkSync('s/common/leak.yaml', inside('link.yaml'));
  symlinkSync('loop.yaml', inside('loop.yaml'));
  execFileSync('mkfifo', [inside('fifo.yaml')]);
});
afterAll(() => place.remove());

describe.concurrent('a script of several files', () => {
  test('runs, and the report says where its steps stand', async () => {
    const { stdout, stderr, code } = await go(['run', 's/main.yaml', '-o', 'a.pcap']);
    expect(stderr).toContain('1 of 1 expectation');
    expect(stdout.toString()).toContain('"a secret", s/common/leak.yaml:4');
    expect(stdout.toString()).toContain('s/common/leak.yaml:8:15: ');
    expect(code).toBe(2);
    const capture = readFileSync(inside('a.pcap'), 'latin1');
    expect(capture).toContain('secret');
    expect(capture).not.toContain('secret and');
    expect(capture).toContain('outer');
  });

  test('says so in the JSON report, which fits its schema', async () => {
    const { stdout } = await go(['run', 's/main.yaml', '-o', 'b.pcap', '--json']);
    const report = jsonReportSchema.parse(JSON.parse(stdout.toString()));
    expect(report.steps).toEqual([
      { index: 0, label: 'include s/common/leak.yaml', line: 6 },
      { index: 1, label: 'a secret', line: 4, file: 's/common/leak.yaml' },
      { index: 2, label: 'too much', line: 6, file: 's/common/leak.yaml' },
      { index: 3, label: 'udp to bob:9', line: 7 },
    ]);
    expect(report.expectations.failures[0]).toMatchObject({ file: 's/common/leak.yaml' });
  });

  test('gives the same frames wherever it is called from', async () => {
    const other = await run(['run', path.join(place.path, 's/main.yaml'), '-o', '../c.pcap', '-q'], {
      cwd: inside('s'),
    });
    const own = await go(['run', 's/main.yaml', '-o', 'd.pcap', '-q']);
    expect([other.code, own.code]).toEqual([2, 2]);
    expect(readFileSync(inside('c.pcap'))).toEqual(readFileSync(inside('d.pcap')));
  });

  test('from standard input, names are looked for in the working folder', async () => {
    const text = 'steps: [{include: s/common/leak.yaml}, {note: "x"}, {include: hosts.yaml}]';
    const { stderr, code } = await go(['run', '-', '-o', 'e.pcap', '-q'], text);
    expect([stderr, code]).toEqual([expect.not.stringContaining('Cannot'), 2]);
    expect(readFileSync(inside('e.pcap'), 'latin1')).toContain('secret');
  });

  test('compares', async () => {
    const { stdout, code } = await go(['compare', 's/main.yaml']);
    expect(stdout.toString()).toContain('"too much", s/common/leak.yaml:6');
    expect(code).not.toBe(1);
  });
});

describe.concurrent('a file that cannot be read', () => {
  test.each([
    ['none.yaml', 'no such file or directory'],
    ['folder', 'it is a directory'],
    ['fifo.yaml', 'it is not a regular file'],
    ['/dev/zero', 'it is not a regular file'],
    ['loop.yaml', 'too many symbolic links'],
    ['hosts.yaml/x', 'a part of the path is not a directory'],
    ['d.bin', 'expected a script in it, got "outer"'],
  ])('%s', async (name, reason) => {
    const { stderr, stdout, code } = await go(
      ['run', '-', '-o', 'never.pcap'],
      `steps:\n  - include: ${name}\n`,
    );
    expect(stderr).toBe(
      `stdin:2:14: steps[0].include: Cannot include "${name}": ${reason}\n  2 |   - include: ${name}\n    |              ^\n`,
    );
    expect([stdout.toString(), code]).toEqual(['', 1]);
  });

  test('a payload that is too long', async () => {
    const text = 'steps: [{ping: {to: 10.0.0.2, payload: {file: long.bin, size: 1}}}]';
    const { stderr, code } = await go(['run', '-'], text);
    expect(stderr).toBe(
      'stdin:1:47: steps[0].ping.payload.file: Cannot read "long.bin": it is longer than 524288 bytes\n' +
        `  1 | ${text}\n    | ${' '.repeat(46)}^\n`,
    );
    expect(code).toBe(1);
  });

  test('a cycle through a link ends', async () => {
    const { stderr, code } = await go(['run', '-'], 'steps: [{include: link.yaml}]');
    // Its payload is looked for beside the link.
    expect(stderr).toContain('File "d.bin" is too short');
    expect(code).toBe(1);
  });
});

describe.concurrent('what a script names is not overwritten', () => {
  test.each([
    [
      ['-o', 's/common/leak.yaml'],
      'Cannot write the capture to "s/common/leak.yaml": that is a file that the script names',
    ],
    [['-o', 'd.bin'], 'Cannot write the capture to "d.bin": that is a file that the script names'],
    [
      ['-o', 'f.pcap', '--json', 'hosts.yaml'],
      'Cannot write the JSON report to "hosts.yaml": that is a file that the script names',
    ],
  ])('run %j', async (args, message) => {
    const { stderr, code } = await go(['run', 's/main.yaml', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
    expect(readFileSync(inside('d.bin'), 'utf8')).toBe('outer');
  });
});
