import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');

/** Runs the bench as `npm run bench` does, after its two builds. */
function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const program = path.join(ROOT, 'build/bench/test/bench/run.js');
  return spawnSync(process.execPath, [program, ...args], { cwd: ROOT, encoding: 'utf8' });
}

describe('the bench as a process', () => {
  beforeAll(() => {
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', 'test/bench/tsconfig.json'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  test('measures runs to every kind of output, the device alone, what reads their captures, and memory', () => {
    const only =
      '^run 1.10.0, (udp 512 B|mix of all kinds|udp 512 B, all leaking), to|^device alone.*512|^inspect.*512';
    const { status, stdout, stderr } = bench('--packets', '200', '--rounds', '1', '--json', '--only', only);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { machine, rates, goals } = JSON.parse(stdout) as {
      machine: { compiler: string | null };
      rates: {
        name: string;
        process: string;
        seconds: (number | null)[];
        processorSeconds: (number | null)[];
        peakMegabytes: number | null;
      }[];
      goals: { what: string }[];
    };
    const ours = rates.filter(({ name }) => !name.startsWith('C'));
    expect(ours.map(({ name, process }) => `${name}; ${process}`)).toEqual([
      'run 1.10.0, udp 512 B, to file; cold',
      'run 1.10.0, udp 512 B, to null device; cold',
      'run 1.10.0, udp 512 B, to null device; steady',
      'run 1.10.0, udp 512 B, all leaking, to null device; cold',
      'run 1.10.0, udp 512 B, to pipe; cold',
      'device alone 1.10.0, udp 512 B, to null device; steady',
      'inspect, udp 512 B; steady',
      'run 1.10.0, mix of all kinds, to null device; cold',
      'run 1.10.0, udp 512 B, to null device, 20 packets; cold',
      'run 1.10.0, udp 512 B, all leaking, to null device, 20 packets; cold',
    ]);
    for (const { seconds, process } of ours) {
      expect(seconds).toHaveLength(1);
      if (process === 'cold') expect(seconds[0]).toBeGreaterThan(0);
    }
    if (machine.compiler === null) return;
    for (const { process, processorSeconds, peakMegabytes } of rates) {
      expect(peakMegabytes).toBeGreaterThan(1);
      if (process === 'cold') expect(processorSeconds[0]).toBeGreaterThan(0);
    }
    for (const { peakMegabytes } of ours) expect(peakMegabytes).toBeGreaterThan(10);
    expect(goals.map(({ what }) => what)).toContain('run, udp 512 B: peak memory of two lengths');
  });

  test('prints a table of what it can measure here', () => {
    const { status, stdout } = bench('--packets', '200', '--rounds', '1', '--only', '^start: --help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^START-UP\n {2}what +ms +± +of node +CPU ms +of node$/m);
    expect(stdout).toMatch(/^ {2}start: --help \/ node -e 0 +\d/m);
  });

  test('a wrong option is said in one line', () => {
    const { status, stdout, stderr } = bench('--rounds', 'many');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe('Cannot take "many" for --rounds: expected a whole number from 1 to 1000\n');
  });
});
