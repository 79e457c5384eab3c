import { describe, expect, test } from 'vitest';
import { FUZZERS } from './fuzzers.ts';

describe.each(Object.entries(FUZZERS))('%s', (_, fuzzer) => {
  test(`${fuzzer.title}: a few`, async () => {
    for (let number = 0; number < fuzzer.few; number++) {
      const { what, run } = fuzzer.trial(11, number);
      try {
        await run();
      } catch (error) {
        expect.fail(`Number ${number} (${what}): ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  });

  test('a trial is made from the seed and its number alone', () => {
    const first = fuzzer.trial(11, 3).what;
    fuzzer.trial(11, 4);
    expect(fuzzer.trial(11, 3).what).toBe(first);
    const others = Array.from({ length: 20 }, (_, number) => fuzzer.trial(12, number).what);
    expect(new Set(others).size).toBeGreaterThan(5);
  });
});
