import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Message } from '../../src/netchannel/messages.ts';
import {
  RX_SLOT_SIZE,
  readRxResponse,
  rxRequestGref,
  rxRequestId,
  writeRxRequest,
  writeRxResponse,
} from '../../src/netchannel/rx.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { hex } from '../support/hex.ts';

/** A slot at offset 2 of dirty memory. */
function slot(): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(RX_SLOT_SIZE + 4).fill(0xa5);
  return { bytes, view: new DataView(bytes.buffer) };
}

test('a request, little-endian; its padding is not written', () => {
  const { bytes, view } = slot();
  writeRxRequest(view, 2, 0x0102, 0x03040506);
  expect(hex(bytes)).toBe('a5a5' + '0201' + 'a5a5' + '06050403' + 'a5a5');
});

test('a response fills its slot, its offset always zero', () => {
  const { bytes, view } = slot();
  writeRxResponse(view, 2, 0x0102, 4, 0x0506);
  expect(hex(bytes)).toBe('a5a5' + '0201' + '0000' + '0400' + '0605' + 'a5a5');
});

test.each([0, -1])('a size of %i fails after all but the status was written', (size) => {
  const { bytes, view } = slot();
  expect(() => writeRxResponse(view, 2, 0x0102, 4, size)).toThrow(
    new CannotWrite(`Cannot answer RX request 258: a size of ${size} is not positive`),
  );
  expect(hex(bytes)).toBe('a5a5' + '0201' + '0000' + '0400' + 'a5a5' + 'a5a5');
});

test('what is written is read', () => {
  const word = fc.integer({ min: 0, max: 0xffff });
  const positive = fc.integer({ min: 1, max: 0xffff });
  fc.assert(
    fc.property(word, fc.integer({ min: 0, max: 0xffffffff }), word, positive, (id, gref, flags, size) => {
      const { view } = slot();
      writeRxRequest(view, 2, id, gref);
      expect([rxRequestId(view, 2), rxRequestGref(view, 2)]).toEqual([id, gref]);
      writeRxResponse(view, 2, id, flags, size);
      const message = Object.assign(new Message(), { gref: 1, offset: 1 });
      readRxResponse(view, 2, message);
      expect(message).toEqual({ id, gref: 0, offset: 0, flags, size, slot: 0, extras: 0, segment: 0 });
    }),
  );
});
