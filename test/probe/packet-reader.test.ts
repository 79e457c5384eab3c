import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketReader } from '../../src/probe/packet-reader.ts';
import { PROBED_LINK_NAMES, type ProbedLink } from '../../src/probe/probed-link.ts';
import * as build from '../wire/frame-builder.ts';

const FRAME = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [7, 7]) });
const IP = FRAME.slice(14);

function readerOf(link: ProbedLink, bytes: readonly number[]): PacketReader {
  const reader = new PacketReader(link);
  // As part of a buffer that is not clean.
  reader.read(Uint8Array.from([0xa5, 0xa5, ...bytes, 0xa5]).subarray(2, 2 + bytes.length));
  return reader;
}

const fields = (link: ProbedLink, bytes: readonly number[]): string[] => {
  const reader = readerOf(link, bytes);
  return bytes.map((_, offset) => reader.fieldAt(offset));
};

test('fields are those of the packet, wherever it begins', () => {
  const ofFrame = fields('ethernet', FRAME);
  expect(ofFrame.slice(14, 17)).toEqual(['ipv4.version_ihl', 'ipv4.tos', 'ipv4.total_length']);
  expect(fields('raw', IP)).toEqual(ofFrame.slice(14));
  expect(fields('null', [0, 0, 0, 2, ...IP])).toEqual([
    ...new Array(4).fill('link.header'),
    ...ofFrame.slice(14),
  ]);
});

test('what it is, without addresses that were made', () => {
  const udp = { protocol: 'udp', flow: 'udp 10.0.0.1:1 > 10.0.0.2:2' };
  expect(readerOf('ethernet', FRAME).described()).toEqual(udp);
  expect(readerOf('raw', IP).described()).toEqual(udp);
  expect(readerOf('null', [2, 0, 0, 0, ...IP]).described()).toEqual(udp);
  expect(readerOf('raw', IP.slice(0, 10)).described().flow).not.toContain(':');
});

test('what is no IP packet has no fields', () => {
  const reader = readerOf('raw', [0, 1, 2]);
  expect(reader.described()).toEqual({ protocol: 'none', flow: 'no IP packet' });
  expect(reader.fieldAt(1)).toBe('link.payload');
});

test('of any bytes, each has a field, and none is of a header that was made', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PROBED_LINK_NAMES),
      fc.array(fc.nat(255), { maxLength: 70 }),
      fc.constantFrom([], [0x45, 0, 0, 40], [0x60], [2, 0, 0, 0, 0x45]),
      (link, rest, first) => {
        for (const field of fields(link, [...first, ...rest])) {
          expect(field).toMatch(/^[a-z]/);
          if (link !== 'ethernet') expect(field).not.toMatch(/^(ethernet|none)/);
        }
      },
    ),
  );
});
