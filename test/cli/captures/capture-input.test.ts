import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { aboutPackets, captureInput } from '../../../src/cli/captures/capture-input.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'capture-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the size of a capture tells about how many packets it has', () => {
  const file = path.join(folder, 'some.pcap');
  writeFileSync(file, new Uint8Array(10_240));
  expect(aboutPackets(captureInput(file))).toBe(20);
  expect(aboutPackets(captureInput(path.join(folder, 'missing.pcap')))).toBe(0);
  expect(aboutPackets({ ...captureInput(file), path: '-' })).toBe(0);
});
