import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { measure, type Place, ProgramFailed } from './measure.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = path.join(import.meta.dirname, '../..');
const compiled = compile(root, folder);
const meter = 'meter' in compiled ? compiled.meter : undefined;
const place: Place = { root, folder, output: path.join(folder, 'out'), meter };

const node = (script: string, ...args: string[]) => ({
  command: process.execPath,
  args: ['-e', script, ...args],
});

describe.each([undefined, ...(meter === undefined ? [] : [meter])])('measured with %s', (each) => {
  const here = { ...place, meter: each };

  test('a process that waits takes time, and hardly any of the processor', async () => {
    const { seconds, processor, peak } = await measure(node('setTimeout(() => {}, 1500)'), here);
    expect(seconds).toBeGreaterThanOrEqual(1.5);
    if (each === undefined) expect({ processor, peak }).toEqual({ processor: undefined, peak: undefined });
    else expect(processor).toBeLessThan(seconds);
  });

  test('a process that fails is told with what it said and its status', async () => {
    const failing = node('process.stderr.write("no such thing"); process.exitCode = 3');
    const error = await measure(failing, here).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProgramFailed);
    expect((error as ProgramFailed).reason).toBe('it ended with status 3: no such thing');
  });

  test('its arguments reach it as they are, and what it wrote is removed', async () => {
    const script =
      'if (process.argv[1] !== "a b\\n*") process.exit(1); fs.writeFileSync(process.argv[2], "")';
    await measure(node(script, 'a b\n*', here.output), here);
    expect(existsSync(here.output)).toBe(false);
  });
});

test.skipIf(meter === undefined)('processor time and memory are those of the process', async () => {
  const script =
    'const a = Buffer.alloc(1e8, 1); const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end);';
  const { seconds, processor, peak } = await measure(node(script), place);
  expect(processor).toBeGreaterThan(0.3);
  expect(seconds).toBeGreaterThan(0.3);
  expect(peak).toBeGreaterThan(1e8);
  expect(peak).toBeLessThan(4e8);
});
