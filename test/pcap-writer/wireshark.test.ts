import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PcapOptions, PcapWriter } from '../../src/pcap-writer/index.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { MemorySink } from './memory-sink.ts';

const digits = { microsecond: 6, nanosecond: 9 };

test.each(['microsecond', 'nanosecond'] as const)(
  'Wireshark reads what was written, %s',
  async (resolution) => {
    const packet = fc.record({
      seconds: fc.nat(0xffffffff),
      fraction: fc.nat(10 ** digits[resolution] - 1),
      length: fc.nat(2000),
      cut: fc.nat(1000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(packet, { minLength: 1, maxLength: 40 }), async (packets) => {
        const snapLength = 1000;
        const sink = new MemorySink();
        const writer = new PcapWriter(sink, { resolution, snapLength, chunkSize: 4096 });
        const bytes = new Uint8Array(2000).fill(0xa5);
        for (const { seconds, fraction, length, cut } of packets) {
          writer.write(seconds, fraction, bytes, 0, length, length + cut);
        }
        await writer.close();
        const judge = await openWithWireshark(sink.contents());
        expect(judge.packetCount).toBe(packets.length);
        expect(judge.fileType.includes('nanosecond')).toBe(resolution === 'nanosecond');
        expect(judge.fields(['frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.encap_type'])).toEqual(
          packets.map(({ seconds, fraction, length, cut }) => ({
            'frame.time_epoch': `${seconds}.${String(fraction).padStart(digits[resolution], '0').padEnd(9, '0')}`,
            'frame.len': String(length + cut),
            'frame.cap_len': String(Math.min(length, snapLength)),
            'frame.encap_type': 'Ethernet',
          })),
        );
        judge.close();
      }),
      { numRuns: 20 },
    );
  },
);

async function captureOf(options: PcapOptions, length: number): Promise<Uint8Array> {
  const sink = new MemorySink();
  const writer = new PcapWriter(sink, options);
  writer.write(0, 0, new Uint8Array(length));
  await writer.close();
  return sink.contents();
}

test('Wireshark knows the link type', async () => {
  const judge = await openWithWireshark(await captureOf({ linkType: 101 }, 60));
  expect(judge.fields(['frame.encap_type'])).toEqual([{ 'frame.encap_type': 'Raw IP' }]);
  judge.close();
});

test('Wireshark takes no record beyond the default snap length', async () => {
  const judge = await openWithWireshark(await captureOf({}, 300_000));
  expect(judge.fields(['frame.len', 'frame.cap_len'])).toEqual([
    { 'frame.len': '300000', 'frame.cap_len': '262144' },
  ]);
  judge.close();
  await expect(openWithWireshark(await captureOf({ snapLength: 300_000 }, 300_000))).rejects.toThrow(
    'Wireshark',
  );
});
