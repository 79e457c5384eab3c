import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonRunsSchema } from '../../src/report/json-runs-schema.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { DEMO, ENDLESS, type Ended, ended, folder, run, start } from './binary.ts';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['run', ...args], { cwd: place.path });

beforeEach(() => {
  place = folder({});
  writeFileSync(inside('demo.yaml'), DEMO);
  writeFileSync(inside('endless.yaml'), ENDLESS);
});
afterEach(() => place.remove());

test('--matrix runs under every release: a capture and a report for each', async () => {
  const { code, stdout, stderr } = await go('demo.yaml', '--matrix');
  expect([code, stderr]).toEqual([0, '']);
  const titles = stdout.toString().match(/^demo \(demo\.yaml\), netchannel .*$/gm);
  expect(titles).toEqual(
    ['1.9.0', '1.10.0', '1.10.1'].map((release) => `demo (demo.yaml), netchannel ${release}, seed 1`),
  );
  for (const release of ['1.9.0', '1.10.0', '1.10.1']) {
    const file = readFileSync(inside(`demo-${release}.pcap`));
    await go('demo.yaml', '-q', '--netchannel', release, '-o', 'alone.pcap');
    expect(readFileSync(inside('alone.pcap')).equals(file)).toBe(true);
  }
});

test('--netchannel with commas keeps their order; one release is an ordinary run', async () => {
  const several = await go('demo.yaml', '--netchannel', '1.10.1,1.9.0', '-o', '{release}.pcap');
  expect(several.stdout.toString().match(/netchannel (1[.\d]+), seed/g)).toEqual([
    'netchannel 1.10.1, seed',
    'netchannel 1.9.0, seed',
  ]);
  expect(readdirSync(place.path).filter((name) => name.endsWith('.pcap'))).toEqual([
    '1.10.1.pcap',
    '1.9.0.pcap',
  ]);
  await go('demo.yaml', '--netchannel', '1.9.0', '-q');
  expect(readPcap(readFileSync(inside('demo.pcap'))).packets).toHaveLength(4);
});

test('--json holds the report of each run, as it is alone', async () => {
  const { stdout, stderr } = await go('demo.yaml', '--matrix', '--json');
  expect(stderr).toBe('');
  const { runs } = jsonRunsSchema.parse(JSON.parse(stdout.toString()));
  expect(runs.map(({ release }) => release)).toEqual(['1.9.0', '1.10.0', '1.10.1']);
  for (const report of runs) {
    const alone = await go('demo.yaml', '--json', '--netchannel', report.release, '-o', 'alone.pcap');
    const capture = { ...report.capture, file: 'alone.pcap' };
    expect(jsonReportSchema.parse(JSON.parse(alone.stdout.toString()))).toEqual({ ...report, capture });
  }
  const beside = await go('demo.yaml', '--matrix', '--json', 'r.json');
  expect(beside.stdout.toString().match(/^FRAMES/gm)).toHaveLength(3);
  expect(JSON.parse(readFileSync(inside('r.json'), 'utf8')).runs).toHaveLength(3);
});

test('--fail-on applies if any run has the finding, and says which', async () => {
  const some = await go('demo.yaml', '--matrix', '-q', '--fail-on', 'leak');
  expect(some.code).toBe(2);
  expect(some.stdout.toString()).toBe('');
  expect(some.stderr).toMatch(/^netchannel-sim: Under 1\.10\.0: Found \d+ leaked bytes in .*\n$/);
  const none = await go('demo.yaml', '--netchannel', '1.9.0,1.10.1', '-q', '--fail-on', 'leak');
  expect([none.code, none.stderr]).toEqual([0, '']);
});

test('Ctrl-C stops the run at hand and those after it', async () => {
  const child = start(['run', 'endless.yaml', '--matrix', '--json', 'r.json'], { cwd: place.path });
  const end = ended(child);
  const isWritten = (): boolean => {
    try {
      return readFileSync(inside('endless-1.9.0.pcap')).length > 100_000;
    } catch {
      return false;
    }
  };
  while (!isWritten()) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  const { code, stderr } = await end;
  expect(code).toBe(130);
  expect(stderr).toMatch(
    /^netchannel-sim: Under 1\.9\.0: Stopped after [\d,]+ of 1,000,000,000 steps; .*\n.*: Stopped; 2 of 3 runs were not begun\n$/,
  );
  expect(JSON.parse(readFileSync(inside('r.json'), 'utf8')).runs).toHaveLength(1);
  expect(readdirSync(place.path).filter((name) => name.endsWith('.pcap'))).toEqual(['endless-1.9.0.pcap']);
});

describe('mistakes', () => {
  test.each([
    [
      ['--matrix', '--netchannel', '1.9.0'],
      /^netchannel-sim: Cannot combine --matrix, .* with --netchannel; leave/,
    ],
    [['--netchannel', '1.9.0,1.9.0'], /^netchannel-sim: Cannot run netchannel 1.9.0 twice/],
    [
      ['--netchannel', '1.9.0,1.11.0'],
      /^netchannel-sim: Unknown netchannel release "1.11.0"; did you mean "1.10.0"/,
    ],
    [
      ['--matrix', '-o', 'x.pcap'],
      /"x.pcap": the name after --output needs \{release\}, as in "x-\{release\}.pcap"\n$/,
    ],
    [
      ['--matrix', '-o', '-'],
      /^netchannel-sim: Cannot write the captures of several releases to standard output/,
    ],
    [
      ['demo.yaml', '--matrix', '-o', '{release}', '--json', '1.10.1'],
      /: the capture goes there; name another/,
    ],
  ])('run %j', async (args, message) => {
    const { code, stdout, stderr } = await go(...args);
    expect(stderr).toMatch(message);
    expect([code, stdout.toString()]).toEqual([1, '']);
  });
});
