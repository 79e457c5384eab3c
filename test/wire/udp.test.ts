import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeOf } from '../../src/wire/bytes.ts';
import { writeUdpHeader } from '../../src/wire/udp.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { naiveChecksum, pseudoHeader4 } from '../support/naive-checksum.ts';

const FROM = 0x0a000001;
const TO = 0x0a000002;

function header(payload: Uint8Array): string {
  const { bytes, unwritten } = fillDirty(12, (window) => {
    writeUdpHeader(window, 2, FROM, TO, 1, 2, wholeOf(payload));
    return 12;
  });
  expect(unwritten).toEqual([
    [0, 2],
    [10, 12],
  ]);
  return hex(bytes, 2, 10);
}

// The pseudo header, ports and twice the length sum to 141a, with no payload.
test.each([
  ['', '0001' + '0002' + '0008' + 'ebd8'],
  ['61', '0001' + '0002' + '0009' + '8ad6'],
  ['6162', '0001' + '0002' + '000a' + '8a72'],
])('payload "%s": the eight bytes are %s, whatever lay there', (payload, expected) => {
  expect(header(unhex(payload))).toBe(expected);
});

test('a computed checksum of zero is sent as all ones', () => {
  expect(header(unhex('ebd4'))).toBe('000100' + '02000a' + 'ffff');
});

test('the receiver finds the checksum right, wherever the payload lies', () => {
  const word = fc.integer({ min: 0, max: 0xffff });
  const address = fc.integer({ min: 0, max: 0xffffffff });
  const payload = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(address, address, word, word, payload, (from, to, sourcePort, destinationPort, data) => {
      const around = Uint8Array.of(0xee, ...data, 0xee);
      const range = { bytes: around, offset: 1, length: data.length };
      const { bytes } = fillDirty(8, (window) => {
        writeUdpHeader(window, 0, from, to, sourcePort, destinationPort, range);
        return 8;
      });
      const length = 8 + data.length;
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      expect([view.getUint16(0), view.getUint16(2), view.getUint16(4)]).toEqual([
        sourcePort,
        destinationPort,
        length,
      ]);
      expect(naiveChecksum(pseudoHeader4(from, to, 17, length), bytes, data)).toBe(0);
      expect(view.getUint16(6)).not.toBe(0);
    }),
  );
});
