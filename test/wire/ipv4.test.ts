import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  destinationMac,
  type Ipv4Header,
  paddedOptions,
  writeCorrectedIpv4Header,
  writeIpv4Header,
} from '../../src/wire/ipv4.ts';
import { Window } from '../../src/wire/window.ts';
import { DIRT, fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { naiveChecksum } from '../support/naive-checksum.ts';
import { notedSums } from '../support/noted-sums.ts';

/** 192.168.0.1 to 192.168.0.199, UDP. */
const HEADER: Ipv4Header = {
  source: 0xc0a80001,
  destination: 0xc0a800c7,
  identification: 0,
  flagsAndOffset: 0x4000,
  ttl: 64,
  protocol: 17,
  options: new Uint8Array(0),
};

/** The header at the start of a window whose memory holds `content`. */
function windowOn(content: Uint8Array): Window {
  const window = new Window();
  window.bind(content, new DataView(content.buffer), 0, content.length, true);
  return window;
}

test('on zeroed memory the header is right', () => {
  const bytes = new Uint8Array(20);
  writeIpv4Header(windowOn(bytes), 0, HEADER, 95);
  // A well-known example, with the checksum b861.
  expect(hex(bytes)).toBe('45000073' + '00004000' + '4011b861' + 'c0a80001' + 'c0a800c7');
});

test('every field has its place', () => {
  const bytes = new Uint8Array(24);
  const header = { ...HEADER, identification: 0x1234, flagsAndOffset: 0x20b9, ttl: 255, protocol: 1 };
  writeIpv4Header(windowOn(bytes), 0, { ...header, options: unhex('94040000') }, 0xfff);
  expect(hex(bytes, 0, 10)).toBe('46' + '00' + '1017' + '1234' + '20b9' + 'ff' + '01');
  expect(hex(bytes, 12)).toBe('c0a80001' + 'c0a800c7' + '94040000');
  expect(naiveChecksum(bytes)).toBe(0);
});

test('omission: the type of service is never written', () => {
  const { bytes, unwritten } = fillDirty(34, (window) => {
    writeIpv4Header(window, 14, HEADER, 95);
    return 34;
  });
  expect(unwritten).toEqual([
    [0, 14],
    [15, 16],
  ]);
  expect(bytes[15]).toBe(DIRT);
});

describe('omission: the checksum field is summed stale', () => {
  test('it goes into the sum with the type of service', () => {
    const { bytes, window } = fillDirty(20, (window) => {
      writeIpv4Header(window, 0, HEADER, 95);
      return 20;
    });
    const summed = unhex('45a50073' + '00004000' + '4011a5a5' + 'c0a80001' + 'c0a800c7');
    expect(hex(bytes, 10, 12)).toBe(naiveChecksum(summed).toString(16).padStart(4, '0'));
    expect(naiveChecksum(bytes)).not.toBe(0);
    expect(notedSums(window)).toEqual([
      { field: 10, start: 1, end: 2, contribution: 0x00a5 },
      { field: 10, start: 10, end: 12, contribution: 0xa5a5 },
    ]);
  });

  test('only a field that held 0x0000 or 0xffff gives a right checksum', () => {
    const field = fc.oneof(fc.constantFrom(0, 0xffff), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(field, fc.integer({ min: 0, max: 255 }), (stale, typeOfService) => {
        const bytes = Uint8Array.of(
          0,
          typeOfService,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          stale >>> 8,
          stale,
          ...Array(8).fill(0),
        );
        writeIpv4Header(windowOn(bytes), 0, HEADER, 95);
        expect(naiveChecksum(bytes) === 0).toBe(stale === 0 || stale === 0xffff);
      }),
    );
  });

  test('on a block that held the same header it toggles between two wrong values', () => {
    const bytes = new Uint8Array(20).fill(DIRT);
    const seen = [0, 1, 2, 3].map(() => {
      writeIpv4Header(windowOn(bytes), 0, HEADER, 95);
      return hex(bytes, 10, 12);
    });
    expect(seen).toEqual([seen[0], 'a5a5', seen[0], 'a5a5']);
    expect(seen[0]).not.toBe('a5a5');
  });
});

test('omission: the bytes that pad the options are not written, though they are counted and summed', () => {
  const { bytes, unwritten, window } = fillDirty(28, (window) => {
    writeIpv4Header(window, 0, { ...HEADER, options: unhex('0703040101') }, 0);
    return 28;
  });
  expect(bytes[0]).toBe(0x47);
  expect(hex(bytes, 2, 4)).toBe('001c');
  expect(hex(bytes, 20, 25)).toBe('0703040101');
  expect(unwritten).toEqual([
    [1, 2],
    [25, 28],
  ]);
  expect(notedSums(window)).toContainEqual({ field: 10, start: 25, end: 28, contribution: 0x00a5 + 0xa5a5 });
});

test('the correction makes the checksum right over what is in memory, and forgets the stale field', () => {
  const { bytes, window } = fillDirty(20, (window) => {
    writeCorrectedIpv4Header(window, 0, HEADER, 95);
    return 20;
  });
  expect(naiveChecksum(bytes)).toBe(0);
  expect(notedSums(window)).toEqual([{ field: 10, start: 1, end: 2, contribution: 0x00a5 }]);
});

test.each([
  [0, 0],
  [1, 4],
  [4, 4],
  [5, 8],
  [40, 40],
])('%i bytes of options take %i', (length, padded) => {
  expect(paddedOptions(length)).toBe(padded);
});

test.each([
  ['255.255.255.255', 0xffffffff, 'ffffffffffff'],
  ['0.0.0.0', 0, 'ffffffffffff'],
  ['224.0.0.1', 0xe0000001, '01005e000001'],
  ['239.255.255.250', 0xeffffffa, '01005e7ffffa'],
  ['224.129.2.3', 0xe0810203, '01005e010203'],
  ['240.0.0.0', 0xf0000000, '0a0b0c0d0e0f'],
  ['223.255.255.255', 0xdfffffff, '0a0b0c0d0e0f'],
  ['10.255.255.255', 0x0affffff, '0a0b0c0d0e0f'],
])('frames to %s go to the right MAC address', (_, destination, mac) => {
  expect(hex(destinationMac(destination, unhex('0a0b0c0d0e0f')))).toBe(mac);
});
