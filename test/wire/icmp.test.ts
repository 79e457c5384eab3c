import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wholeOf } from '../../src/wire/bytes.ts';
import { ICMP_ECHO_REQUEST, writeIcmpHeader, writeIcmpHeaderInPlace } from '../../src/wire/icmp.ts';
import { Window } from '../../src/wire/window.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { naiveChecksum } from '../support/naive-checksum.ts';
import { notedSums } from '../support/noted-sums.ts';

describe('the stack’s own echo messages', () => {
  test.each([
    ['', 'f7fc'],
    ['61', '96fc'],
    ['6162', '969a'],
  ])('payload "%s" has the checksum %s, whatever lies around', (payload, checksum) => {
    const { bytes, unwritten } = fillDirty(14, (window) => {
      writeIcmpHeader(window, 3, ICMP_ECHO_REQUEST, 0, 0x00010002, wholeOf(unhex(payload)));
      return 14;
    });
    expect(hex(bytes, 3, 11)).toBe(`0800${checksum}00010002`);
    expect(unwritten).toEqual([
      [0, 3],
      [11, 14],
    ]);
  });

  test('type, code and rest go into the sum', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        byte,
        byte,
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.uint8Array(),
        (type, code, rest, data) => {
          const { bytes } = fillDirty(8, (window) => {
            writeIcmpHeader(window, 0, type, code, rest, wholeOf(data));
            return 8;
          });
          expect(naiveChecksum(bytes, data)).toBe(0);
        },
      ),
    );
  });
});

describe('in place, as the NAT does it', () => {
  /** Puts `payload` behind the header, as the NAT does first, then writes the header. */
  function fill(window: Window, payload: Uint8Array): number {
    window.setAll(8, payload);
    writeIcmpHeaderInPlace(window, 0, 8, 0, 0x00010002, wholeOf(payload));
    return 8 + payload.length;
  }

  const HEADER = unhex('0800' + '0000' + '00010002');

  test('omission: the payload is summed twice, so that even a clean block gives a wrong checksum', () => {
    const payload = unhex('616263');
    const bytes = new Uint8Array(11);
    const window = new Window();
    window.bind(bytes, new DataView(bytes.buffer), 0, 11, false);
    fill(window, payload);
    // The second time it follows an odd number of bytes.
    const stored = naiveChecksum(HEADER, payload, payload);
    expect(hex(bytes)).toBe(`0800${stored.toString(16)}00010002616263`);
    expect(naiveChecksum(bytes)).not.toBe(0);
  });

  test('omission: the rest of the block behind the payload is summed too', () => {
    const payload = unhex('616263');
    const { bytes, unwritten, window } = fillDirty(16, (window) => fill(window, payload));
    const stored = naiveChecksum(HEADER, payload, new Uint8Array(5).fill(0xa5), payload);
    expect(hex(bytes, 2, 4)).toBe(stored.toString(16).padStart(4, '0'));
    expect(unwritten).toEqual([]);
    expect(notedSums(window)).toEqual([
      {
        field: 2,
        start: 11,
        end: 16,
        contribution: 0xffff - naiveChecksum([0], new Uint8Array(5).fill(0xa5)),
      },
    ]);
  });

  test.each(['', '00000000', 'ffff', '1234edcb'])(
    'a payload that sums to zero, "%s", comes out right',
    (payload) => {
      const bytes = new Uint8Array(2048);
      const window = new Window();
      window.bind(bytes, new DataView(bytes.buffer), 0, 2048, false);
      const length = fill(window, unhex(payload));
      expect(naiveChecksum(bytes.subarray(0, length))).toBe(0);
    },
  );
});
