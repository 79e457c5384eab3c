import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO, type Ended, folder, run } from './binary.ts';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['run', ...args], { cwd: place.path });

beforeAll(() => {
  place = folder({
    'demo.yaml': DEMO,
    'demo.json': '{"steps": [{"arp": {"request": "10.0.0.9"}}]}',
    'syntax.yaml': 'steps:\n  - [arp: {\n',
    'unknown.yaml': 'steps:\n  - udpp: {}\nsede: 3\n',
    'host.yaml': 'hosts: {alice: {ip: 10.0.0.10}}\nsteps: [{udp: {to: alcie, to_port: 9}}]\n',
    'range.yaml': 'steps: [{udp: {to: 10.0.0.9, to_port: 70000}}]\n',
    'release.yaml': 'release: 1.10.9\nsteps: [poll]\n',
    'empty.yaml': '',
    'late.yaml':
      'epoch: 2106-02-07T06:28:15Z\ninterval: 2s\nsteps: [{arp: {request: 10.0.0.9}}, {arp: {request: 10.0.0.9}}]\n',
    'report.json': '{"version": 1}\n',
  });
  mkdirSync(inside('folder'));
  for (const ending of ['pcap', 'json']) mkdirSync(inside(`taken/demo.${ending}`), { recursive: true });
  symlinkSync('demo.yaml', inside('symlink.yaml'));
  linkSync(inside('demo.yaml'), inside('hardlink.pcap'));
});
afterAll(() => place.remove());

function expectRefusal({ code, stdout, stderr }: Ended, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr.endsWith('\n')).toBe(true);
  expect([code, stdout.toString()]).toEqual([1, '']);
}

describe.concurrent('usage', () => {
  test.each([
    [['--jsn'], /^netchannel-sim: Unknown option "--jsn"; did you mean "--json"\?\n$/],
    [
      ['a', 'b'],
      /^netchannel-sim: Cannot read the script "a": .*\nnetchannel-sim: Cannot read the script "b"/,
    ],
    [['--seed'], /^netchannel-sim: Option "--seed <n>" argument missing/],
    [['--seed', '-1'], /^netchannel-sim: Cannot use the seed "-1": expected an integer from 0 to 4294967295/],
    [['--seed', '4294967296'], /^netchannel-sim: Cannot use the seed "4294967296"/],
    [['--seed', '0x1p3'], /^netchannel-sim: Cannot use the seed "0x1p3"/],
    [['--seed', ''], /^netchannel-sim: Cannot use the seed ""/],
    [['--list', 'some'], /^netchannel-sim: Cannot list "some" findings: expected a number .* or "all"\n$/],
    [
      ['--netchannel', '1.11.0'],
      /^netchannel-sim: Unknown netchannel release "1.11.0"; did you mean "1.10.0"; there are 1.4.1, 1.5.0, 1.9.0, 1.10.0, .*, 2.1.8\n$/,
    ],
    [['--netchannel', 'latest'], /^netchannel-sim: Unknown netchannel release "latest"; there are/],
    [['--fail-on', 'leaks'], /^netchannel-sim: Unknown finding "leaks" after --fail-on; did you mean "leak"/],
    [
      ['-o', '-', '--json'],
      /^netchannel-sim: Cannot write both the capture and the JSON report to standard output/,
    ],
    [['-o', ''], /^netchannel-sim: Cannot write the capture: the name after --output is empty\n$/],
  ])('run %j', async (args, message) => {
    expectRefusal(await go(...args), message);
  });

  test.each([
    [['rnu'], /^netchannel-sim: Unknown command "rnu"; did you mean "run"\?\n$/],
    [
      ['demo.yaml'],
      /^netchannel-sim: Unknown command "demo.yaml"; did you mean "netchannel-sim run demo.yaml"\?\n$/,
    ],
    [['--bogus'], /^netchannel-sim: Unknown option "--bogus"; see "netchannel-sim run --help"\n$/],
    [[], /^Examples:\n/],
  ])('netchannel-sim %j', async (args, message) => {
    expectRefusal(await run(args, { cwd: place.path }), message);
  });
});

describe.concurrent('scripts', () => {
  test.each([
    ['missing.yaml', /^netchannel-sim: Cannot read the script "missing.yaml": no such file or directory\n$/],
    [
      'demo.yaml/x',
      /^netchannel-sim: Cannot read the script "demo.yaml\/x": a part of the path is not a directory\n$/,
    ],
    ['folder', /^netchannel-sim: Cannot read the script "folder": it is a directory\n$/],
    ['', /^netchannel-sim: Cannot read the script: its name is empty\n$/],
    ['syntax.yaml', /^syntax\.yaml:3:1: Expected "\}" before this: a "\{" is not closed/],
    [
      'unknown.yaml',
      /^unknown\.yaml:2:5: .*"udpp"; did you mean "udp"\?\n {2}2 \| {3}- udpp: \{\}\n {4}\| {5}\^\n(?:.*\n)*unknown\.yaml:3:1: .*"sede"; did you mean "seed"\?\n {2}3 \| sede: 3\n {4}\| \^\n$/,
    ],
    ['host.yaml', /^host\.yaml:2:20: .*"alcie"; did you mean "alice"/],
    ['range.yaml', /^range\.yaml:1:\d+: steps\[0\]\.udp\.to_port: /],
    ['release.yaml', /^release\.yaml:1:10: release: /],
    ['empty.yaml', /^empty\.yaml:1:1: /],
  ])('%j', async (script, message) => {
    expectRefusal(await go(script, '-o', 'never.pcap'), message);
    expect(existsSync(inside('never.pcap'))).toBe(false);
  });

  test('standard input', async () => {
    const wrong = await run(['run', '-'], { cwd: place.path, input: 'steps: 3' });
    expectRefusal(wrong, /^stdin:1:\d+: steps: /);
    expect(existsSync(inside('stdin.pcap'))).toBe(false);
  });

  test('what is no text', async () => {
    const child = await run(['run', process.execPath], { cwd: place.path });
    expectRefusal(
      child,
      /^netchannel-sim: Cannot read the script ".*": it is (not UTF-8 text|longer than 64 MiB)\n$/,
    );
  });

  test.skipIf(!existsSync('/dev/zero'))('what never ends', async () => {
    expectRefusal(
      await go('/dev/zero'),
      /^netchannel-sim: Cannot read the script "\/dev\/zero": it is longer/,
    );
  });

  test('one that goes beyond the times of pcap', async () => {
    expectRefusal(
      await go('late.yaml', '-q'),
      /^netchannel-sim: Cannot write a frame: pcap files have no times after 2106/,
    );
  });
});

describe.concurrent('outputs', () => {
  test.each([
    [['-o', 'taken'], /^netchannel-sim: Cannot write "taken\/demo\.pcap": it is a directory\n$/],
    [
      ['-o', 'nowhere/x.pcap'],
      /^netchannel-sim: Cannot write "nowhere\/x.pcap": no such file or directory\n$/,
    ],
    [
      ['--json', 'taken'],
      /^netchannel-sim: Cannot write the JSON report to "taken\/demo\.json": it is a directory\n$/,
    ],
    [['--json', 'nowhere/x'], /^netchannel-sim: Cannot write the JSON report to "nowhere\/x": no such file/],
    [
      ['-o', './demo.yaml'],
      /^netchannel-sim: Cannot write the capture to "\.\/demo\.yaml": that is the script/,
    ],
    [
      ['-o', 'symlink.yaml'],
      /^netchannel-sim: Cannot write the capture to "symlink.yaml": that is the script/,
    ],
    [
      ['-o', 'hardlink.pcap'],
      /^netchannel-sim: Cannot write the capture to "hardlink.pcap": that is the script/,
    ],
    [
      ['--json', 'demo.yaml'],
      /^netchannel-sim: Cannot write the JSON report to "demo.yaml": that is the script/,
    ],
    [
      ['-o', 'x', '--json', './x'],
      /^netchannel-sim: Cannot write the JSON report to ".\/x": the capture goes there/,
    ],
  ])('demo.yaml %j', async (args, message) => {
    expectRefusal(await go('demo.yaml', ...args), message);
    expect(readFileSync(inside('demo.yaml'), 'utf8')).toBe(DEMO);
  });

  test.each(['demo.yaml', 'demo.json'])(
    'a script taken for the file of --json is spared: %s',
    async (script) => {
      const before = readFileSync(inside(script), 'utf8');
      expectRefusal(await go('--json', script), /that looks like a script; the script goes before --json\n$/);
      expect(readFileSync(inside(script), 'utf8')).toBe(before);
    },
  );

  test('an older report is not', async () => {
    expect((await go('-q', '-o', 'sample.pcap', '--json', 'report.json')).code).toBe(0);
    expect((await go('-q', '-o', 'sample.pcap', '--json', 'report.json')).code).toBe(0);
    expect(JSON.parse(readFileSync(inside('report.json'), 'utf8')).script.name).toBe('OSEC-2019-01');
  });

  test.skipIf(!existsSync('/dev/full')).each([
    [['-o', '/dev/full'], /^netchannel-sim: Cannot write "\/dev\/full": no space left on the device\n$/],
    [
      ['-q', '--json', '/dev/full'],
      /^netchannel-sim: Cannot write the JSON report to "\/dev\/full": no space left on the device\n$/,
    ],
  ])('a full disk: %j', async (args, message) => {
    expectRefusal(await go('demo.yaml', ...args), message);
  });
});
