import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameCheckSequence, hasFrameCheckSequence } from '../../src/inspection/frame-check-sequence.ts';
import { renderInspection } from '../../src/report/inspection/text.ts';
import { pcap } from '../capture-reader/capture-builder.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import * as build from '../wire/frame-builder.ts';
import { inspected, pcapngOf, stored } from './inspected.ts';

const arp = [...build.arp(1), ...new Array<number>(18).fill(0)];
const CRC_ERROR = 0x0100_0000;

function fcs(frame: readonly number[]): number[] {
  const value = crc32(Uint8Array.from(frame));
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}

const GOOD = [...arp, ...fcs(arp)];
const BAD = [...arp, 1, 2, 3, 4];

async function badInWireshark(capture: Uint8Array): Promise<number[]> {
  const session = await openWithWireshark(capture, { eth: { check_fcs: 'TRUE' } });
  const bad = session.matchedFrames('eth.fcs.status == "Bad"');
  session.close();
  return bad;
}

test('is the CRC-32 that zlib has, and found at the end of a frame', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(5), (bytes, offset) => {
      const frame = [...bytes, ...fcs([...bytes])];
      const all = Uint8Array.from([...new Array<number>(offset).fill(0xa5), ...frame, 7]);
      const view = new DataView(all.buffer);
      expect(frameCheckSequence(all, offset, bytes.length)).toBe(view.getUint32(offset + bytes.length));
      expect(hasFrameCheckSequence(all, view, offset, frame.length)).toBe(true);
      all[offset + frame.length - 1] = (all[offset + frame.length - 1] ?? 0) ^ 1;
      expect(hasFrameCheckSequence(all, view, offset, frame.length)).toBe(false);
    }),
  );
});

test('one that is declared and wrong is no padding, but a finding of its own', async () => {
  const bytes = stored('wrong-fcs.pcapng');
  const result = inspected(bytes);
  expect(result.totals).toMatchObject({
    frameCheckSequences: 4,
    wrongFrameCheckSequences: 2,
    paddedFrames: 0,
    checksumFailures: 0,
    delivered: 4,
  });
  expect(result.wrongFrameCheckSequences).toMatchObject([
    { frame: { number: 2 }, offset: 60, found: 0xb8672c82, expected: 0xe23d76d8, seenByCard: false },
    { frame: { number: 4 }, offset: 154, found: 0xad2fdb5a, expected: 0xf7758100, seenByCard: false },
  ]);
  const text = renderInspection(result);
  expect(text).toContain('2 frame check sequences are wrong; no padding holds anything but');
  expect(text).toContain('  Frame 2: 0xb8672c82, expected 0xe23d76d8 (bytes 60..63)\n');
  expect(await badInWireshark(bytes)).toEqual([2, 4]);
});

test.each([
  ['if_fcslen 4', pcapngOf([{ bytes: GOOD }, { bytes: BAD }], 4)],
  ['if_fcslen 32, in bits', pcapngOf([{ bytes: GOOD }, { bytes: BAD }], 32)],
  [
    'flags of packets',
    pcapngOf([
      { bytes: GOOD, flags: 4 << 5 },
      { bytes: BAD, flags: 4 << 5 },
    ]),
  ],
  [
    'the link type of pcap',
    pcap(
      [GOOD, BAD].map((frame) => ({ bytes: Uint8Array.from(frame) })),
      { linkType: 0x2400_0001 },
    ),
  ],
])('declared by %s, as in Wireshark', async (_, capture) => {
  const { wrongFrameCheckSequences, totals } = inspected(capture);
  expect(wrongFrameCheckSequences.map(({ frame }) => frame.number)).toEqual([2]);
  expect([totals.frameCheckSequences, totals.paddedFrames]).toEqual([2, 0]);
  expect(await badInWireshark(capture)).toEqual([2]);
});

test.each([
  ['nothing', pcapngOf([{ bytes: BAD }])],
  ['a length of 0', pcapngOf([{ bytes: BAD }], 0)],
])('declared by %s, it is padding that is not zero', (_, capture) => {
  const { totals, paddings } = inspected(capture);
  expect([totals.frameCheckSequences, totals.wrongFrameCheckSequences]).toEqual([0, 0]);
  expect(paddings).toMatchObject([{ start: 42, end: 64, nonZero: 4 }]);
});

test('behind old memory: both are told', () => {
  const leaky = [...arp.slice(0, 50), 0x41, ...arp.slice(51)];
  const { paddings, totals } = inspected(pcapngOf([{ bytes: [...leaky, 9, 9, 9, 9] }], 4));
  expect(paddings).toMatchObject([{ start: 42, end: 60, nonZero: 1 }]);
  expect(totals.wrongFrameCheckSequences).toBe(1);
});

test('of a frame that was cut, it is not there to be verified', () => {
  for (let captured = 14; captured < GOOD.length; captured++) {
    const frame = { bytes: GOOD.slice(0, captured), originalLength: GOOD.length };
    const { totals } = inspected(pcapngOf([frame], 4));
    expect([totals.frameCheckSequences, totals.wrongFrameCheckSequences, totals.paddedFrames]).toEqual([
      0, 0, 0,
    ]);
    // From 60 on, all but the check sequence is there.
    expect(totals.unjudgedPaddings).toBe(captured < 60 ? 1 : 0);
  }
});

test('what the network card found wrong is told, there or not', () => {
  const { wrongFrameCheckSequences } = inspected(
    pcapngOf([
      { bytes: arp, flags: CRC_ERROR },
      { bytes: GOOD, flags: CRC_ERROR | (4 << 5) },
      { bytes: arp, flags: 0x0200_0000 },
    ]),
  );
  expect(wrongFrameCheckSequences).toMatchObject([
    { frame: { number: 1 }, offset: null, found: null, expected: null, seenByCard: true },
    { frame: { number: 2 }, offset: 60, seenByCard: true },
  ]);
});
