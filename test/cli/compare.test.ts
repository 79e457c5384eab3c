import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { comparisonReportSchema } from '../../src/report/comparison/json-schema.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { DEMO, ENDLESS, type Ended, ended, folder, run, start } from './binary.ts';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['compare', ...args], { cwd: place.path });

beforeEach(() => {
  place = folder({});
  writeFileSync(inside('demo.yaml'), DEMO);
  writeFileSync(inside('endless.yaml'), ENDLESS);
});
afterEach(() => place.remove());

describe('without options', () => {
  test('a script is compared under every release, and nothing is written', async () => {
    const { code, stdout, stderr } = await go('demo.yaml');
    expect([code, stderr]).toEqual([0, '']);
    const text = stdout.toString();
    expect(text).toMatch(/^demo \(demo\.yaml\), seed 1\n\n\d of 4 frames are not the same/);
    expect(text).toMatch(/^ +1\.9\.0 +1\.10\.0 +1\.10\.1$/m);
    expect(text).toMatch(/^ {12}1\.10\.0 \[.*rdfish swordfis/m);
    expect(text).toContain('\n  netchannel-sim run demo.yaml --netchannel 1.10.0\n');
    expect(text).not.toContain('\u001b');
    expect(readdirSync(place.path).sort()).toEqual(['demo.yaml', 'endless.yaml']);
  });

  test('the packaged sample is compared, the same each time', async () => {
    const first = await go();
    expect(first.stdout.toString()).toContain('10 of 13 frames are not the same under netchannel');
    expect((await go()).stdout.equals(first.stdout)).toBe(true);
  });
});

describe('options', () => {
  test('--netchannel chooses releases, in their order', async () => {
    const { code, stdout } = await go('demo.yaml', '--netchannel', '1.10.1, 1.9.0');
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('is the same, byte for byte'.replace('is', 'frames are'));
    expect(stdout.toString()).toMatch(/^ +1\.10\.1 +1\.9\.0$/m);
    expect(stdout.toString()).not.toContain('DIFFERENCES');
  });

  test('--differences', async () => {
    const none = (await go('demo.yaml', '--differences', '0')).stdout.toString();
    expect(none).toMatch(/^ {2}… \d frames differ, not shown here/m);
    expect(none).toMatch(/^ {2}netchannel-sim compare demo\.yaml --differences \d$/m);
    expect(none).not.toContain('Frame ');
    const all = (await go('demo.yaml', '--differences', '1000')).stdout.toString();
    expect(all).not.toContain('not shown');
  });

  test('--seed decides the filler', async () => {
    const script =
      'steps: [{raw: {size: 90, returns: 90, writes: [{at: 0, data: {size: 90}}]}}, {raw: {size: 90}}]';
    writeFileSync(inside('filler.yaml'), script);
    const [a, b, c] = await Promise.all(
      ['255', '0xff', '1'].map(async (seed) => (await go('filler.yaml', '--seed', seed)).stdout.toString()),
    );
    expect(a).toContain('seed 255');
    expect(a).toContain('--netchannel 1.10.0 --seed 255\n');
    expect(a).toBe(b);
    expect(a).not.toBe(c?.replaceAll('seed 1', 'seed 255'));
  });

  test.each([[['--json']], [['--json', '-']], [['-q', '--json']]])(
    '%s prints JSON and nothing else',
    async (args) => {
      const { code, stdout, stderr } = await go('demo.yaml', ...args);
      expect([code, stderr]).toEqual([0, '']);
      const report = comparisonReportSchema.parse(JSON.parse(stdout.toString()));
      expect(report.releases.map(({ release, capture }) => [release, capture])).toEqual([
        ['1.9.0', null],
        ['1.10.0', null],
        ['1.10.1', null],
      ]);
      expect(report.differences.frames).toBeGreaterThan(1);
    },
  );

  test('--json with a file goes beside the text', async () => {
    const { code, stdout } = await go('demo.yaml', '--json', 'report.json', '--differences', '1');
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('TOTALS');
    const report = comparisonReportSchema.parse(JSON.parse(readFileSync(inside('report.json'), 'utf8')));
    expect(report.differences.first).toHaveLength(1);
  });

  test('--output writes what run writes', async () => {
    const { code, stdout } = await go('demo.yaml', '-o', 'x-{release}.pcap', '--json', 'report.json');
    expect(code).toBe(0);
    for (const release of ['1.9.0', '1.10.0', '1.10.1']) {
      const file = readFileSync(inside(`x-${release}.pcap`));
      expect(stdout.toString()).toContain(
        `Wrote 4 frames (${file.length.toLocaleString('en')} bytes) of ${release} to x-${release}.pcap\n`,
      );
      await run(['run', 'demo.yaml', '-q', '--netchannel', release, '-o', 'y.pcap'], { cwd: place.path });
      expect(readFileSync(inside('y.pcap')).equals(file)).toBe(true);
    }
    const report = comparisonReportSchema.parse(JSON.parse(readFileSync(inside('report.json'), 'utf8')));
    expect(report.releases[2]?.capture).toMatchObject({ file: 'x-1.10.1.pcap', packets: 4 });
  });

  test('--quiet', async () => {
    const { code, stdout, stderr } = await go('demo.yaml', '-q');
    expect([code, stdout.toString(), stderr]).toEqual([0, '', '']);
  });

  test.each([
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '1' }, ['--no-color'], false],
    [{ FORCE_COLOR: '1', NO_COLOR: 'no' }, [], false],
    [{}, [], false],
  ])('colours: %j %j', async (env, args, colored) => {
    const { stdout } = await run(['compare', 'demo.yaml', ...args], { cwd: place.path, env });
    expect(stdout.includes('\u001b[')).toBe(colored);
  });

  test('standard input', async () => {
    const { code, stdout } = await run(['compare', '-'], { cwd: place.path, input: DEMO });
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('demo (stdin), seed 1');
    expect(stdout.toString()).not.toContain('NEXT');
  });

  test('a script that sends nothing is warned about', async () => {
    writeFileSync(inside('x.yaml'), 'poll: manual\nsteps: [{arp: {request: 10.0.0.9}}]');
    const { code, stderr } = await go('x.yaml');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^netchannel-sim: Warning: no frame crossed .* under any release: .*\n$/);
  });

  test('help leads with examples', async () => {
    const { code, stdout } = await go('--help');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^Examples:\n {2}netchannel-sim compare /);
    for (const option of ['--netchannel', '--seed', '--differences', '--output', '--json', '--quiet']) {
      expect(stdout.toString()).toContain(option);
    }
  });
});

describe('mistakes', () => {
  test.each([
    [
      ['--netchanel', '1.9.0'],
      /^netchannel-sim: Unknown option "--netchanel"; did you mean "--netchannel"\?\n$/,
    ],
    [['a', 'b'], /^netchannel-sim: Too many arguments for "compare".*"netchannel-sim compare --help"\n$/],
    [
      ['--netchannel', '1.9.0,1.10.9'],
      /^netchannel-sim: Unknown netchannel release "1.10.9"; did you mean "1.10/,
    ],
    [['--netchannel', '1.9.0,'], /^netchannel-sim: Unknown netchannel release ""/],
    [
      ['--netchannel', '1.9.0,1.10.0,1.9.0'],
      /^netchannel-sim: Cannot run netchannel 1.9.0 twice; name it once/,
    ],
    [['--netchannel', '1.10.0'], /^netchannel-sim: Cannot compare netchannel 1.10.0 with nothing; name two/],
    [['--seed', 'x'], /^netchannel-sim: Cannot use the seed "x": expected an integer/],
    [
      ['--differences', '1001'],
      /^netchannel-sim: Cannot show "1001" frames that differ: expected .* 0 to 1000\n$/,
    ],
    [['--differences', '-1'], /^netchannel-sim: Cannot show "-1" frames/],
    [['-o', ''], /^netchannel-sim: Cannot write the captures: the name after --output is empty\n$/],
    [
      ['-o', 'out/x.pcap'],
      /^netchannel-sim: Cannot write the captures of several releases to "out\/x.pcap": .* needs \{release\}, as in "out\/x-\{release\}.pcap"\n$/,
    ],
    [
      ['-o', '-'],
      /to standard output: the name after --output needs \{release\}, as in "demo-\{release\}.pcap"\n$/,
    ],
    [['-o', 'none/{release}.pcap'], /^netchannel-sim: Cannot .*none\/1\.9\.0\.pcap/],
    [['--json='], /^netchannel-sim: Cannot write the JSON report: the name after --json is empty\n$/],
    [['--json', 'demo.yaml'], /^netchannel-sim: Cannot write the JSON report to "demo.yaml": that/],
    [
      ['missing.yaml'],
      /^netchannel-sim: Cannot read the script "missing.yaml": no such file or directory\n$/,
    ],
    [
      ['demo.yaml', '-o', '{release}', '--json', '1.9.0'],
      /^netchannel-sim: Cannot write the JSON report to "1.9.0"/,
    ],
  ])('compare %j', async (args, message) => {
    const { code, stdout, stderr } = await go(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect([code, stdout.toString()]).toEqual([1, '']);
  });

  test('in the script are told with their place', async () => {
    writeFileSync(inside('bad.yaml'), 'steps:\n  - udpp: {}\n');
    const { code, stderr } = await go('bad.yaml');
    expect(stderr).toMatch(/^bad\.yaml:2:\d+: /);
    expect(code).toBe(1);
  });
});

describe('Ctrl-C and readers that go away', () => {
  test('Ctrl-C ends with whole packets, and reports what there is', async () => {
    const child = start(['compare', 'endless.yaml', '-o', 'e-{release}.pcap'], { cwd: place.path });
    const end = ended(child);
    const last = inside('e-1.10.1.pcap');
    while (!existsSync(last) || readFileSync(last).length < 100_000) await setTimeout(20);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect(code).toBe(130);
    const counts = ['1.9.0', '1.10.0', '1.10.1'].map(
      (release) => readPcap(readFileSync(inside(`e-${release}.pcap`))).packets.length,
    );
    expect(new Set(counts).size).toBe(1);
    expect(stderr).toBe(
      `netchannel-sim: Stopped after ${counts[0]?.toLocaleString('en-US')} of 1,000,000,000 steps\n`,
    );
    expect(stdout.toString()).toContain('Stopped after');
  });

  test('nobody reads', async () => {
    const child = start(['compare', 'demo.yaml'], { cwd: place.path });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdin.end();
    child.stdout.destroy();
    const [code] = await new Promise<[number | null]>((resolve) => {
      child.on('exit', (...how) => resolve([how[0]]));
    });
    expect([code, stderr]).toEqual([0, '']);
  });
});

test.skipIf(process.platform === 'win32')(
  'a reader of a capture that leaves does not cost the report',
  async () => {
    const script = `steps: [{repeat: {count: 2000, steps: [{udp: {to: 10.0.0.2, to_port: 9, payload: {size: 1000}}}]}}]\n`;
    writeFileSync(inside('long.yaml'), script);
    execFileSync('mkfifo', [inside('c-1.10.0.pcap')]);
    const reader = spawn('head', ['-c', '100', inside('c-1.10.0.pcap')], { stdio: 'ignore' });
    const releases = ['--netchannel', '1.10.0,1.10.1'];
    const { code, stderr } = await go('long.yaml', ...releases, '-o', 'c-{release}.pcap', '--json', 'r.json');
    reader.kill();
    expect([code, stderr]).toEqual([0, '']);
    expect(() => JSON.parse(readFileSync(inside('r.json'), 'utf8'))).not.toThrow();
    expect(readPcap(readFileSync(inside('c-1.10.1.pcap'))).packets.length).toBeGreaterThanOrEqual(2000);
  },
);
