import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { DEMO, type Ended, folder, run } from './binary.ts';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['run', ...args], { cwd: place.path });

beforeEach(() => {
  place = folder({});
  writeFileSync(inside('demo.yaml'), DEMO);
});
afterEach(() => place.remove());

describe('without options', () => {
  test('a script becomes a capture of its name, and a report', async () => {
    const { code, stdout, stderr } = await go('demo.yaml');
    expect([code, stderr]).toEqual([0, '']);
    expect(readPcap(readFileSync(inside('demo.pcap'))).packets).toHaveLength(4);
    expect(readPcap(readFileSync(inside('demo.pcap'))).nanoseconds).toBe(false);
    const report = stdout.toString();
    expect(report).toContain('demo (demo.yaml), netchannel 1.10.0, seed 1');
    expect(report).toMatch(/^1 of 4 frames carried/m);
    expect(report).toContain('swordfish swordf');
    expect(report).toContain('"the secret", line 8');
    expect(report).toContain('for alice (10.0.0.10) !');
    expect(report).toContain(
      '  netchannel-sim run demo.yaml --netchannel 1.10.1 -o demo-1.10.1.pcap  # the same with the fix\n',
    );
    expect(report).not.toContain('\u001b');
  });

  test('a write behind the announced size is told once, with its place', async () => {
    writeFileSync(
      inside('behind.yaml'),
      'hosts: {bob: {ip: 10.0.0.11}}\nsteps:\n  - raw: {to: bob, size: 60, writes: [{at: 58, data: abc}]}\n',
    );
    const { code, stderr } = await go('behind.yaml', '-q', '--netchannel', '1.10.0,1.10.1');
    const warning =
      'behind.yaml:3:39: steps[0].raw.writes[0]: Writes up to byte 60, behind the 60 bytes that are announced: what is behind is not sent';
    expect([code, stderr]).toEqual([0, `netchannel-sim: Warning: ${warning}\n`]);
  });

  test('the packaged sample is run, wherever one is', async () => {
    mkdirSync(inside('deep'));
    const { code, stdout } = await run(['run'], { cwd: inside('deep') });
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/netchannel 1\.10\.0 hands\s+packet\s+writers/);
    const { packets } = readPcap(readFileSync(inside('deep/osec-2019-01.pcap')));
    expect(stdout.toString()).toContain(`Wrote ${packets.length} frames`);
  });

  test('the same script gives the same bytes', async () => {
    const first = await go('demo.yaml', '-o', 'first.pcap', '--json');
    const second = await go('demo.yaml', '-o', 'first.pcap.2', '--json');
    expect(readFileSync(inside('first.pcap'))).toEqual(readFileSync(inside('first.pcap.2')));
    expect(second.stdout.toString().replace('first.pcap.2', 'first.pcap')).toBe(first.stdout.toString());
  });
});

describe('options', () => {
  test('--output', async () => {
    const { code, stdout } = await go('demo.yaml', '--output', 'other.pcap');
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('to other.pcap\n');
    expect([existsSync(inside('other.pcap')), existsSync(inside('demo.pcap'))]).toEqual([true, false]);
  });

  test.each(['1.9.0', '1.10.1'])('--netchannel %s leaks nothing', async (release) => {
    const { code, stdout } = await go('demo.yaml', '--netchannel', release, '--fail-on', 'leak');
    expect(code).toBe(0);
    expect(stdout.toString().replace(/\s+/g, ' ')).toContain(`netchannel ${release} leaks nothing (`);
    expect(stdout.toString()).not.toMatch(/LEAK/);
  });

  test('--seed decides the filler', async () => {
    await go('demo.yaml', '--seed', '255', '-o', 'a.pcap', '-q');
    await go('demo.yaml', '--seed=0xFF', '-o', 'b.pcap', '-q');
    await go('demo.yaml', '--seed', '4294967295', '-o', 'c.pcap', '-q');
    expect(readFileSync(inside('a.pcap'))).toEqual(readFileSync(inside('b.pcap')));
    expect(readFileSync(inside('a.pcap'))).not.toEqual(readFileSync(inside('c.pcap')));
  });

  test.each([[['--json']], [['--json', '-']], [['-q', '--json']]])(
    '%s prints JSON and nothing else',
    async (args) => {
      const { code, stdout, stderr } = await go('demo.yaml', ...args);
      expect([code, stderr]).toEqual([0, '']);
      const report = jsonReportSchema.parse(JSON.parse(stdout.toString()));
      expect(report.capture).toMatchObject({ file: 'demo.pcap', packets: 4 });
      expect(report.totals.leakedBytes).toBeGreaterThan(300);
    },
  );

  test('--json with a file goes beside the text', async () => {
    writeFileSync(inside('report.json'), `{"version": 1, "old": "${'x'.repeat(100_000)}"}`);
    const { code, stdout } = await go('demo.yaml', '--json', 'report.json');
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('FRAMES');
    const report = jsonReportSchema.parse(JSON.parse(readFileSync(inside('report.json'), 'utf8')));
    expect(report.script.name).toBe('demo');
    expect(report.leaks).toHaveLength(report.totals.leakingFrames);
  });

  test('--fail-on, once or more', async () => {
    const both = await go('demo.yaml', '-q', '--fail-on', 'leak', '--fail-on', 'checksum');
    expect(both.code).toBe(2);
    expect(both.stderr).toMatch(
      /^netchannel-sim: Found \d+ leaked bytes in \d frames?, which --fail-on leak asks to fail\nnetchannel-sim: Found \d+ wrong checksums? in \d frames?, which --fail-on checksum asks to fail\n$/,
    );
    const one = await go('demo.yaml', '--fail-on=checksum');
    expect(one.code).toBe(2);
    expect(one.stderr.split('\n')).toHaveLength(2);
    expect(one.stdout.toString()).toContain('FRAMES');
  });

  test('--list', async () => {
    const none = await go('demo.yaml', '--list', '0');
    expect(none.stdout.toString()).toContain('not listed one by one: --list all shows them');
    expect(none.stdout.toString()).toContain('netchannel-sim run demo.yaml --list all  # tells');
    const all = await go('demo.yaml', '--list', 'all');
    expect(all.stdout.toString()).not.toContain('not listed');
    const json = await go('demo.yaml', '--list', '0', '--json');
    expect(JSON.parse(json.stdout.toString()).leaks).not.toEqual([]);
  });

  test('-v tells all, and a report without it is a screenful of what is found', async () => {
    const brief = (await go()).stdout.toString();
    const whole = (await go('-v')).stdout.toString();
    expect(brief.split('\n').length).toBeLessThan(66);
    expect(brief).toContain('\nLARGEST LEAK\n');
    expect(brief).toContain('netchannel-sim run -v  # tells all that was found\n');
    expect(brief).not.toMatch(/^SUMMARY$/m);
    expect(whole).toMatch(/^SUMMARY$/m);
    expect(whole).toMatch(/^ {2}Frames 2-4, 6-10: 1 byte ipv4\.tos, 0x01$/m);
    expect(whole).not.toContain('run -v');
    expect((await go('--verbose')).stdout.toString()).toBe(whole);
  });

  test('a report is as wide as COLUMNS says where there is no terminal', async () => {
    const { stdout } = await run(['run', '-v', '--no-capture'], { cwd: place.path, env: { COLUMNS: '72' } });
    const lines = stdout.toString().split('\nNEXT\n')[0]?.split('\n') ?? [];
    const widest = Math.max(...lines.map((line) => line.length));
    expect(widest).toBeGreaterThan(66);
    expect(widest).toBeLessThanOrEqual(72);
  });

  test('--quiet', async () => {
    const { code, stdout, stderr } = await go('demo.yaml', '--quiet');
    expect([code, stdout.toString(), stderr]).toEqual([0, '', '']);
    expect(existsSync(inside('demo.pcap'))).toBe(true);
  });

  test.each([
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '0' }, [], false],
    [{ FORCE_COLOR: '1' }, ['--no-color'], false],
    [{ FORCE_COLOR: '1', NO_COLOR: 'no' }, [], false],
    [{ FORCE_COLOR: '1', NO_COLOR: '' }, [], true],
    [{}, [], false],
  ])('colours: %j %j', async (env, args, colored) => {
    const { stdout } = await run(['run', 'demo.yaml', ...args], { cwd: place.path, env });
    expect(stdout.includes('\u001b[')).toBe(colored);
  });
});

describe('scripts from elsewhere', () => {
  test('standard input', async () => {
    const { code, stdout } = await run(['run', '-'], { cwd: place.path, input: DEMO });
    expect(code).toBe(0);
    expect(readPcap(readFileSync(inside('stdin.pcap'))).packets).toHaveLength(4);
    expect(stdout.toString()).toContain('demo (stdin), netchannel 1.10.0');
    expect(stdout.toString()).not.toContain('netchannel-sim run -');
  });

  test('JSON, with a byte order mark', async () => {
    writeFileSync(inside('x.json'), '\ufeff{"steps": [{"arp": {"request": "10.0.0.9"}}]}');
    expect((await go('x.json', '-q')).code).toBe(0);
    expect(readPcap(readFileSync(inside('x.pcap'))).packets).toHaveLength(1);
  });

  test('one that sends nothing is warned about', async () => {
    writeFileSync(inside('x.yaml'), 'poll: manual\nsteps: [{arp: {request: 10.0.0.9}}]');
    const { code, stdout, stderr } = await go('x.yaml');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^netchannel-sim: Warning: no frame crossed .*"poll: manual"/);
    expect(stdout.toString()).toContain('no frame crossed the channel');
    expect(readPcap(readFileSync(inside('x.pcap'))).packets).toEqual([]);
  });
});

describe('help', () => {
  test('leads with examples', async () => {
    const { code, stdout } = await go('--help');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^Examples:\n {2}netchannel-sim run /);
    for (const option of ['--output', '--netchannel', '--seed', '--json', '--fail-on', '--list', '--quiet']) {
      expect(stdout.toString()).toContain(option);
    }
  });

  test('the version is that of the package', async () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8');
    const { stdout } = await run(['--version'], { cwd: place.path });
    expect(stdout.toString().trim()).toBe(JSON.parse(text).version);
  });
});
