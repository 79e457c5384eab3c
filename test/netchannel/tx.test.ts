import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Message } from '../../src/netchannel/messages.ts';
import {
  readTxRequest,
  TX_SLOT_SIZE,
  TxStatus,
  txResponseId,
  txResponseStatus,
  writeTxRequest,
  writeTxResponse,
} from '../../src/netchannel/tx.ts';
import { hex } from '../support/hex.ts';

/** A slot at offset 2 of dirty memory. */
function slot(): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(TX_SLOT_SIZE + 4).fill(0xa5);
  return { bytes, view: new DataView(bytes.buffer) };
}

function requestIn(view: DataView): Message {
  const message = new Message();
  readTxRequest(view, 2, message);
  return message;
}

test('a request fills its slot, little-endian', () => {
  const { bytes, view } = slot();
  writeTxRequest(view, 2, 0x0102, 0x03040506, 0x0708, 0x090a, 0x0b0c);
  expect(hex(bytes)).toBe('a5a5' + '06050403' + '0807' + '0a09' + '0201' + '0c0b' + 'a5a5');
});

test('a response leaves the rest of its slot as the request had it', () => {
  const { bytes, view } = slot();
  writeTxResponse(view, 2, 0x0102, TxStatus.dropped);
  expect(hex(bytes)).toBe(`a5a5${'0201'}feff${'a5'.repeat(10)}`);
});

test('a size that does not fit is cut to its 16 bits', () => {
  const { view } = slot();
  writeTxRequest(view, 2, 0, 0, 0, 0, 70000);
  expect(requestIn(view)).toMatchObject({ size: 70000 - 65536 });
});

test('what is written is read', () => {
  const word = fc.integer({ min: 0, max: 0xffff });
  const status = fc.constantFrom(...Object.values(TxStatus));
  fc.assert(
    fc.property(
      word,
      fc.integer({ min: 0, max: 0xffffffff }),
      word,
      word,
      word,
      status,
      (id, gref, ...more) => {
        const [offset, flags, size, state] = more;
        const { view } = slot();
        writeTxRequest(view, 2, id, gref, offset, flags, size);
        expect(requestIn(view)).toEqual({ id, gref, offset, flags, size, slot: 0, extras: 0, segment: 0 });
        writeTxResponse(view, 2, id, state);
        expect([txResponseId(view, 2), txResponseStatus(view, 2)]).toEqual([id, state]);
      },
    ),
  );
});
