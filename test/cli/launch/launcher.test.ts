import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, ended } from '../binary.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const COMPILED = `compiled-${process.versions.v8}-${process.arch}.v8`;

describe('the program starts', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-launch-'));
  const program = path.join(folder, 'dist/program');
  let asBuilt: Ended;

  const run = (...flags: string[]): Promise<Ended> => {
    const { PATH = '' } = process.env;
    const launcher = path.join(folder, 'bin/netchannel-sim.js');
    const child = spawn(process.execPath, [...flags, launcher, 'run', '--output', 'run.pcap'], {
      cwd: folder,
      env: { PATH, NODE_COMPILE_CACHE: path.join(folder, 'node-cache') },
    });
    child.stdin.end();
    return ended(child);
  };

  beforeAll(async () => {
    for (const name of ['bin', 'dist/program', 'samples', 'package.json']) {
      cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
    }
    asBuilt = await run();
    expect([asBuilt.code, asBuilt.stderr]).toEqual([0, '']);
    expect(asBuilt.stdout.toString()).toContain('netchannel 1.10.0');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('from what the build has compiled, without the files that it was compiled from', async () => {
    const files = readdirSync(program).filter((name) => name.startsWith('run'));
    const texts = files.map((name) => readFileSync(path.join(program, name), 'latin1'));
    for (const name of files) rmSync(path.join(program, name));
    const { code, stdout, stderr } = await run();
    files.forEach((name, i) => {
      writeFileSync(path.join(program, name), texts[i] ?? '', 'latin1');
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toEqual(asBuilt.stdout);
  });

  test('under V8 flags for which what the build has compiled is of no use', async () => {
    const { code, stdout, stderr } = await run('--no-opt');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toEqual(asBuilt.stdout);
  });

  test('with a packaged sample that somebody has changed since the build', async () => {
    const sample = path.join(folder, 'samples/osec-2019-01.yaml');
    const text = readFileSync(sample, 'utf8');
    writeFileSync(sample, text.replace('who has alice?', 'who was alice?'));
    const { code, stdout, stderr } = await run();
    writeFileSync(sample, text);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toBe(asBuilt.stdout.toString().replaceAll('who has alice?', 'who was alice?'));
  });

  test('if what the build knows of the packaged samples is absent, or damaged', async () => {
    const known = path.join(program, 'samples/osec-2019-01.json');
    const text = readFileSync(known, 'utf8');
    for (const other of ['', text.slice(0, text.length / 2)]) {
      writeFileSync(known, other);
      const { code, stdout, stderr } = await run();
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toEqual(asBuilt.stdout);
    }
    rmSync(known);
    expect((await run()).stdout).toEqual(asBuilt.stdout);
    writeFileSync(known, text);
  });

  test('if what the build has compiled is cut short', async () => {
    const whole = readFileSync(path.join(program, COMPILED));
    writeFileSync(path.join(program, COMPILED), whole.subarray(0, whole.length / 2));
    const { code, stdout, stderr } = await run();
    writeFileSync(path.join(program, COMPILED), whole);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toEqual(asBuilt.stdout);
  });

  test('if what the build has compiled is damaged, wherever it is', async () => {
    const file = path.join(program, COMPILED);
    const whole = readFileSync(file);
    // Always the same places: 60 of them, some of many bytes.
    for (let trial = 1; trial <= 60; trial++) {
      const damaged = Buffer.from(whole);
      const at = Math.imul(trial, 0x9e3779b1) >>> 0;
      for (let i = 0; i < (trial % 3 === 0 ? 4096 : 1); i++) {
        const byte = ((at % whole.length) + i) % whole.length;
        damaged[byte] = (damaged[byte] ?? 0) ^ (1 + (trial % 255));
      }
      writeFileSync(file, damaged);
      const { code, signal, stdout, stderr } = await run();
      expect([trial, code, signal, stderr]).toEqual([trial, 0, null, '']);
      expect(stdout).toEqual(asBuilt.stdout);
    }
    writeFileSync(file, whole);
  }, 300_000);

  test('not without the build, of which a message tells', async () => {
    renameSync(path.join(folder, 'dist'), path.join(folder, 'elsewhere'));
    const { code, stdout, stderr } = await run();
    renameSync(path.join(folder, 'elsewhere'), path.join(folder, 'dist'));
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot start: .*launcher\.cjs.* is missing; .*npm run build.*\n$/,
    );
  });

  test('if the build was for another V8', async () => {
    rmSync(path.join(program, COMPILED));
    const { code, stdout, stderr } = await run();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toEqual(asBuilt.stdout);
  });
});
