import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { CaptureError } from '../../src/capture-reader/capture-error.ts';
import { inspectCapture } from '../../src/inspection/inspect-capture.ts';
import { MemorySink } from '../../src/page/memory-sink.ts';
import { PcapWriter } from '../../src/pcap-writer/pcap.ts';
import { recordInspection } from '../../src/recording/record-inspection.ts';

/** A pcap file of these packets. */
async function pcapOf(packets: readonly Uint8Array[], linkType = 1): Promise<Uint8Array> {
  const sink = new MemorySink();
  const pcap = new PcapWriter(sink, { linkType });
  for (const [i, packet] of packets.entries()) pcap.write(i, 0, packet, 0, packet.length);
  await pcap.close();
  return sink.contents();
}

const HEADER = [0x02, 0, 0, 0, 0, 0x0b, 0x02, 0, 0, 0, 0, 0x01];
const TYPE = [0x88, 0xb5];

test('each packet has its bytes, and fields from the first byte to the last, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 120 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(1, 101, 113, 276, 0, 147),
      async (packets, linkType) => {
        const bytes = await pcapOf(packets, linkType);
        const { result, recording } = recordInspection(bytes, { file: 'x.pcap' });
        expect(recording.frames.map((frame) => [...frame.bytes])).toEqual(packets.map((each) => [...each]));
        expect([recording.unbroken, recording.leftOut]).toEqual([packets.length, 0]);
        for (const { fields, length } of recording.frames) {
          const ends = [0, ...fields.map(({ end }) => end)];
          expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
          expect(ends.at(-1)).toBe(length);
        }
        const { file: _, ...alone } = await inspectCapture([bytes], { listed: 20_000 });
        expect(result).toEqual({ ...alone, file: 'x.pcap' });
      },
    ),
    { numRuns: 25 },
  );
});

test('a field behind VLAN tags, or behind the header of another link, is where it is in the packet', async () => {
  const ip = [0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
  const fieldsOf = async (packet: number[], linkType = 1): Promise<[string, number][]> => {
    const bytes = await pcapOf([Uint8Array.from(packet)], linkType);
    const [frame] = recordInspection(bytes, { file: 'x' }).recording.frames;
    return frame?.fields.map(({ name, end }) => [name, end]) ?? [];
  };
  const tagged = await fieldsOf([...HEADER, 0x81, 0, 0, 7, 0x08, 0, ...ip]);
  expect(tagged.slice(0, 4)).toEqual([
    ['ethernet.destination', 6],
    ['ethernet.source', 12],
    ['vlan.tag', 16],
    ['ethernet.type', 18],
  ]);
  expect(tagged.at(-1)).toEqual(['ipv4.destination', 38]);
  const alone = await fieldsOf(ip, 101);
  expect(alone.at(-1)).toEqual(['ipv4.destination', 20]);
  expect(alone.some(([name]) => name.startsWith('ethernet'))).toBe(false);
  const cooked = await fieldsOf([...new Array(14).fill(0), 0x08, 0, ...ip], 113);
  expect([cooked[0], cooked.at(-1)]).toEqual([
    ['link.header', 16],
    ['ipv4.destination', 36],
  ]);
});

describe('of a long capture', () => {
  const SECRET = [...'k9!Qz2#token=5f0c-a71e;user=alice@mail.example;7Gw'].map((letter) =>
    letter.charCodeAt(0),
  );
  const frameTo = (host: number, body: readonly number[]): Uint8Array =>
    Uint8Array.from([...HEADER.slice(0, 5), host, ...HEADER.slice(6), ...TYPE, ...body]);
  let bytes: Uint8Array;
  beforeAll(async () => {
    const packets = Array.from({ length: 2500 }, (_, i) =>
      frameTo(1 + (i % 3), [i >> 8, i & 0xff, 0, 1, 2, 3]),
    );
    const ip = [0x45, 0, 0, 28 + SECRET.length, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 9];
    const source = [...HEADER, 8, 0, ...ip, 0, 1, 0, 2, 0, 8 + SECRET.length, 0, 0, ...SECRET];
    packets[2300] = Uint8Array.from(source);
    // What is shorter than an Ethernet frame is filled up with what was there before.
    const arp = [0, 1, 8, 0, 6, 4, 0, 1, ...HEADER.slice(6), 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 8];
    packets[2301] = Uint8Array.from([...HEADER, 8, 6, ...arp, ...source.slice(42, 60)]);
    bytes = await pcapOf(packets);
  });

  test('the first packets are kept, and of the others the worst with their source', () => {
    const { recording, result } = recordInspection(bytes, { file: 'x' });
    expect(recording.unbroken).toBe(2000);
    const others = recording.frames.slice(2000);
    expect(others.map(({ number }) => number)).toEqual([2301, 2302]);
    expect(others[1]?.oldMemory[0]).toMatchObject({ place: 'padding', source: { frame: 2301, offset: 42 } });
    expect(recording.leftOut).toBe(result.totals.packets - 2002);
  });

  test('as many packets are read as are asked for', () => {
    const { result, recording } = recordInspection(bytes, { file: 'x', most: 12 });
    expect([result.totals.packets, recording.frames.length, result.complete]).toEqual([12, 12, true]);
  });
});

test('a capture that is cut short is told up to there; what is no capture is refused', async () => {
  const bytes = await pcapOf([Uint8Array.from([...HEADER, ...TYPE]), Uint8Array.from([...HEADER, ...TYPE])]);
  const { result, recording } = recordInspection(bytes.subarray(0, -3), { file: 'x' });
  expect([recording.frames.length, result.complete, result.damage?.offset]).toEqual([1, false, 54]);
  expect(() => recordInspection(Uint8Array.of(1, 2, 3, 4, 5), { file: 'x' })).toThrow(CaptureError);
});
