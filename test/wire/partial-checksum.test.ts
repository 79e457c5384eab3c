import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeOf } from '../../src/wire/bytes.ts';
import { addToSum, finish } from '../../src/wire/checksum.ts';
import { writeTcpHeader } from '../../src/wire/tcp.ts';
import { writeUdpHeader } from '../../src/wire/udp.ts';
import { fillDirty } from '../support/dirty-window.ts';

const word = fc.nat(0xffff);
const address = fc.nat(0xffff_ffff);
const payload = fc.uint8Array({ maxLength: 1500 }).map((bytes) => wholeOf(Uint8Array.from(bytes)));

/** What a card makes of it: the sum of all behind the IP header, the field included, complemented. */
function completed(header: Uint8Array, data: Uint8Array): number {
  return finish(addToSum(addToSum(0, header, 0, header.length), data, 0, data.length));
}

test('a card that adds the rest to the sum of the pseudo header gets what UDP would have summed up', () => {
  fc.assert(
    fc.property(address, address, word, word, payload, (from, to, source, destination, data) => {
      const headers = [false, true].map((isPartial) => {
        const filled = fillDirty(8, (window) => {
          writeUdpHeader(window, 0, from, to, source, destination, data, isPartial);
          return 8;
        });
        expect(filled.unwritten).toEqual([]);
        return filled.bytes.subarray(0, 8);
      });
      const [computed = new Uint8Array(0), partial = new Uint8Array(0)] = headers;
      expect(partial.subarray(0, 6)).toEqual(computed.subarray(0, 6));
      const sum = completed(partial, data.bytes);
      expect(sum === 0 ? 0xffff : sum).toBe(((computed[6] ?? 0) << 8) | (computed[7] ?? 0));
    }),
  );
});

test('and what TCP would have', () => {
  fc.assert(
    fc.property(address, address, word, word, payload, (from, to, source, destination, data) => {
      const header = {
        sourcePort: source,
        destinationPort: destination,
        sequence: from,
        acknowledgement: to,
        flags: 0x18,
        window: source,
        options: [{ kind: 'nop' as const }],
      };
      const headers = [false, true].map(
        (isPartial) =>
          fillDirty(24, (window) => writeTcpHeader(window, 0, from, to, header, data, isPartial)).bytes,
      );
      const [computed = new Uint8Array(0), partial = new Uint8Array(0)] = headers;
      expect(completed(partial, data.bytes)).toBe(((computed[16] ?? 0) << 8) | (computed[17] ?? 0));
    }),
  );
});
