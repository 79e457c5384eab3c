import { expect, test } from 'vitest';
import { Turn } from '../../../src/simulation/time/turn.ts';

/** A clock that stands still but for steps, and counts how often it is looked at. */
class Steps {
  time = 0;
  looks = 0;
  readonly now = (): number => {
    this.looks++;
    return this.time;
  };

  /** @returns how many steps a turn took, each of so many milliseconds */
  take(turn: Turn, milliseconds: number): number {
    turn.begin();
    for (let taken = 1; ; taken++) {
      this.time += milliseconds;
      if (turn.isOver()) return taken;
      if (taken > 10_000) throw new Error('The turn never ends');
    }
  }
}

test('quick steps are taken by the thousand, and the clock is seldom looked at', () => {
  const clock = new Steps();
  const turn = new Turn(clock.now);
  for (let i = 0; i < 10; i++) {
    const before = clock.looks;
    expect(clock.take(turn, 0.001)).toBeGreaterThan(4000);
    expect(clock.looks - before).toBeLessThan(100);
  }
});

test.each([
  [1, 50],
  [20, 3],
  [49, 2],
  [5000, 1],
])('steps of %f ms end a turn after some %i', (milliseconds, steps) => {
  const clock = new Steps();
  const turn = new Turn(clock.now);
  for (let i = 0; i < 5; i++) expect(clock.take(turn, milliseconds)).toBeLessThanOrEqual(2 * steps);
});

test('steps that become slow are noticed after a few of them, not after thousands', () => {
  const clock = new Steps();
  const turn = new Turn(clock.now);
  for (let i = 0; i < 5; i++) clock.take(turn, 0.001);
  expect(clock.take(turn, 30)).toBeLessThanOrEqual(64);
  expect(clock.take(turn, 30)).toBeLessThanOrEqual(16);
  expect(clock.take(turn, 30)).toBeLessThanOrEqual(4);
});

test('a clock that is set back ends the turn: how long it was cannot be told', () => {
  const clock = new Steps();
  const turn = new Turn(clock.now);
  clock.take(turn, 1);
  clock.time = 1_000_000;
  turn.begin();
  clock.time -= 500_000;
  let taken = 1;
  while (!turn.isOver()) taken++;
  expect(taken).toBeLessThanOrEqual(64);
});
