import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder, run } from './binary.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

let place: ReturnType<typeof folder>;
beforeAll(async () => {
  place = folder({ 'demo file.yaml': '', 'other.txt': '' });
  for (const shell of SHELLS) {
    const { code, stdout, stderr } = await run(['completion', shell], { cwd: place.path });
    expect([code, stderr]).toEqual([0, '']);
    writeFileSync(path.join(place.path, `script.${shell}`), stdout);
  }
});
afterAll(() => place.remove());

/** @returns what bash would offer for the last of `words` */
function complete(...words: string[]): string[] {
  const script = `source script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _netchannel_sim; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'netchannel-sim', ...words], {
    cwd: place.path,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe.skipIf(!isInstalled('bash'))('bash (skipped where it is not installed)', () => {
  test('commands', () => {
    expect(complete('')).toEqual(
      expect.arrayContaining(['run', 'samples', 'schema', 'advisory', 'completion']),
    );
    expect(complete('sa')).toEqual(['samples']);
    expect(complete('samples', 's')).toEqual(['show']);
    expect(complete('advisory', '')).toEqual(expect.arrayContaining(['check', 'OSEC-2019-01']));
    expect(complete('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  test('options', () => {
    expect(complete('run', '--net')).toEqual(['--netchannel']);
    expect(complete('run', 'demo.yaml', '--q')).toEqual(['--quiet']);
    expect(complete('samples', 'copy', 'stale-tos', '--f')).toEqual(['--force']);
    expect(complete('schema', '--ref')).toEqual(['--reference']);
  });

  test('choices', () => {
    expect(complete('run', '--netchannel', '')).toEqual(['1.9.0', '1.10.0', '1.10.1']);
    expect(complete('run', '--netchannel', '=', '1.10.')).toEqual(['1.10.0', '1.10.1']);
    expect(complete('run', '--netchannel', '=')).toEqual(['1.9.0', '1.10.0', '1.10.1']);
    expect(complete('run', 'x.yaml', '--fail-on', 'l')).toEqual(['leak']);
    expect(complete('run', '--reporter', '')).toEqual(['text', 'json', 'junit', 'tap']);
    expect(complete('run', '--reporter', '=', 'j')).toEqual(['json', 'junit']);
  });

  test('names of samples', () => {
    const names = readdirSync(path.join(import.meta.dirname, '../../samples'))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => path.basename(file, '.yaml'));
    const offered = complete('samples', 'show', '').filter((word) => !word.startsWith('-'));
    expect(offered.toSorted()).toEqual(names.toSorted());
    expect(complete('samples', 'copy', 'stale')).toEqual(['stale-tos']);
  });

  test('files, spaces in them and all', () => {
    expect(complete('run', 'demo')).toEqual(['demo file.yaml']);
    expect(complete('run', '-o', 'oth')).toEqual(['other.txt']);
    expect(complete('run', 'other.txt', 'demo')).toEqual(['demo file.yaml']);
    expect(complete('run', '--reporter', 'text', '=', 'oth')).toEqual(['other.txt']);
    expect(complete('replay', 'oth')).toEqual(['other.txt']);
    expect(complete('import', '--gu')).toEqual(['--guest']);
    expect(complete('advisory', 'check', 'oth')).toEqual(['other.txt']);
  });
});

for (const shell of SHELLS) {
  test.skipIf(!isInstalled(shell))(`${shell} can read its script (skipped where it is not installed)`, () => {
    const { status, stderr } = spawnSync(shell, ['-n', `script.${shell}`], {
      cwd: place.path,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
}

test('help with examples, and an answer to an unknown shell', async () => {
  const { stdout } = await run(['completion', '--help'], { cwd: place.path });
  expect(stdout.toString()).toContain('source <(netchannel-sim completion bash)');
  const { code, stderr } = await run(['completion', 'tcsh'], { cwd: place.path });
  expect(code).toBe(1);
  expect(stderr).toContain('bash, zsh, fish');
});
