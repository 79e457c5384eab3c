import { describe, expect, test } from 'vitest';
import { CaptureReader } from '../../src/capture-reader/index.ts';
import { Inspector } from '../../src/inspection/inspector.ts';
import type { InspectionResult } from '../../src/inspection/result.ts';
import { Arena } from '../../src/simd/arena.ts';
import { pcap, pcapng } from '../capture-reader/capture-builder.ts';
import { readAll } from '../capture-reader/read-all.ts';
import { openWithWireshark, type WiresharkSession } from '../judge/wireshark.ts';
import { damagedFrames } from '../wire/damaged-frames.ts';
import { Random } from '../wire/random.ts';
import { ownRun } from './own-run.ts';

/** Its own fragments it judges one by one, as a receiver's reader does. */
const PREFERENCES = { ip: { defragment: 'FALSE' }, ipv6: { defragment: 'FALSE' } };
const PROTOCOLS = ['ipv4', 'icmp', 'udp', 'tcp', 'icmpv6'] as const;

function inspect(capture: Uint8Array): InspectionResult {
  const reader = new CaptureReader();
  const arena = new Arena();
  const inspector = new Inspector(1_000_000, arena);
  reader.push(capture);
  reader.end();
  while (reader.next()) inspector.inspect(reader.packet);
  arena.dispose();
  return inspector.result({ file: null, format: reader.format, complete: true, damage: null });
}

function theirBadFrames(session: WiresharkSession): Record<string, number[]> {
  const bad = PROTOCOLS.map((protocol): [string, number[]] => {
    const name = protocol === 'ipv4' ? 'ip' : protocol;
    const partial = name === 'udp' || name === 'tcp' ? ` or ${name}.checksum.partial` : '';
    return [protocol, session.matchedFrames(`${name}.checksum.status == "Bad"${partial}`)];
  });
  return Object.fromEntries(bad);
}

/** Wireshark calls bad what is left to a card as well; UDP over IPv6 without a checksum it calls illegal. */
function ourBadFrames({ checksumFailures, offloadedChecksums }: InspectionResult): Record<string, number[]> {
  const bad = PROTOCOLS.map((protocol): [string, number[]] => [
    protocol,
    [...checksumFailures, ...offloadedChecksums]
      .filter((failure) => failure.protocol === protocol && !failure.missing)
      .map(({ frame }) => frame.number)
      .sort((a, b) => a - b),
  ]);
  return Object.fromEntries(bad);
}

async function compare(capture: Uint8Array): Promise<Record<string, number[]>> {
  const result = inspect(capture);
  const session = await openWithWireshark(capture, PREFERENCES);
  try {
    const ours = ourBadFrames(result);
    expect(ours).toEqual(theirBadFrames(session));
    expect(result.totals.packets).toBe(session.packetCount);
    const times = session.frames().map(({ time }) => time);
    expect(readAll(capture, 65536).packets.map(({ time }) => time)).toEqual(times);
    return ours;
  } finally {
    session.close();
  }
}

describe('the same frames are bad for us and for Wireshark', () => {
  const frames = damagedFrames(new Random(77), 3000);
  const packets = frames.map((bytes, i) => ({ bytes, seconds: 1_600_000_000 + i, fraction: i * 331 }));

  test.each([
    ['pcap, little-endian', pcap(packets)],
    ['pcap, big-endian, nanoseconds', pcap(packets, { little: false, magic: 0xa1b23c4d })],
    ['pcapng, little-endian', pcapng(packets)],
    ['pcapng, big-endian', pcapng(packets, false)],
  ])('damaged frames in %s', async (_, capture) => {
    const bad = await compare(capture);
    for (const protocol of PROTOCOLS) expect(bad[protocol]?.length).toBeGreaterThan(50);
  });

  test('frames of which not all was captured', async () => {
    const random = new Random(78);
    const cut = damagedFrames(random, 6000).map((bytes) => {
      const captured = random.chance(70) ? random.between(14, 100) : bytes.length;
      const beyond = random.chance(50) ? random.between(1, 40) : 0;
      const kept = bytes.slice(0, captured);
      return { bytes: kept, originalLength: bytes.length + beyond };
    });
    const bad = await compare(pcap(cut));
    for (const protocol of PROTOCOLS) expect(bad[protocol]?.length).toBeGreaterThan(10);
  });

  test('frames with VLAN tags', async () => {
    const random = new Random(79);
    const tagged = damagedFrames(random, 3000)
      .filter((bytes) => bytes.length >= 14)
      .map((bytes) => {
        const tags = random.pick([[0x8100], [0x88a8, 0x8100], [0x8100, 0x8100], [0x9100, 0x8100]]);
        const words = tags.flatMap((type) => [type >> 8, type & 255, 0, random.below(255)]);
        return { bytes: Uint8Array.from([...bytes.slice(0, 12), ...words, ...bytes.slice(12)]) };
      });
    const bad = await compare(pcap(tagged));
    for (const protocol of PROTOCOLS) expect(bad[protocol]?.length).toBeGreaterThan(50);
  });
});

/** Bytes before the network packet, by LINKTYPE_ number; the EtherType is filled in where there is one. */
const LINK_HEADERS: readonly (readonly [
  string,
  number,
  (etherType: readonly number[]) => readonly number[],
])[] = [
  ['BSD loopback', 0, ([high]) => [high === 0x86 ? 24 : 2, 0, 0, 0]],
  ['raw IP', 101, () => []],
  ['Linux cooked', 113, (etherType) => [0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, ...etherType]],
  ['Linux cooked, version 2', 276, (etherType) => [...etherType, ...new Array(18).fill(0)]],
];

describe('packets of other link layers', () => {
  test.each(LINK_HEADERS)('%s', async (_, linkType, header) => {
    const packets = damagedFrames(new Random(80 + linkType), 2000)
      .filter((bytes) => isIp(bytes))
      .map((bytes) => ({
        bytes: Uint8Array.from([...header([...bytes.slice(12, 14)]), ...bytes.slice(14)]),
      }));
    const bad = await compare(pcap(packets, { linkType }));
    for (const protocol of PROTOCOLS) expect(bad[protocol]?.length).toBeGreaterThan(20);
  });
});

/** Whether a frame carries what its EtherType promises, as far as the version goes. */
function isIp(frame: Uint8Array): boolean {
  const etherType = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
  const version = (frame[14] ?? 0) >>> 4;
  return (etherType === 0x0800 && version === 4) || (etherType === 0x86dd && version === 6);
}

describe('our own runs', () => {
  test.each(['1.9.0', '1.10.0', '1.10.1'] as const)('of the sample under %s', async (release) => {
    const { capture, failures } = await ownRun(release);
    const bad = await compare(capture);
    expect(Object.values(bad).reduce((sum, list) => sum + list.length, 0)).toBe(failures);
  });
});
