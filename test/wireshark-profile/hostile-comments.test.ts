/** The plugin sees every capture of its user. What a comment says must neither stop it nor keep it busy. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PcapngWriter } from '../../src/pcap-writer/index.ts';
import { MemorySink } from '../pcap-writer/memory-sink.ts';
import { HAS_TSHARK, TSHARK_NOTE, tshark } from '../support/tshark.ts';

const PLUGIN = path.join(import.meta.dirname, '../../src/wireshark-profile/netchannel-sim.lua');
const home = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-lua-'));
afterAll(() => rmSync(home, { recursive: true }));

function dissected(comments: readonly string[], ...asked: string[]): string {
  const sink = new MemorySink();
  const writer = new PcapngWriter(sink);
  const vif = writer.addInterface({ name: 'vif1.0' });
  writer.write(vif, 1, 0, new Uint8Array(60).fill(7), 0, 60, { comments });
  void writer.close();
  const capture = path.join(home, 'x.pcapng');
  writeFileSync(capture, sink.contents());
  return tshark(home, '-X', `lua_script:${PLUGIN}`, '-r', capture, ...(asked.length === 0 ? ['-V'] : asked));
}

/** At 2,000 characters, some of these once took 16 seconds, and eight times as long for twice as many. */
const LONG = 60_000;

describe.skipIf(!HAS_TSHARK)(`a comment${TSHARK_NOTE}`, () => {
  test.each<[string, string]>([
    ['quotes', '"'.repeat(LONG)],
    ['quotes and a space', `${'"'.repeat(LONG)} x`],
    ['colons', ': '.repeat(LONG / 2)],
    ['colons and a quote', `${': '.repeat(LONG / 2)}"`],
    ['colons and quotes', ': "'.repeat(LONG / 3)],
    ['brackets', `from frame 1 ${'('.repeat(LONG)}`],
    ['brackets that end', '), '.repeat(LONG / 3)],
  ])('of %s, however long', (_, rest) => {
    expect(dissected([`leak: 1 byte at 1: ${rest}`])).toContain('netchannel-sim: 1 [stale] byte');
    expect(dissected([`leak: 1 byte at 1${rest}`, `leak: 1 byte at 1 ${rest}`])).toContain(
      'netchannel-sim: 2',
    );
  });

  test.each([
    'leak: 99999999999999999999 bytes at 5..3 from frame 1 (x): "a"',
    'leak: 4294967296 bytes at 0..4294967295',
    'leak: 2 bytes at 9..8',
    `leak: ${'9'.repeat(LONG)} bytes at 1`,
  ])('with numbers that no packet has is none of ours: %.60s', (comment) => {
    expect(dissected([comment])).not.toContain('stale');
  });

  test('for each of a thousand ranges and more', () => {
    const ranges = Array.from(
      { length: 5000 },
      (_, i) => `leak: 4294967295 bytes at 0..4294967295 from frame ${i} (x)`,
    );
    const fields = dissected(ranges, '-T', 'fields', '-e', 'netchannel.leak', '-e', 'netchannel.leaked');
    expect(fields).toContain('… 4000 more	4294967295');
  });

  test('is read as before', () => {
    const told = 'leak: 12 bytes at 42..53 from frame 2 (tcp to alice), payload+12: token="session=7f3a"';
    expect(dissected([told])).toContain('What leaked: token="session=7f3a"');
    expect(dissected(['leak: 2 bytes at 42..43 from frame 2 (a: b): 00ff'])).toContain('What leaked: 00ff');
  });
});
