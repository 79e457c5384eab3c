import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadScript } from '../src/script/index.ts';
import { runScript } from '../src/simulation/run.ts';

const ROOT = path.join(import.meta.dirname, '..');
const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)\n```/g)].map(([, language, text]) => ({
  language,
  text: text ?? '',
}));
const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): string {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  // As npx, which the README uses, sets it.
  const env = { ...inherited, npm_command: 'exec' };
  const bin = path.join(ROOT, 'bin/netchannel-sim.js');
  return spawnSync(process.execPath, [bin, ...args], { cwd: folder, env, encoding: 'utf8' }).stdout;
}

describe('the README tells the truth', () => {
  test.each([
    ['run', 'LARGEST LEAK'],
    ['compare', 'TOTALS'],
  ])('its transcript of %s is what the command prints', (command, section) => {
    const transcript = blocks.find(({ text }) => text.includes(section))?.text ?? '';
    const cutAtEnd = transcript.endsWith('\n\n⋮');
    const output = run(command);
    let from = 0;
    for (const part of transcript.replace(/\n\n⋮$/, '').split('\n\n⋮\n\n')) {
      const at = output.indexOf(part, from);
      expect(at, `this part is not in the output:\n${part}`).toBeGreaterThanOrEqual(from);
      from = at + part.length;
    }
    if (!cutAtEnd) expect(output.trimEnd().length).toBe(from);
  });

  test('its usage is what --help prints', () => {
    const usage = blocks.find(({ text }) => text.startsWith('Usage:'))?.text ?? 'no usage';
    expect(run('run', '--help')).toContain(usage);
  });

  test('its script leaks under 1.10.0, and not under 1.10.1', async () => {
    const script = loadScript(blocks.find(({ language }) => language === 'yaml')?.text ?? '', 'README.md');
    expect((await runScript(script)).totals.leakedBytes).toBeGreaterThan(30);
    expect((await runScript(script, { release: '1.10.1' })).totals.leakedBytes).toBe(0);
  });

  test('its two commands are what .ci/run and the package do', () => {
    expect(readme).toContain('npm ci && npx netchannel-sim run');
    expect(readme).toContain('npm ci && npm test');
    const ci = readFileSync(path.join(ROOT, '.ci/run'), 'utf8');
    expect(ci).toMatch(/^npm ci\b.*\nnpm test$/m);
  });
});
