import { describe, expect, test } from 'vitest';
import { NO_BYTES, wholeOf } from '../../src/wire/bytes.ts';
import {
  ECHO6_REPLY,
  NEIGHBOUR_SOLICITATION,
  OPTION_SOURCE_LINK_LAYER,
  storeIcmpv6Checksum,
  writeIcmpv6Header,
  writeLinkLayerAddress,
  writeLinkLayerOption,
  writeTarget,
} from '../../src/wire/icmpv6.ts';
import { writeIpv6Header } from '../../src/wire/ipv6.ts';
import { Window } from '../../src/wire/window.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { naiveChecksum, pseudoHeader6 } from '../support/naive-checksum.ts';
import { notedSums } from '../support/noted-sums.ts';

const MAC = unhex('020000000001');
const FROM = unhex('fe80000000000000 0000000000000001');
const TO = unhex('fe80000000000000 0000000000000002');
const ADDRESSES = Uint8Array.of(...FROM, ...TO);

test('a neighbour solicitation: header, target and option, every byte written', () => {
  const { bytes, length, unwritten } = fillDirty(40, (window) => {
    writeIcmpv6Header(window, 0, NEIGHBOUR_SOLICITATION, 0x60000000);
    writeTarget(window, 0, TO);
    writeLinkLayerOption(window, 24, OPTION_SOURCE_LINK_LAYER, MAC);
    return 32;
  });
  expect(hex(bytes, 0, length)).toBe(`8700000060000000${hex(TO)}0101${hex(MAC)}`);
  expect(unwritten).toEqual([]);
});

test('omission: of the option in a router solicitation only the address is written', () => {
  const { bytes, unwritten } = fillDirty(8, (window) => {
    writeLinkLayerAddress(window, 0, MAC);
    return 8;
  });
  expect(hex(bytes)).toBe(`a5a5${hex(MAC)}`);
  expect(unwritten).toEqual([[0, 2]]);
});

describe('checksum', () => {
  /** An echo header without data behind an IPv6 header. */
  function fill(window: Window, data: Uint8Array): number {
    writeIpv6Header(window, 0, FROM, TO, 58, 255);
    writeIcmpv6Header(window, 40, ECHO6_REPLY, 0x00010002);
    storeIcmpv6Checksum(window, 40, data.length > 0 ? wholeOf(data) : NO_BYTES);
    return 48;
  }

  function fillZeroed(size: number, data: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(size);
    const window = new Window();
    window.bind(bytes, new DataView(bytes.buffer), 0, size, false);
    fill(window, data);
    return bytes.subarray(40, 48);
  }

  test('is right in a window that ends with the message', () => {
    const message = fillZeroed(48, new Uint8Array(0));
    // 2 * fe80 + 1 + 2 + 8 + 3a + 8100 + 1 + 2 = 27e48, folded 7e4a
    expect(hex(message)).toBe('8100' + '81b5' + '00010002');
    expect(naiveChecksum(pseudoHeader6(ADDRESSES, 8), message)).toBe(0);
  });

  test('omission: the rest of the window and its length are summed, so that a clean block is wrong too', () => {
    const message = fillZeroed(2048 - 14, new Uint8Array(0));
    expect(naiveChecksum(pseudoHeader6(ADDRESSES, 8), message)).not.toBe(0);
    expect(naiveChecksum(pseudoHeader6(ADDRESSES, 2048 - 14 - 40), message)).toBe(0);
  });

  test('omission: what lies behind the message in a dirty block is summed', () => {
    const { bytes, window } = fillDirty(53, (window) => fill(window, new Uint8Array(0)));
    const rest = bytes.subarray(40, 53);
    expect(naiveChecksum(pseudoHeader6(ADDRESSES, 13), rest)).toBe(0);
    expect(notedSums(window)).toEqual([{ field: 42, start: 48, end: 53, contribution: 0xf04b }]);
  });

  test.each([48, 49])(
    'data follows the rest of a window of %i bytes, in the middle of a word if need be',
    (size) => {
      const data = unhex('010203');
      const message = fillZeroed(size, data);
      const rest = new Uint8Array(size - 48);
      expect(naiveChecksum(pseudoHeader6(ADDRESSES, size - 40 + 3), message, rest, data)).toBe(0);
    },
  );
});
