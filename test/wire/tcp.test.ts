import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_BYTES, wholeOf } from '../../src/wire/bytes.ts';
import { TCP_FLAGS, type TcpHeader, writeTcpHeader } from '../../src/wire/tcp.ts';
import { type DirtyFill, fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { naiveChecksum, pseudoHeader4 } from '../support/naive-checksum.ts';

const FROM = 0x0a000001;
const TO = 0x0a000002;

const HEADER: TcpHeader = {
  sourcePort: 1,
  destinationPort: 2,
  sequence: 3,
  acknowledgement: 4,
  flags: TCP_FLAGS.P | TCP_FLAGS.A,
  window: 5,
  options: [],
};

function write(header: TcpHeader, payload: Uint8Array): DirtyFill {
  const filled = fillDirty(100, (window) => writeTcpHeader(window, 0, FROM, TO, header, wholeOf(payload)));
  expect(filled.unwritten).toEqual([]);
  return filled;
}

test('all 20 bytes, whatever lay there', () => {
  const { bytes, length } = write(HEADER, unhex('6162'));
  expect(length).toBe(20);
  // 1403 pseudo addresses + 6 + 22 + 1 + 2 + 3 + 4 + 5018 + 5 + 6162 = c5a8
  expect(hex(bytes, 0, 20)).toBe(
    '0001' + '0002' + '00000003' + '00000004' + '50' + '18' + '0005' + '3a57' + '0000',
  );
});

test('32-bit numbers and all flags', () => {
  const all = Object.values(TCP_FLAGS).reduce((sum: number, flag) => sum + flag, 0);
  const header = { ...HEADER, sequence: 0xfffffffe, acknowledgement: 0x80000001, flags: all, window: 0xffff };
  const { bytes } = write(header, new Uint8Array(0));
  expect(hex(bytes, 4, 16)).toBe('fffffffe' + '80000001' + '50' + '3f' + 'ffff');
});

test('options make the data offset larger, and their padding is written', () => {
  const { bytes, length } = write({ ...HEADER, options: [{ kind: 'wscale', value: 7 }] }, unhex('61'));
  expect(length).toBe(24);
  expect(bytes[12]).toBe(0x60);
  expect(hex(bytes, 20, 24)).toBe('03030700');
});

test('more than 40 bytes of options overflow the four bits of the data offset', () => {
  const options = [{ kind: 'unknown', code: 200, data: new Uint8Array(42) } as const];
  const { bytes, length } = write({ ...HEADER, options }, new Uint8Array(0));
  expect(length).toBe(64);
  expect(bytes[12]).toBe(0);
});

test('the receiver finds the checksum right', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  const timestamp = fc.record({ kind: fc.constant('timestamp' as const), val: word, ecr: word });
  fc.assert(
    fc.property(
      word,
      fc.array(timestamp, { maxLength: 3 }),
      fc.uint8Array(),
      (sequence, options, payload) => {
        const { bytes, length } = write({ ...HEADER, sequence, options }, payload);
        const header = bytes.subarray(0, length);
        const pseudo = pseudoHeader4(FROM, TO, 6, length + payload.length);
        expect(naiveChecksum(pseudo, header, payload)).toBe(0);
      },
    ),
  );
});

test('nothing is written where the payload will be', () => {
  const { bytes } = fillDirty(30, (window) => writeTcpHeader(window, 0, FROM, TO, HEADER, NO_BYTES));
  expect(hex(bytes, 20)).toBe('a5'.repeat(10));
});
