import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { run } from '../binary.ts';
import { parseSentences } from './parser.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

/** @returns what a question is answered with, if nothing is wrong */
async function ask(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(['extcap', ...words], { cwd: ROOT });
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
}

describe('Wireshark asks', () => {
  test('for interfaces', async () => {
    const sentences = parseSentences(await ask('--extcap-interfaces', '--extcap-version=4.4'));
    // The version is taken from a line before the interface's.
    expect(sentences.map(({ kind }) => kind)).toEqual(['extcap', 'interface']);
    expect(sentences[1]?.parameters).toEqual({
      value: 'netchannel0',
      display: 'netchannel-sim: Xen netfront/netback',
    });
    expect(fileURLToPath(sentences[0]?.parameters['help'] ?? '')).toBe(path.join(ROOT, 'docs/wireshark.md'));
    expect(await ask('--extcap-version', '4.4', '--extcap-interfaces')).toBe(
      await ask('--extcap-interfaces'),
    );
  });

  test('for link types', async () => {
    const dlts = parseSentences(await ask('--extcap-dlts', '--extcap-interface', 'netchannel0'));
    expect(dlts).toEqual([{ kind: 'dlt', parameters: { number: '1', name: 'EN10MB', display: 'Ethernet' } }]);
    expect(parseSentences(await ask('--extcap-interface=netchannel0', '--extcap-dlts'))).toEqual(dlts);
  });

  test('for options: all samples can be chosen', async () => {
    const sentences = parseSentences(await ask('--extcap-config', '--extcap-interface', 'netchannel0'));
    const calls = sentences.flatMap(({ parameters }) => parameters['call'] ?? []);
    expect(calls.toSorted()).toEqual([
      '--loop',
      '--netchannel',
      '--pace',
      '--script',
      '--seed',
      '--vantage',
      '--workload',
    ]);
    const samples = readdirSync(path.join(ROOT, 'samples')).filter((name) => name.endsWith('.yaml'));
    const values = sentences.flatMap(({ parameters }) => parameters['value'] ?? []);
    expect(values).toEqual(expect.arrayContaining(samples.map((name) => path.basename(name, '.yaml'))));
    expect(values).toEqual(expect.arrayContaining(['script', '1.9.0', '1.10.0', '1.10.1']));
  });

  test('for the choices of an option, with what is set now', async () => {
    const words = [
      '--extcap-config',
      '--extcap-interface',
      'netchannel0',
      '--extcap-reload-option',
      'workload',
    ];
    const sentences = parseSentences(await ask(...words, '--pace', 'x10', '--loop'));
    expect(new Set(sentences.map(({ kind }) => kind))).toEqual(new Set(['value']));
    expect(sentences[0]?.parameters['value']).toBe('osec-2019-01');
  });

  test('whether a capture filter is right', async () => {
    expect(await ask('--extcap-capture-filter', '', '--extcap-interface', 'netchannel0')).toBe('');
    expect(await ask('--extcap-interface', 'netchannel0', '--extcap-capture-filter', 'tcp')).toBe(
      'netchannel-sim has no capture filters; use a display filter\n',
    );
  });

  test('what only a newer Wireshark asks', async () => {
    expect(await ask('--extcap-interface', 'netchannel0', '--extcap-cleanup-postkill')).toBe('');
  });

  test.each([
    [['--extcap-dlts', '--extcap-interface', 'eth0'], 'Unknown interface "eth0"; there is netchannel0'],
    [['--extcap-config'], 'Missing option "--extcap-interface"; there is netchannel0'],
    [
      ['--capture', '--extcap-interface', 'eth0', '--fifo', 'f'],
      'Unknown interface "eth0"; there is netchannel0',
    ],
    [
      ['--capture', '--extcap-interface', 'netchannel0'],
      'Cannot capture without "--fifo", the path of a FIFO that is read',
    ],
    [['--extcap-interface', 'netchannel0'], 'Nothing is asked; see "netchannel-sim extcap --help"'],
  ])('%j is an error', async (words, message) => {
    const { code, stdout, stderr } = await run(['extcap', ...words], { cwd: ROOT });
    expect([code, stdout.toString(), stderr]).toEqual([1, '', `netchannel-sim: ${message}\n`]);
  });
});

/** What is loaded with a file: a type costs nothing, nor does what is imported only when it is needed. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier = ''] of text.matchAll(
    /^(?:import|export) (?!type\b)(?:[^;]*? from )?'([^']+)'/gm,
  )) {
    if (specifier.startsWith('.')) loadedWith(path.join(path.dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

test('a question loads no package, as Wireshark asks at each start', () => {
  const cli = path.join(ROOT, 'src/cli');
  const loaded = [
    ...loadedWith(path.join(cli, 'main.ts')),
    ...loadedWith(path.join(cli, 'extcap/command.ts')),
  ];
  expect(loaded.filter((name) => !path.isAbsolute(name) && !name.startsWith('node:'))).toEqual([]);
  expect(loaded).toContain(path.join(cli, 'scripts/packaged-samples.ts'));
  const files = loaded.filter((name) => path.isAbsolute(name));
  // What is written passes the one gate and the one sink, which are 16 kB of these; 22 kB are rows of options.
  expect(files.reduce((bytes, file) => bytes + statSync(file).size, 0)).toBeLessThan(80_000);
  expect([...loadedWith(path.join(cli, 'program.ts'))]).toContain('commander');
});

test('the help tells what a capture can be asked', async () => {
  for (const words of [['--help'], ['-h'], []]) {
    const help = await ask(...words);
    expect(help).toContain('Examples:');
    for (const option of [
      '--fifo',
      '--workload',
      '--script',
      '--netchannel',
      '--seed',
      '--pace',
      '--vantage',
      '--loop',
    ]) {
      expect(help).toContain(`\n  ${option} `);
    }
  }
});
