import { describe, expect, test } from 'vitest';
import { connectFaulty } from '../../src/netchannel/connect.ts';
import { ResponseFaults } from '../../src/netchannel/response-faults.ts';
import { RecordingObserver } from '../support/recording-observer.ts';
import { solidWrite } from '../support/test-write.ts';

/** A connected device whose netback can be told to misbehave. */
function faulty() {
  const held: [id: number, nanoseconds: number][] = [];
  const faults = new ResponseFaults((id, nanoseconds) => held.push([id, nanoseconds]));
  const observer = new RecordingObserver();
  const channel = connectFaulty({ release: '1.10.0', mac: '02:00:00:00:00:01' }, faults, observer);
  const { netfront, netback } = channel;
  return { channel, observer, netfront, netback, pool: netfront.pool, faults, held };
}

test('a dropped response keeps the block and its ring slot', () => {
  const { channel, netfront, pool, faults, observer } = faulty();
  faults.add('drop', 1);
  netfront.write(solidWrite(60, 1));
  channel.poll();
  expect(observer.frames).toHaveLength(1);
  expect([pool.inUse, netfront.tx.freeRequests]).toEqual([1, 255]);
  netfront.write(solidWrite(60, 2));
  channel.poll();
  expect(observer.frames[1]?.ids).toEqual([1]);
  expect(pool.freeBlocks()).toEqual([1]);
});

test('a ring that all responses were dropped of lets nobody write any more, and nothing spins', () => {
  const { channel, netfront, faults } = faulty();
  faults.add('drop', 256);
  for (let i = 0; i < 256; i++) expect(netfront.write(solidWrite(60, i & 0xff))).toBe(true);
  channel.poll();
  expect(netfront.tx.freeRequests).toBe(0);
  expect(netfront.write(solidWrite(60, 1))).toBe(false);
  channel.poll();
  expect(netfront.pool.inUse).toBe(256);
});

test('a frame with a refused request is withheld, and its blocks come back', () => {
  const { channel, netfront, pool, faults, observer } = faulty();
  faults.add('error', 1);
  netfront.write(solidWrite(5000, 1));
  netfront.write(solidWrite(60, 2));
  channel.poll();
  expect(observer.events.filter((event) => /withheld|refused|delivered/.test(event))).toEqual([
    'withheld tx: 5000',
    'delivered tx: 60',
    'refused 0: -1',
  ]);
  expect([pool.inUse, netfront.tx.freeRequests]).toEqual([0, 256]);
});

test('a late response is put on the ring when it is time', () => {
  const { channel, netfront, netback, pool, faults, held, observer } = faulty();
  faults.add('delay', 1, 5e6);
  netfront.write(solidWrite(60, 1));
  netfront.write(solidWrite(60, 2));
  channel.poll();
  expect(held).toEqual([[0, 5e6]]);
  expect(observer.frames).toHaveLength(2);
  expect(pool.freeBlocks()).toEqual([1]);
  netback.answerLate(0);
  expect(pool.freeBlocks()).toEqual([1]);
  channel.poll();
  expect(pool.freeBlocks()).toEqual([0, 1]);
});

describe('a stall', () => {
  test('holds back both directions and late responses, and then all are handled', () => {
    const { channel, netfront, netback, pool, faults, observer } = faulty();
    faults.add('delay', 1, 1);
    netfront.write(solidWrite(60, 1));
    channel.poll();
    netback.isStalled = true;
    netfront.write(solidWrite(60, 2));
    expect(netback.write(solidWrite(70, 3))).toBe(false);
    netback.answerLate(0);
    channel.poll();
    expect(observer.frames).toHaveLength(1);
    expect(pool.inUse).toBe(2);
    netback.resume();
    channel.pollLate();
    expect(observer.frames.map(({ direction, bytes }) => [direction, bytes.length])).toEqual([
      ['tx', 60],
      ['tx', 60],
      ['rx', 70],
    ]);
    expect(pool.inUse).toBe(0);
  });

  test('that nobody polled in leaves the polling to others', () => {
    const { channel, netfront, netback, observer } = faulty();
    netback.isStalled = true;
    netfront.write(solidWrite(60, 1));
    netback.resume();
    channel.pollLate();
    expect(observer.frames).toHaveLength(0);
    channel.poll();
    expect(observer.frames).toHaveLength(1);
  });

  test('lets netfront take what is on the rings already', () => {
    const { channel, netback, observer } = faulty();
    netback.write(solidWrite(70, 3));
    netback.isStalled = true;
    channel.poll();
    expect(observer.frames).toHaveLength(1);
  });
});
