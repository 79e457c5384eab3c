import { expect, test } from 'vitest';
import { TxStatus, writeTxResponse } from '../../src/netchannel/tx.ts';
import { connected } from '../support/connected.ts';
import { solidWrite } from '../support/test-write.ts';

/** A device with blocks 0 and 1 under way, whose netback answers as the test says, and nothing else. */
function answering() {
  const device = connected('1.10.0');
  const { channel, netback, netfront, observer } = device;
  netfront.write(solidWrite(60, 1));
  netfront.write(solidWrite(60, 2));
  observer.events.length = 0;
  const answer = (id: number, status: number): void => {
    writeTxResponse(channel.memory.view, netback.tx.nextResponse(), id, status);
    netback.tx.pushResponses();
    netfront.handleEvent();
  };
  return { ...device, answer };
}

test.each(['null', 'error', 'dropped'] as const)(
  'a request that is answered with %s is told of, and its block is free again',
  (status) => {
    const { answer, observer, pool } = answering();
    answer(1, TxStatus[status]);
    expect(observer.events).toEqual([`refused 1: ${TxStatus[status]}`]);
    expect([pool.freeBlocks(), pool.inUse]).toEqual([[1], 1]);
  },
);

test.each([5, 256, 65535])('a response for %i, which nobody waits for, is told of and dropped', (id) => {
  const { answer, observer, pool } = answering();
  answer(id, TxStatus.okay);
  expect(observer.events).toEqual([`stray ${id}`]);
  expect([pool.freeBlocks(), pool.inUse]).toEqual([[], 2]);
});

test('a second response for the same block does not free it twice', () => {
  const { answer, netfront, observer, pool } = answering();
  answer(0, TxStatus.okay);
  answer(0, TxStatus.okay);
  expect(observer.events).toEqual(['stray 0']);
  expect([pool.freeBlocks(), pool.inUse]).toEqual([[0], 1]);
  netfront.write(solidWrite(60, 3));
  answer(0, TxStatus.okay);
  expect(pool.freeBlocks()).toEqual([0]);
  expect(observer.events.filter((event) => event.startsWith('stray'))).toHaveLength(1);
});
