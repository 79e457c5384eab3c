import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Moment } from '../../../src/simulation/time/moment.ts';

const NANOSECONDS = fc.integer({ min: 0, max: 1e12 });

function after(nanoseconds: number): Moment {
  const moment = new Moment();
  moment.advance(nanoseconds);
  return moment;
}

test('a moment counts seconds and nanoseconds', () => {
  fc.assert(
    fc.property(fc.array(NANOSECONDS, { maxLength: 20 }), (steps) => {
      const moment = new Moment();
      for (const step of steps) moment.advance(step);
      const sum = steps.reduce((total, step) => total + step, 0);
      expect([moment.seconds, moment.nanoseconds]).toEqual([Math.floor(sum / 1e9), sum % 1e9]);
    }),
  );
});

test('moments are in the order of their distance from the start', () => {
  fc.assert(
    fc.property(NANOSECONDS, NANOSECONDS, (a, b) => {
      expect(after(a).isBefore(after(b))).toBe(a < b);
      expect(after(a).isBefore(after(a))).toBe(false);
    }),
  );
});
