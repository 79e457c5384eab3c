import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connect } from '../../src/netchannel/connect.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { rxRequestGref, rxRequestId } from '../../src/netchannel/rx.ts';
import { GrantError } from '../../src/xen/grant-table.ts';
import { XenbusState } from '../../src/xen/xenstore.ts';
import { connected } from '../support/connected.ts';
import { RecordingObserver } from '../support/recording-observer.ts';
import { solidWrite, TestWrite } from '../support/test-write.ts';

const MAC = '02:00:00:00:00:01';

test('XenStore holds what both ends told each other', () => {
  const { store } = connect(
    { release: '1.10.0', mac: MAC, frontend: 5, backend: 2 },
    new RecordingObserver(),
  );
  const front = '/local/domain/5/device/vif/0';
  const back = '/local/domain/2/backend/vif/5/0';
  const expected = {
    [`${front}/mac`]: MAC,
    [`${front}/backend`]: back,
    [`${front}/backend-id`]: '2',
    [`${front}/tx-ring-ref`]: '9',
    [`${front}/rx-ring-ref`]: '8',
    [`${front}/event-channel`]: '1',
    [`${front}/request-rx-copy`]: '1',
    [`${front}/feature-rx-notify`]: '1',
    [`${front}/feature-sg`]: '1',
    [`${front}/feature-gso-tcpv4`]: '0',
    [`${front}/feature-rx-flip`]: '0',
    [`${front}/feature-smart-poll`]: '0',
    [`${front}/state`]: '4',
    [`${back}/frontend-id`]: '5',
    [`${back}/mac`]: MAC,
    [`${back}/feature-rx-copy`]: '1',
    [`${back}/feature-sg`]: '1',
    [`${back}/state`]: '4',
  };
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, store.read(key)]));
  expect(found).toEqual(expected);
});

test('domain ids are 1 and 0 unless told otherwise', () => {
  const { store } = connected('1.10.0').channel;
  expect(store.readNumber('/local/domain/1/device/vif/0/backend-id')).toBe(0);
});

test('closing lets no more frames out, and un-grants the pool once the last block is back', () => {
  const { channel, netfront, observer } = connected('1.10.0');
  netfront.write(solidWrite(60, 1));
  channel.close();
  expect(() => netfront.write(solidWrite(60, 2))).toThrow('Cannot take a block: the pool was shut down');
  for (const end of ['/local/domain/1/device/vif/0', '/local/domain/0/backend/vif/1/0']) {
    expect(channel.store.readNumber(`${end}/state`)).toBe(XenbusState.closed);
  }
  channel.poll();
  expect(observer.frames.map(({ bytes }) => bytes.length)).toEqual([60]);
  expect(() => channel.grants.map(0, 266, false)).toThrow(GrantError);
});

test('grant references are given out as upstream gave them', () => {
  const { channel } = connected('1.10.0');
  expect([channel.rxRingRef, channel.txRingRef]).toEqual([8, 9]);
  const { shared } = channel.netfront.rx;
  const requests = Array.from({ length: 256 }, (_, i) => [
    rxRequestId(shared.view, shared.slot(i)),
    rxRequestGref(shared.view, shared.slot(i)),
  ]);
  expect(requests).toEqual(Array.from({ length: 256 }, (_, i) => [i, 265 - i]));
  for (let i = 0; i < 5; i++) channel.netfront.write(solidWrite(60, 1));
  expect([...channel.netfront.pool.gref.subarray(0, 6)]).toEqual([266, 266, 267, 267, 268, 268]);
});

test.each(COMPARED_RELEASES)(
  '%s: whatever is sent arrives, intact and in order, in both directions',
  (release) => {
    const direction = fc.constantFrom('tx', 'rx');
    const step = fc.option(
      fc.tuple(direction, fc.integer({ min: 1, max: 6000 }), fc.integer({ min: 0, max: 255 })),
      {
        nil: 'poll' as const,
        freq: 5,
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const { channel, observer } = connected(release);
        const sent: Record<string, string[]> = { tx: [], rx: [] };
        for (const one of steps) {
          if (one === 'poll') {
            channel.poll();
            continue;
          }
          const [to, length, byte] = one;
          (to === 'tx' ? channel.netfront : channel.netback).write(solidWrite(length, byte));
          sent[to]?.push(`${length} of ${byte}`);
        }
        channel.poll();
        for (const way of ['tx', 'rx']) {
          const frames = observer.frames.filter((frame) => frame.direction === way);
          expect(frames.map(({ bytes }) => `${bytes.length} of ${[...new Set(bytes)].join()}`)).toEqual(
            sent[way],
          );
        }
        expect(channel.netfront.pool.inUse).toBe(0);
        expect(observer.events.filter((event) => event.startsWith('died'))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  },
);

/** Writes `size` announced bytes as some stretches of a fresh byte, and returns `size`. */
function patchy(size: number, stretches: readonly [number, number][], byte: number, tag: number): TestWrite {
  const fill = (window: TestWindow): number => {
    for (const [at, length] of stretches) {
      const start = Math.min(at, size);
      window.setAll(start, new Uint8Array(Math.min(length, size - start)).fill(byte));
    }
    return size;
  };
  return new TestWrite(size, fill, tag);
}

type TestWindow = Parameters<TestWrite['fill']>[0];

test('an unwritten byte holds what the block’s last users left in 1.10.0, and zero otherwise', () => {
  const stretch = fc.tuple(fc.nat(2047), fc.integer({ min: 1, max: 400 }));
  const write = fc.record({
    size: fc.integer({ min: 1, max: 2048 }),
    stretches: fc.array(stretch, { maxLength: 3 }),
  });
  const steps = fc.array(fc.tuple(write, fc.boolean()), { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(fc.constantFrom(...COMPARED_RELEASES), steps, (release, list) => {
      const { channel, observer } = connected(release);
      for (const [i, [{ size, stretches }, poll]] of list.entries()) {
        channel.netfront.write(patchy(size, stretches, 1 + i, i));
        if (poll) channel.poll();
      }
      channel.poll();
      const blocks = new Map<number, Uint8Array>();
      for (const [i, { bytes, ids }] of observer.frames.entries()) {
        const { size, stretches } = list[i]?.[0] ?? { size: 0, stretches: [] };
        const [id = 0] = ids;
        const block = release === '1.10.0' ? (blocks.get(id) ?? new Uint8Array(2048)) : new Uint8Array(2048);
        for (const [at, length] of stretches) block.fill(1 + i, at, Math.min(at + length, size));
        blocks.set(id, block);
        expect(Buffer.compare(bytes, block.subarray(0, size))).toBe(0);
      }
      expect(observer.frames.length).toBe(list.length);
    }),
    { numRuns: 60 },
  );
});
