import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHECKSUM_VALIDATED } from '../../src/netchannel/checksum-flags.ts';
import { FLAG_MORE_DATA } from '../../src/netchannel/flags.ts';
import { ListenDied, Message, MessageBatch } from '../../src/netchannel/messages.ts';

/** Adds a message with these fields, and zero in the others. */
function add(batch: MessageBatch, fields: Partial<Message>): void {
  Object.assign(batch.add(), new Message(), fields);
}

/** A batch of one frame, its fragments of these sizes as they stand in the slots. */
function frameOf(...sizes: number[]): MessageBatch {
  const batch = new MessageBatch();
  for (const [i, size] of sizes.entries()) {
    add(batch, { id: i, flags: i < sizes.length - 1 ? FLAG_MORE_DATA : 0, size });
  }
  return batch;
}

test('messages are kept in order, and there may be any number', () => {
  const batch = new MessageBatch();
  const numbers = Array.from({ length: 1500 }, (_, i) => i);
  for (const i of numbers) {
    add(batch, { id: i, gref: 100_000 + i, offset: i + 1, flags: i & 3, size: i + 2 });
  }
  expect(batch.count).toBe(1500);
  for (const i of numbers) {
    expect(batch.at(i)).toMatchObject({
      id: i,
      gref: 100_000 + i,
      offset: i + 1,
      flags: i & 3,
      size: i + 2,
    });
  }
  batch.dropLast();
  expect(batch.count).toBe(1499);
  batch.clear();
  expect(batch.count).toBe(0);
});

describe('grouping', () => {
  test('a frame goes on for as long as there is more data', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }), (frames) => {
        const batch = new MessageBatch();
        for (const fragments of frames) {
          for (let i = 1; i <= fragments; i++) {
            add(batch, { flags: CHECKSUM_VALIDATED | (i < fragments ? FLAG_MORE_DATA : 0), size: 1 });
          }
        }
        const found: number[] = [];
        for (let first = 0; first < batch.count; ) {
          const end = batch.frameEnd(first);
          found.push(end - first);
          first = end;
        }
        expect(found).toEqual(frames);
      }),
    );
  });

  test('more data that does not come is the end of the loop', () => {
    const batch = frameOf(100, 50);
    batch.at(1).flags = FLAG_MORE_DATA;
    expect(() => batch.frameEnd(0)).toThrow(
      new ListenDied('Cannot assemble a frame: more data was announced, but none came'),
    );
  });

  test('what an earlier batch left behind does not count', () => {
    const batch = frameOf(100, 50);
    batch.clear();
    add(batch, { flags: FLAG_MORE_DATA, size: 100 });
    expect(() => batch.frameEnd(0)).toThrow(ListenDied);
  });
});

describe('sizes', () => {
  test('the first message tells the whole, its fragment is what the others leave', () => {
    expect(frameOf(60).firstFragmentSize(0, 1)).toBe(60);
    expect(frameOf(5000, 2048, 904).firstFragmentSize(0, 3)).toBe(2048);
  });

  test.each([[[60]], [[0]], [[4096]], [[5000, 2048, 904]], [[4096 + 4096, 4096]], [[2048, 2048]]])(
    '%j are taken',
    (sizes) => {
      expect(frameOf(...sizes).check(0, sizes.length, false)).toBe(true);
    },
  );

  test.each([
    [[2048, 0], 'fragment 1 of 2 has 0 bytes'],
    [[5000, 2048, 0], 'fragment 2 of 3 has 0 bytes'],
    [[9000, 4097], 'fragment 1 of 2 has 4097 bytes'],
    [[4097], 'its first fragment has 4097 bytes'],
    [[100, 101], 'its first fragment has -1 bytes'],
    [[7000, 904], 'its first fragment has 6096 bytes'],
  ])('%j are the end of the loop', (sizes, what) => {
    expect(() => frameOf(...sizes).check(0, sizes.length, false)).toThrow(
      new ListenDied(`Cannot assemble a frame: ${what}`),
    );
  });

  test('as statuses, a zero is an error, and no frame comes of it', () => {
    expect(frameOf(0).check(0, 1, true)).toBe(false);
    expect(frameOf(5000, 0).check(0, 2, true)).toBe(false);
    expect(frameOf(5000, 904).check(0, 2, true)).toBe(true);
  });
});
