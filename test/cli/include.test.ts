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
  mkdirSync(inside('s/deep'));
  mkdirSync(inside('s-too'));
  writeFileSync(inside('s-too/d.bin'), 'sibling');
  symlinkSync('../d.bin', inside('s/out.bin'));
  symlinkSync('..', inside('s/up'));
  symlinkSync('common/d.bin', inside('s/in.bin'));
  symlinkSync('s', inside('s-linked'));
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
    const script = path.join(place.path, 's/main.yaml');
    const other = await run(['run', script, '-o', '../c.pcap', '-q', '--files-under', '..'], {
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

const OUTSIDE =
  "it is outside of the script's folder and the working directory; allow it with --files-under DIR";

describe.concurrent('a file outside of the folders of a script', () => {
  const payload = (file: string): string =>
    `steps: [{ping: {to: 10.0.0.2, payload: {file: ${JSON.stringify(file)}, size: 1}}}]\n`;
  /** Runs a script in s, with the working directory beside what it names. */
  const goFrom = async (name: string, file: string, ...args: string[]): Promise<Ended> => {
    writeFileSync(inside(`s/${name}.yaml`), payload(file));
    return run(['run', `../${name}.yaml`, '--no-capture', '-q', ...args], { cwd: inside('s/deep') });
  };

  test.each([
    ['up', '../d.bin'],
    ['beside', '../s-too/d.bin'],
    ['absolute', '/etc/passwd'],
    ['relative', '../../../../../../../../etc/passwd'],
    ['device', '/dev/zero'],
    ['missing', '../no-such-file'],
    ['missing-below', '/etc/no-such-folder/file'],
    ['link', 'out.bin'],
    ['linked-folder', 'up/d.bin'],
    ['missing-in-linked-folder', 'up/no-such-file'],
  ])('is not read: %s', async (name, file) => {
    const { stdout, stderr, code } = await goFrom(`refused-${name}`, file);
    expect(stderr).toContain(
      `../refused-${name}.yaml:1:47: steps[0].ping.payload.file: Cannot read "${file}": ${OUTSIDE}\n`,
    );
    expect([stdout.toString(), code]).toEqual(['', 1]);
  });

  test.each([
    ['own', 'common/d.bin', []],
    ['own-link', 'in.bin', []],
    ['opened', '../d.bin', ['--files-under', '../..']],
    ['second', '../s-too/d.bin', ['--files-under', '.', '--files-under', '../../s-too']],
    ['link', 'out.bin', ['--files-under', '../..']],
  ])('is read where that is allowed: %s', async (name, file, args) => {
    const { stderr, code } = await goFrom(`allowed-${name}`, file, ...args);
    expect([stderr, code]).toEqual(['', 0]);
  });

  test('is not included, and a FIFO there is not opened', async () => {
    writeFileSync(inside('s/including.yaml'), 'include: ../fifo.yaml\nsteps: [{include: ../hosts.yaml}]\n');
    const { stderr, code } = await run(['compare', 'including.yaml'], { cwd: inside('s') });
    expect(stderr).toContain(`Cannot include "../fifo.yaml": ${OUTSIDE}`);
    expect(stderr).toContain(`Cannot include "../hosts.yaml": ${OUTSIDE}`);
    expect(code).toBe(1);
  });

  test('the folder of the script is the real one of the path that it was named by', async () => {
    writeFileSync(inside('s/through.yaml'), payload('common/d.bin'));
    const script = path.join(place.path, 's-linked/through.yaml');
    const { stderr, code } = await run(['run', script, '--no-capture', '-q'], { cwd: inside('folder') });
    expect([stderr, code]).toEqual(['', 0]);
  });

  test('compare and extcap can be allowed to read it', async () => {
    writeFileSync(inside('s/both.yaml'), payload('../d.bin'));
    const cwd = inside('s');
    expect((await run(['compare', 'both.yaml', '-q', '--files-under', '..'], { cwd })).code).toBe(0);
    const extcap = ['extcap', '--capture', '--extcap-interface', 'netchannel0', '--fifo', 'none'];
    const refused = await run([...extcap, '--script', 'both.yaml'], { cwd });
    expect(refused.stderr).toContain(OUTSIDE);
    const allowed = await run([...extcap, '--script', 'both.yaml', '--files-under', '..'], { cwd });
    expect(allowed.stderr).not.toContain(OUTSIDE);
    expect(allowed.stderr).toContain('"none"');
  });

  test.each([
    ['', 'Cannot use --files-under: the name of the folder is empty'],
    ['nowhere', 'Cannot use "nowhere" after --files-under: no such file or directory'],
    ['d.bin', 'Cannot use "d.bin" after --files-under: it is not a folder'],
  ])('--files-under %j is no folder', async (name, message) => {
    const { stderr, code } = await go(['run', '--no-capture', '--files-under', name]);
    expect([stderr, code]).toEqual([expect.stringContaining(message), 1]);
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
