import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headFor } from '../../../src/script/schema/head.ts';
import { scriptSchema } from '../../../src/script/schema/script.ts';
import { changed, HEADS, verdictOf } from './changed-scripts.ts';

describe('a schema of only those keys that a head has', () => {
  test('says of it what that of all keys says', () => {
    const keys = Object.keys(scriptSchema.shape);
    let wrong = 0;
    fc.assert(
      fc.property(changed(HEADS, keys), (value) => {
        const verdict = verdictOf(scriptSchema, value);
        expect(verdictOf(headFor(value as object), value)).toEqual(verdict);
        if (Array.isArray(verdict)) wrong++;
      }),
      { numRuns: 1000 },
    );
    expect(wrong).toBeGreaterThan(200);
  });

  test('knows of all keys if one is none', () => {
    expect(Object.keys(headFor({ stpes: [] }).shape)).toEqual(Object.keys(scriptSchema.shape));
  });
});
