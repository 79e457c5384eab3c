/** Captures that are merged with reports have to be those that the reports tell of. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, folder, run } from './binary.ts';

const place = folder({
  's.yaml': `hosts: {a: {ip: 10.0.0.10}, b: {ip: 10.0.0.11}}
steps:
  - repeat: {count: 30, steps: [{udp: {to: a, to_port: 1, payload: abc}}, {raw: {to: b, size: 60}}]}
`,
});
const at = (name: string): string => path.join(place.path, name);
const REPORTS = ['s-1.json', 's-2.json', 's-3.json'];
const CAPTURES = ['s-1.pcap', 's-2.pcap', 's-3.pcap'];

beforeAll(async () => {
  for (const i of [1, 2, 3]) {
    const files = ['-o', `s-${i}.pcap`, '--json', `s-${i}.json`];
    const { code } = await run(['run', 's.yaml', '--shard', `${i}/3`, '-q', ...files], { cwd: place.path });
    expect(code).toBe(0);
  }
});

afterAll(() => place.remove());

const merge = (...files: string[]): Promise<Ended> =>
  run(['merge', ...REPORTS, ...files, '-q', '-o', 'm.pcap', '--json', 'm.json'], { cwd: place.path });

async function expectRefused(files: readonly string[], message: string): Promise<void> {
  const { code, stderr } = await merge(...files);
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  expect(existsSync(at('m.pcap'))).toBe(false);
}

test('one that is missing, there twice, cut, of no report', async () => {
  await expectRefused(['s-1.pcap', 's-3.pcap'], 'the capture "s-2.pcap" that it tells of is not among them');
  copyFileSync(at('s-1.pcap'), at('copy.pcap'));
  await expectRefused(
    [...CAPTURES, 'copy.pcap'],
    'Cannot merge "s-1.pcap" and "copy.pcap": they are the same',
  );
  writeFileSync(at('other.pcap'), readFileSync(at('s-1.pcap')).subarray(0, 24));
  await expectRefused([...CAPTURES, 'other.pcap'], '"other.pcap": it is the capture of none of the reports');
  const bytes = readFileSync(at('s-2.pcap'));
  writeFileSync(at('s-2.pcap'), bytes.subarray(0, 24));
  await expectRefused(CAPTURES, 'Cannot merge "s-2.pcap" with "s-2.json": it has 24 bytes, and');
  writeFileSync(at('s-2.pcap'), bytes);
});

test('all of them, one with another name, one compressed', async () => {
  copyFileSync(at('s-1.pcap'), at('renamed.pcap'));
  writeFileSync(at('s-3.pcap.gz'), gzipSync(readFileSync(at('s-3.pcap'))));
  const { code, stderr } = await merge('renamed.pcap', 's-2.pcap', 's-3.pcap.gz');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(readFileSync(at('m.json'), 'utf8')).capture.packets).toBe(60);
});
