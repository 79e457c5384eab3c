import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StepCursor } from '../../../src/script/cursor.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import { exactSteps, sliceOf, unitGroups } from '../../../src/simulation/shard/slices.ts';

const poll = { poll: null };
const load = (steps: unknown): ReturnType<typeof loadScript> =>
  loadScript(JSON.stringify({ steps }), 'x.json');

const body = fc.array(
  fc.oneof(
    fc.constant(poll),
    fc.integer({ min: 1, max: 3 }).map((count) => ({ repeat: { count, steps: [poll, poll] } })),
  ),
  { minLength: 1, maxLength: 3 },
);
const steps = fc.array(
  fc.oneof(
    fc.constant(poll),
    fc
      .record({
        count: fc.integer({ min: 1, max: 50 }),
        every: fc.constantFrom(undefined, '1ms'),
        steps: body,
      })
      .map(({ every, ...repeat }) => ({ repeat: { ...repeat, ...(every === undefined ? {} : { every }) } })),
  ),
  { minLength: 1, maxLength: 6 },
);

test('slices are all of the script, one after the other, of about as many steps each', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 12 }), (list, count) => {
      const script = load(list);
      const groups = unitGroups(script);
      const largest = Math.max(...groups.map((group) => group.steps));
      let to = 0;
      let sum = 0;
      for (let index = 1; index <= count; index++) {
        const slice = sliceOf(script, { index, count });
        expect(slice.from).toBe(to);
        expect(slice.to).toBeGreaterThanOrEqual(slice.from);
        const own = exactSteps(script, { index, count }) ?? Number.NaN;
        expect(Math.abs(own - script.stepCount / count)).toBeLessThanOrEqual(largest);
        sum += own;
        to = slice.to;
      }
      expect(to).toBe(groups.at(-1)?.to);
      expect(sum).toBe(script.stepCount);
      expect(exactSteps(script)).toBe(script.stepCount);
    }),
  );
});

test('a cursor counts the same units', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const script = load(list);
      const counted = new Map<number, number>();
      const cursor = new StepCursor(script);
      for (let step = cursor.next(); step !== undefined; step = cursor.next()) {
        const own = step.kind === 'repetition' ? 0 : 1;
        counted.set(cursor.unit, (counted.get(cursor.unit) ?? 0) + own);
      }
      const expected = unitGroups(script).flatMap((group) =>
        Array.from({ length: group.to - group.from }, () => group.steps),
      );
      expect([...counted]).toEqual([...expected.entries()]);
    }),
  );
});

test('where choices decide, nobody knows how many steps there are', () => {
  const choice = { choice: [{ steps: [poll] }, { steps: [poll, poll] }] };
  expect(exactSteps(load([{ repeat: { count: 3, steps: [choice] } }]))).toBeUndefined();
});

test('more slices than there is to do are empty', () => {
  const script = load([poll, poll]);
  const slices = [1, 2, 3, 4, 5].map((index) => sliceOf(script, { index, count: 5 }));
  expect(slices.map(({ from, to }) => to - from).reduce((a, b) => a + b)).toBe(2);
});

test('a billion repetitions of a billion are cut at once', () => {
  const repeat = { repeat: { count: 1e9, steps: [{ repeat: { count: 1e9, steps: [poll] } }] } };
  expect(sliceOf(load([repeat]), { index: 2, count: 4 })).toEqual({ from: 2.5e8, to: 5e8 });
});
