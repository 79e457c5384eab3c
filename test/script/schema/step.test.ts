import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { step, stepFor } from '../../../src/script/schema/step.ts';
import { changed, ODD, STEPS, verdictOf } from './changed-scripts.ts';

const KEYS = ['udp', 'at', 'after', 'name', 'expect', 'repeat', 'choice', 'include', 'wait', 'fault', 'rs6'];

describe('a schema of only those keys that a step has', () => {
  test('says of it what that of all keys says', () => {
    let wrong = 0;
    fc.assert(
      fc.property(fc.oneof(changed(STEPS, KEYS), ODD), (value) => {
        const verdict = verdictOf(step(), value);
        expect(verdictOf(stepFor(value), value)).toEqual(verdict);
        if (Array.isArray(verdict)) wrong++;
      }),
      { numRuns: 3000 },
    );
    expect(wrong).toBeGreaterThan(500);
  });

  test('knows of all keys if one is none', () => {
    expect(stepFor({ upd: {} })).toBe(step());
  });

  test('is not made for steps with several actions, of which there would be no end', () => {
    expect(stepFor({ udp: {}, tcp: {} })).toBe(step());
    expect(stepFor({ name: 'x', wait: '1ms', rs6: null, at: '1s' })).toBe(step());
  });

  test('is made once for steps with the same keys', () => {
    expect(stepFor({ udp: {}, at: '1ms' })).toBe(stepFor({ at: '2ms', udp: { to: 'x' } }));
    expect(stepFor({ udp: {} })).not.toBe(stepFor({ tcp: {} }));
    expect(stepFor('poll')).toBe(stepFor('rs6'));
  });
});
