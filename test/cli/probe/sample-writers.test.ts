import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder, run } from '../binary.ts';

const SAMPLES = path.join(import.meta.dirname, '../../../samples/writers');

/** By sample: its flaws, as the JSON report has them. Its mended twin has none. */
const FLAWS: Readonly<Record<string, readonly string[]>> = {
  'tos-left-out.c': ['leak left-out 15..16'],
  'struct-holes.c': ['leak hole 17..20', 'leak hole 27..28'],
  'checksum-not-cleared.py': ['stale-sum checksum 24..26'],
  'announced-too-much.mjs': ['leak announced 29..134'],
};

const mended = (file: string): string => file.replace(/\.(\w+)$/, '.mended.$1');
const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({});
});
afterAll(() => place.remove());

/** @returns the command that runs a sample; undefined if what it needs is not installed */
function commandOf(file: string): string[] | undefined {
  const source = path.join(SAMPLES, file);
  if (file.endsWith('.mjs')) return ['node', source];
  if (file.endsWith('.py')) return isInstalled('python3') ? ['python3', source] : undefined;
  if (!isInstalled('cc')) return undefined;
  const program = path.join(place.path, path.basename(file, '.c'));
  const { status, stderr } = spawnSync('cc', ['-O2', '-Wall', '-Wextra', '-o', program, source], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return [program];
}

async function flawsOf(command: readonly string[], ...options: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await run(['probe', '--json', ...options, '--', ...command], {
    cwd: place.path,
  });
  expect([code, stderr]).toEqual([0, '']);
  const { frames } = JSON.parse(stdout.toString());
  return frames.flatMap(
    ({ flaws }: { flaws: { rule: string; cause: string; start: number; end: number }[] }) =>
      flaws.map(({ rule, cause, start, end }) => `${rule} ${cause} ${start}..${end}`),
  );
}

describe('samples/writers', () => {
  test('no sample is missing here', () => {
    const files = Object.keys(FLAWS).flatMap((file) => [file, mended(file)]);
    expect(
      readdirSync(SAMPLES)
        .filter((file) => file !== 'README.md')
        .toSorted(),
    ).toEqual(files.toSorted());
  });

  test.each(Object.entries(FLAWS))('%s has its flaw, and no more', async (file, flaws) => {
    const command = commandOf(file);
    if (command === undefined) return expect(file, 'what runs it is not installed').toMatch(/\.(c|py)$/);
    expect(await flawsOf(command)).toEqual(flaws);
    expect(await flawsOf(command, '--size', '256')).toEqual(flaws);
  });

  test.each(Object.keys(FLAWS))('the mended twin of %s has none', async (file) => {
    const command = commandOf(mended(file));
    if (command === undefined) return expect(file, 'what runs it is not installed').toMatch(/\.(c|py)$/);
    expect(await flawsOf(command)).toEqual([]);
  });

  test.each(Object.keys(FLAWS))(
    '%s and its twin differ in what they say, and in one or two lines',
    (file) => {
      const linesOf = (name: string): string[] =>
        readFileSync(path.join(SAMPLES, name), 'utf8')
          .replace(/^(\/\*[\s\S]*?\*\/|"""[\s\S]*?""")/, '')
          .split('\n');
      const [flawed, good] = [linesOf(file), linesOf(mended(file))];
      expect(good.filter((line) => !flawed.includes(line))).toHaveLength(1);
      expect(flawed.filter((line) => !good.includes(line)).length).toBeLessThanOrEqual(1);
    },
  );
});
