import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { KeptCapture, type KeptTraffic } from '../../../src/cli/page/kept-capture.ts';
import { MemorySink } from '../../../src/page/memory-sink.ts';
import { PcapWriter } from '../../../src/pcap-writer/pcap.ts';

async function pcapOf(packets: number, length: number): Promise<Uint8Array> {
  const sink = new MemorySink();
  const pcap = new PcapWriter(sink);
  const packet = new Uint8Array(length).fill(0x55);
  for (let i = 0; i < packets; i++) pcap.write(i, 0, packet, 0, length);
  await pcap.close();
  return sink.contents();
}

/** What is kept of bytes that come in pieces. */
async function keptOf(bytes: Uint8Array, piece: number): Promise<KeptTraffic> {
  const kept = new KeptCapture();
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  let length = 0;
  for await (const chunk of kept.passing(pieces())) length += chunk.length;
  // Whoever reads on gets all of it.
  expect(length).toBe(bytes.length);
  return kept.kept();
}

const unpacked = ({ capture }: KeptTraffic): Buffer => gunzipSync(Buffer.from(capture, 'base64'));

test('a short capture is kept whole, also a damaged one', async () => {
  const bytes = await pcapOf(10, 100);
  const whole = await keptOf(bytes, 7);
  expect([whole.packets, unpacked(whole).equals(bytes)]).toEqual([undefined, true]);
  const cut = await keptOf(bytes.subarray(0, -5), 1000);
  expect([cut.packets, unpacked(cut).length]).toEqual([undefined, bytes.length - 5]);
});

test('of a long one the beginning is kept, with how many packets are whole in it', async () => {
  const kept = await keptOf(await pcapOf(4000, 984), 65_536);
  // A header of 24 bytes, and 16 before each packet.
  expect([kept.packets, unpacked(kept).length]).toEqual([2999, 3_000_000]);
});

test('a compressed one is kept as it is, with a bound to what is read of it', async () => {
  const kept = await keptOf(gzipSync(await pcapOf(120_000, 60)), 4096);
  expect(kept.packets).toBe(100_000);
  const large = await keptOf(gzipSync(await pcapOf(1000, 65_535)), 4096);
  expect(large.packets).toBe(513);
});
