import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readAll } from '../capture-reader/read-all.ts';
import { optionTexts, readStrictly } from '../support/strict-pcapng.ts';
import { readPcap } from './read-pcap.ts';

const SOURCE = path.join(import.meta.dirname, '../../src/pcap-writer');
const MODULE = path.join(import.meta.dirname, '../../dist/pcap-writer/index.js');
const readme = readFileSync(path.join(SOURCE, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```js\n([\s\S]*?)\n```/g)].map(([, code]) => code ?? '');

const SETUP = `
  const frame = Uint8Array.from({ length: 60 }, (_, i) => i);
  const pool = new Uint8Array(8192).fill(7);
  const frames = [frame, frame];
`;

/** Runs an example in an empty folder. */
function run(code: string): { stdout: Buffer; files: Map<string, Buffer> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'pcap-writer-readme-'));
  const located = code.replace("'netchannel-sim/pcap-writer'", JSON.stringify(MODULE));
  expect(located).not.toBe(code);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', located.replace(/^(import .*)$/m, `$1\n${SETUP}`)],
    { cwd: folder },
  );
  expect([stderr.toString(), status]).toEqual(['', 0]);
  const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name))]));
  rmSync(folder, { recursive: true });
  return { stdout, files };
}

const exampleWith = (text: string): string => examples.find((code) => code.includes(text)) ?? 'none';

test('the example of a file', () => {
  const { packets } = readPcap(run(exampleWith('createPcapFile')).files.get('out.pcap') ?? new Uint8Array());
  expect(packets.map(({ bytes }) => bytes.length)).toEqual([60, 60]);
});

test('the example of a stream', () => {
  expect(readPcap(run(exampleWith('createPcapStream')).stdout).packets).toHaveLength(2);
});

test('the example of pcapng', () => {
  const file = run(exampleWith('createPcapngFile')).files.get('out.pcapng') ?? new Uint8Array();
  const blocks = readStrictly(file);
  expect(blocks.map(({ type }) => type)).toEqual([
    'section',
    'names',
    'interface',
    'packet',
    'packet',
    'statistics',
  ]);
  expect(optionTexts(blocks[4], 1)).toEqual(['leak: 18 bytes at 42..59', 'verdict: discarded']);
  expect(readAll(file).packets).toHaveLength(2);
});

test('every file that it names is there', () => {
  const named = [...readme.matchAll(/`([a-z-]+\.ts)`/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(readdirSync(SOURCE)).toEqual(expect.arrayContaining(named));
});
