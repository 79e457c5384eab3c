import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, folder, run } from './binary.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const source = (name: string): string => readFileSync(path.join(SAMPLES, `${name}.yaml`), 'utf8');

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({ 'mine.yaml': 'mine' });
});
afterAll(() => place.remove());
const go = (...args: string[]): Promise<Ended> => run(['samples', ...args], { cwd: place.path });
const read = (name: string): string => readFileSync(path.join(place.path, name), 'utf8');

test('lists every sample, the default first', async () => {
  const { code, stdout, stderr } = await go();
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.toString().trimEnd().split('\n');
  const names = readdirSync(SAMPLES).filter((file) => file.endsWith('.yaml'));
  expect(lines.map((line) => `${line.split(' ')[0]}.yaml`).toSorted()).toEqual(names.toSorted());
  expect(lines[0]).toMatch(/^osec-2019-01 .*\(the default\)$/);
  for (const line of lines) expect(line.length).toBeLessThan(130);
});

test.each(['stale-tos', 'stale-tos.yaml'])('show %s', async (name) => {
  const { code, stdout } = await go('show', name);
  expect([code, stdout.toString()]).toEqual([0, source('stale-tos')]);
});

test('copies, does not overwrite, and overwrites with --force', async () => {
  const copied = await go('copy', 'pool-order');
  expect([copied.code, copied.stdout.toString()]).toEqual([0, '']);
  expect(copied.stderr).toBe('Copied to pool-order.yaml; next: netchannel-sim run pool-order.yaml\n');
  expect(read('pool-order.yaml')).toBe(source('pool-order'));
  const refused = await go('copy', 'pool-order', 'mine.yaml');
  expect([refused.code, read('mine.yaml')]).toEqual([1, 'mine']);
  expect(refused.stderr).toBe(
    'netchannel-sim: Cannot write the sample to "mine.yaml": it exists; --force overwrites it\n',
  );
  expect((await go('copy', 'pool-order', 'mine.yaml', '--force')).code).toBe(0);
  expect(read('mine.yaml')).toBe(source('pool-order'));
});

test.each([
  [['show', 'stale-tso'], 'Unknown sample "stale-tso"; did you mean "stale-tos"?'],
  [['copy', '../osec'], 'Unknown sample "../osec"; "netchannel-sim samples" lists what there is'],
  [['copy', 'stale-tos', 'no/such'], 'Cannot write the sample to "no/such": no such file or directory'],
  [['shwo', 'stale-tos'], 'Unknown command "samples shwo"; did you mean "samples show"?'],
  [['stale-tos'], 'Unknown command "samples stale-tos"; did you mean "samples show stale-tos"?'],
])('%j: %s', async (args, message) => {
  const { code, stderr } = await go(...args);
  expect([code, stderr]).toEqual([1, `netchannel-sim: ${message}\n`]);
});

test.each([[['--help']], [['show', '--help']], [['copy', '--help']]])('%j has examples', async (args) => {
  const { code, stdout } = await go(...args);
  expect(code).toBe(0);
  expect(stdout.toString()).toMatch(/^Examples:\n {2}netchannel-sim samples /);
});
