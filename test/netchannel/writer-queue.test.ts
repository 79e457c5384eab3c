import { expect, test } from 'vitest';
import { type WaitingWrite, WriterQueue } from '../../src/netchannel/writer-queue.ts';
import { solidWrite, type TestWrite } from '../support/test-write.ts';

function entry(tag: number, needed = 1, write = solidWrite(1, 0, tag)): WaitingWrite & { write: TestWrite } {
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
