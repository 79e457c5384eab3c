import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationTexts, epochText } from '../../../src/replay/import/durations.ts';
import { parseDuration, parseEpoch } from '../../../src/script/time.ts';

test.each([
  [1, ['1ns']],
  [1500, ['1500ns']],
  [2_000, ['2us']],
  [10_000_000, ['10ms']],
  [1_500_000_000, ['1500ms']],
  [60_000_000_000, ['60s']],
  [12_345_678_901, ['12s', '345678901ns']],
  [8e15, ['8000000s']],
])('%i ns are %j', (nanoseconds, texts) => {
  expect(durationTexts(nanoseconds)).toEqual(texts);
});

test('they add up, as a script reads them', () => {
  const amount = fc.oneof(fc.integer({ min: 1, max: 2e9 }), fc.integer({ min: 1, max: 8e15 }));
  fc.assert(
    fc.property(amount, (nanoseconds) => {
      const sum = durationTexts(nanoseconds).reduce(
        (total, text) => total + (parseDuration(text) ?? Number.NaN),
        0,
      );
      expect(sum).toBe(nanoseconds);
    }),
  );
});

test('an epoch is read back as it was', () => {
  expect(epochText(1_553_126_400, 0)).toBe('2019-03-21T00:00:00Z');
  expect(epochText(1_553_126_400, 250_000_000)).toBe('2019-03-21T00:00:00.25Z');
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.nat(999_999_999), (seconds, nanoseconds) => {
      const expected = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
      expect(parseEpoch(epochText(seconds, nanoseconds))).toBe(expected);
    }),
  );
});
