import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { comparisonReportSchema } from '../../src/report/comparison/json-schema.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { DEMO, type Ended, folder, run } from './binary.ts';

/** The same script, of no release. */
const ANY = DEMO.replace(/^release:.*\n/m, '');

let place: ReturnType<typeof folder>;
const go = (...args: string[]): Promise<Ended> => run(args, { cwd: place.path });
const save = (name: string, text: string): void => writeFileSync(path.join(place.path, name), text);

beforeEach(() => {
  place = folder({});
  save('demo.yaml', DEMO);
});
afterEach(() => place.remove());

test('--device runs a script under a remedy, and says so', async () => {
  const { code, stdout } = await go('run', 'demo.yaml', '--no-capture', '--device', 'clear-on-release');
  expect(code).toBe(0);
  const text = stdout.toString();
  expect(text).toContain('device clear-on-release, seed 1');
  expect(text).toMatch(/device\s+clear-on-release\s+leaks\s+nothing/);
  expect(text).not.toContain('netchannel clear');
});

test('a control leaks, and the line that repeats it names it', async () => {
  const { code, stdout, stderr } = await go(
    ...['run', 'demo.yaml', '--no-capture', '--device', 'narrow-window,1.10.1', '--json'],
  );
  expect([code, stderr]).toEqual([0, '']);
  const { runs } = JSON.parse(stdout.toString()) as {
    runs: { release: string; totals: { leakedBytes: number } }[];
  };
  expect(runs.map(({ release }) => release)).toEqual(['narrow-window', '1.10.1']);
  expect(runs.map(({ totals }) => totals.leakedBytes > 0)).toEqual([true, false]);
});

test('device: in a script, by name and by axes', async () => {
  save('named.yaml', `device: bounce\n${ANY}`);
  const named = await go('run', 'named.yaml', '--no-capture');
  expect(named.stdout.toString()).toMatch(/device\s+bounce\s+leaks\s+nothing/);
  save('own.yaml', `device: {like: 1.10.0, netfront: {clean_release: block}}\n${ANY}`);
  const own = await go('run', 'own.yaml', '--no-capture');
  expect(own.stdout.toString()).toContain('No bytes of an earlier packet in 4 frames');
  expect(own.stdout.toString()).toContain('device own');
  const vulnerable = await go('run', 'own.yaml', '--no-capture', '--netchannel', '1.10.0');
  expect(vulnerable.stdout.toString()).toContain('carried');
});

test('what cannot be is refused in words', async () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await go('run', 'demo.yaml', '--no-capture', ...args);
    expect(code).toBe(1);
    return stderr;
  };
  expect(await refused('--device', 'clear-on-relase')).toContain('did you mean "clear-on-release"');
  expect(await refused('--device', 'none', '--netchannel', '1.10.0')).toContain('leave one out');
  expect(await refused('--device', 'own')).toContain('the script describes none');
  save('both.yaml', `device: none\nrelease: 1.10.0\n${ANY}`);
  const { stderr } = await go('run', 'both.yaml', '--no-capture');
  expect(stderr).toContain('both.yaml:1:1');
  expect(stderr).toContain('Script has both "release" and "device"; leave one out');
});

test('compare --devices measures, in text and in JSON', async () => {
  const text = (await go('compare', 'demo.yaml', '--devices', 'none,clear-gaps,own')).stderr;
  expect(text).toContain('the script describes none');
  const { code, stdout } = await go('compare', 'demo.yaml', '--devices', 'all');
  expect(code).toBe(0);
  expect(stdout.toString()).toMatch(/Enough: .*clear-on-release.*\n?.*Not\s+enough: /s);
  expect(stdout.toString()).toMatch(/^ {2}narrow-window +[1-9]/m);
  expect(stdout.toString()).not.toContain('DIFFERENCES');
  const json = await go('compare', 'demo.yaml', '--devices', '1.10.0,bounce', '--json');
  const report = comparisonReportSchema.parse(JSON.parse(json.stdout.toString()));
  expect(report.releases.map(({ measures }) => (measures?.differingFrames ?? 0) > 0)).toEqual([true, false]);
  const mixed = await go('compare', 'demo.yaml', '--devices', 'all,none');
  expect([mixed.code, mixed.stderr]).toEqual([1, expect.stringContaining('Cannot combine all with names')]);
});

test('--exposure tells what netback could read, in text, JSON and pcapng', async () => {
  save('any.yaml', ANY);
  const text = await go('run', 'any.yaml', '--exposure', '--device', '1.9.0', '-o', 'any.pcapng');
  expect(text.stdout.toString()).toMatch(/^EXPOSED {2}up to [\d,]+ bytes that netback could read/m);
  expect(readFileSync(path.join(place.path, 'any.pcapng'), 'latin1')).toMatch(
    /exposed: \d+ bytes that netback could read/,
  );
  const json = await go('run', 'any.yaml', '--exposure', '--device', '1.9.0', '--no-capture', '--json');
  const report = jsonReportSchema.parse(JSON.parse(json.stdout.toString()));
  expect(report.exposure?.mostBytes).toBeGreaterThan(0);
  const without = await go('run', 'any.yaml', '--device', '1.9.0', '--no-capture');
  expect(without.stdout.toString()).not.toContain('EXPOSED');
  const sharded = await go('run', 'any.yaml', '--exposure', '--shard', '1/2', '--no-capture');
  expect([sharded.code, sharded.stderr]).toEqual([1, expect.stringContaining('--exposure with --shard')]);
});

test('--trace writes a trace of pool and rings, of one run', async () => {
  const { code } = await go('run', 'demo.yaml', '--no-capture', '--trace', 'trace.json');
  expect(code).toBe(0);
  const { traceEvents } = JSON.parse(readFileSync(path.join(place.path, 'trace.json'), 'utf8')) as {
    traceEvents: object[];
  };
  expect(traceEvents.length).toBeGreaterThan(20);
  const several = await go(
    'run',
    'demo.yaml',
    '--no-capture',
    '--trace',
    't.json',
    '--device',
    'none,bounce',
  );
  expect([several.code, several.stderr]).toEqual([1, expect.stringContaining('Cannot trace 2 runs')]);
  const nowhere = await go('run', 'demo.yaml', '--no-capture', '--trace', 'no/such/t.json');
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('Cannot write the trace')]);
});
