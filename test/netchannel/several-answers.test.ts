import { expect, test } from 'vitest';
import { SeveralAnswers } from '../../src/netchannel/several-answers.ts';

test('a frame of one block has been refused when its block has', () => {
  const frames = new SeveralAnswers();
  expect([frames.answered(3, false), frames.answered(3, true)]).toEqual([false, true]);
});

test('a frame of several blocks has been refused once all are answered', () => {
  const frames = new SeveralAnswers();
  const [one, other] = [frames.begin(), frames.begin()];
  // Both are the same entry as long as neither has a block.
  expect(one).toBe(other);
  for (const block of [0, 1, 2]) frames.add(one, block);
  const second = frames.begin();
  expect(second).not.toBe(one);
  for (const block of [3, 4]) frames.add(second, block);
  expect([0, 3, 1, 4].map((block) => frames.answered(block, block === 0))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(frames.answered(2, false)).toBe(true);
});

test('entries are used again, and forget what went wrong', () => {
  const frames = new SeveralAnswers();
  for (let round = 0; round < 1000; round++) {
    const entry = frames.begin();
    frames.add(entry, 7);
    frames.add(entry, 8);
    expect(frames.answered(7, round % 2 === 0)).toBe(false);
    expect(frames.answered(8, false)).toBe(round % 2 === 0);
  }
});
