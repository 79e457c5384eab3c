import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MOST_WAITING_BYTES,
  TooManyWaiting,
  type WaitingWrite,
  WriterQueue,
} from '../../src/netchannel/writer-queue.ts';
import { SecretMarks } from '../../src/wire/secret-marks.ts';
import { Window } from '../../src/wire/window.ts';
import { solidWrite, type TestWrite } from '../support/test-write.ts';

function entry(
  tag: number,
  needed = 1,
  write = solidWrite(1, 0, tag),
): WaitingWrite & { write: TestWrite; finished: undefined } {
  return { write, needed, finished: undefined };
}

test('writers go on in order; one that needs more room holds up those behind it', () => {
  const queue = new WriterQueue();
  const entries = [entry(1, 2), entry(2, 5), entry(3, 1)] as const;
  expect(queue.locked).toBe(false);
  for (const one of entries) queue.add(one);
  expect(queue.locked).toBe(true);
  let room = 4;
  const sent: number[] = [];
  const run = (): void =>
    queue.run(
      ({ needed }) => needed <= room,
      ({ write, needed }) => {
        room -= needed;
        sent.push(write.tag);
      },
    );
  run();
  expect(sent).toEqual([1]);
  expect(entries.map(({ write }) => write.outcome)).toEqual(['done', 'none', 'none']);
  expect(queue.locked).toBe(true);
  room = 6;
  run();
  expect(sent).toEqual([1, 2, 3]);
  expect(queue.locked).toBe(false);
});

test('a write that fails is told so, and the next one goes on', () => {
  const queue = new WriterQueue();
  const entries = [entry(1), entry(2)] as const;
  for (const one of entries) queue.add(one);
  const failure = new RangeError('Cannot write');
  queue.run(
    () => true,
    ({ write }) => {
      if (write.tag === 1) throw failure;
    },
  );
  expect(entries.map(({ write }) => write.outcome)).toEqual([failure, 'done']);
});

test('the lock is handed on before the writer that is done goes on: what it adds comes last', () => {
  const queue = new WriterQueue();
  const first = entry(1);
  const locked: boolean[] = [];
  first.write.settled = () => {
    locked.push(queue.locked);
    queue.add(entry(3));
  };
  queue.add(first);
  queue.add(entry(2));
  const sent: number[] = [];
  queue.run(
    () => true,
    ({ write }) => {
      expect(queue.locked).toBe(true);
      sent.push(write.tag);
    },
  );
  expect(sent).toEqual([1, 2, 3]);
  expect(locked).toEqual([true]);
});

test('the last writer that is done finds the lock free', () => {
  const queue = new WriterQueue();
  const only = entry(1);
  const locked: boolean[] = [];
  only.write.settled = () => locked.push(queue.locked);
  queue.add(only);
  queue.run(
    () => true,
    () => locked.push(queue.locked),
  );
  expect(locked).toEqual([true, false]);
});

test('to take a writer off costs the same however many wait: none is moved on', () => {
  const WRITERS = 100_000;
  const queue = new WriterQueue();
  const write = solidWrite(1, 0, 0);
  const moved = countCalls(['shift', 'splice', 'unshift', 'copyWithin'], () => {
    const copied = countCalls(['slice', 'concat'], () => {
      for (let i = 0; i < WRITERS; i++) queue.add({ write, needed: i, finished: undefined });
      let next = 0;
      queue.run(
        () => true,
        ({ needed }) => {
          if (needed !== next++) throw new Error(`${needed} came too early`);
          // A queue that stays long while writers come and go grows no further.
          if (needed < WRITERS) queue.add({ write, needed: WRITERS + needed, finished: undefined });
        },
      );
      expect(next).toBe(2 * WRITERS);
    });
    // It is copied only when it doubles.
    expect(copied).toBeLessThan(2 * Math.log2(2 * WRITERS));
  });
  expect(moved).toBe(0);
});

describe('memory of the writers that wait', () => {
  const KIB = 1024;

  /** Adds writes that keep so many bytes each until the queue takes no more. */
  function fill(queue: WriterQueue, keptBytes: number): TooManyWaiting {
    const one = entry(0);
    one.write.keptBytes = keptBytes;
    for (let i = 0; i <= MOST_WAITING_BYTES / keptBytes; i++) {
      try {
        queue.add(one);
      } catch (error) {
        if (error instanceof TooManyWaiting) return error;
        throw error;
      }
    }
    throw new Error('The queue took all');
  }

  test.each([0.25, 1, 64, 1000])('has an end when each keeps %d KiB, and is used up to there', (size) => {
    const queue = new WriterQueue();
    const { message } = fill(queue, size * KIB);
    expect(queue.keptBytes).toBeLessThanOrEqual(MOST_WAITING_BYTES);
    // Another would have been too much.
    expect(queue.keptBytes + (size + 1) * KIB).toBeGreaterThan(MOST_WAITING_BYTES);
    expect(queue.length * size * KIB).toBeGreaterThan(0.75 * MOST_WAITING_BYTES);
    expect(message).toBe(
      `Cannot let another write wait: ${queue.length} do already, in 64 MiB of memory; poll more often, or end the stall`,
    );
  });

  test('counts the finished frame, and its secrets', () => {
    const marks = new SecretMarks();
    const { footprint } = new Window();
    const finished = {
      bytes: new Uint8Array(5000),
      offset: 0,
      length: 5000,
      written: 0,
      footprint,
      marks,
      checksum: 0,
    };
    const [without, withFrame, marked] = [
      entry(1),
      { ...entry(1), finished },
      { ...entry(1), finished: { ...finished, marks: manyMarks() } },
    ].map((one) => {
      const queue = new WriterQueue();
      queue.add(one);
      return queue.keptBytes;
    }) as [number, number, number];
    expect(withFrame - without).toBeGreaterThan(5000);
    expect(marked - withFrame).toBeGreaterThan(1000 * 16);
  });

  test('is free again when they are done, failed or not', () => {
    const queue = new WriterQueue();
    const { length } = entries(queue);
    let taken = 0;
    queue.run(
      () => true,
      () => {
        if (++taken % 2 === 0) throw new RangeError('Cannot write');
      },
    );
    expect(taken).toBe(length);
    expect([queue.length, queue.keptBytes]).toEqual([0, 0]);
    expect(entries(queue).length).toBe(length);
  });

  function entries(queue: WriterQueue): WriterQueue {
    fill(queue, 64 * KIB);
    return queue;
  }

  /** 1000 marks that cannot be joined. */
  function manyMarks(): SecretMarks {
    const marks = new SecretMarks();
    for (let i = 0; i < 1000; i++) marks.add(2 * i, 2 * i + 1, 0, 0);
    return marks;
  }
});

/** @returns how often methods of arrays were called meanwhile */
function countCalls(names: readonly (keyof typeof Array.prototype & string)[], act: () => void): number {
  const own = Object.getOwnPropertyDescriptors(Array.prototype);
  let calls = 0;
  for (const name of names) {
    const method: unknown = Reflect.get(Array.prototype, name);
    if (typeof method !== 'function') throw new TypeError(`Array.prototype.${name} is no method`);
    const counting = function (this: unknown, ...args: unknown[]): unknown {
      calls++;
      return Reflect.apply(method, this, args);
    };
    Object.defineProperty(Array.prototype, name, { value: counting, writable: true, configurable: true });
  }
  try {
    act();
  } finally {
    for (const name of names) Object.defineProperty(Array.prototype, name, own[name] as PropertyDescriptor);
  }
  return calls;
}

test('writers keep their order while they come and go, whatever room there is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 40 }), (rounds) => {
      const queue = new WriterQueue();
      const expected: number[] = [];
      const sent: number[] = [];
      let added = 0;
      for (const [come, go] of rounds) {
        for (let i = 0; i < come; i++) queue.add(entry(added++));
        const goes = Math.min(go, added - sent.length);
        for (let i = 0; i < goes; i++) expected.push(expected.length);
        let room = go;
        queue.run(
          () => room-- > 0,
          ({ write }) => sent.push(write.tag),
        );
        expect(sent).toEqual(expected);
        expect(queue.locked).toBe(sent.length < added);
      }
    }),
  );
});
