import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeByte } from '../../src/probe/byte-verdicts.ts';
import { FILLINGS, filledBuffer, HIGH, LOW, placeOf } from '../../src/probe/fillings.ts';
import { type Attempt, PASS_ORDER } from '../../src/probe/pass.ts';

const SIZE = 2048;

/** What a writer makes of each filling. */
function attempts(writer: (buffer: Uint8Array) => void, length = 64): Attempt[] {
  return PASS_ORDER.map((filling) => {
    const buffer = filledBuffer(FILLINGS[filling] as (typeof FILLINGS)[number], SIZE);
    writer(buffer);
    return { filling, frame: buffer.slice(0, length) };
  });
}

const judged = (writer: (buffer: Uint8Array) => void, offset = 5) =>
  judgeByte(attempts(writer), offset, SIZE);

describe('fillings', () => {
  test('tell all places of the largest buffer apart', () => {
    const numbers = new Set<number>();
    for (let offset = 0; offset < 65_536; offset++) {
      const [low = 0, high = 0] = [LOW, HIGH].map((filling) => FILLINGS[filling]?.byteAt(offset));
      numbers.add((high << 8) | low);
      expect(placeOf(low, high, 65_536)).toBe(offset);
    }
    expect(numbers.size).toBe(65_536);
  });

  test('no stretch sums to the same under all of them, as it does under zeros, 0xa5 and 0x5a', () => {
    const sumOf = (filling: number, from: number, length: number): number => {
      const byteAt = FILLINGS[filling]?.byteAt ?? (() => 0);
      let sum = 0;
      for (let i = 0; i < length; i++) sum += byteAt(from + i) << (i % 2 === 0 ? 8 : 0);
      return sum % 0xffff;
    };
    expect([0, 1, 2].map((filling) => sumOf(filling, 40, 34))).toEqual([0, 0, 0]);
    for (let from = 0; from < 1500; from += 2) {
      for (const length of [2, 34, 68, 102, 170, 340, 510]) {
        const sums = new Set([...FILLINGS.keys()].map((filling) => sumOf(filling, from, length)));
        expect(sums.size, `${length} bytes from ${from}`).toBeGreaterThan(1);
      }
    }
  });
});

describe('a byte', () => {
  test.each([
    ['that is written', (b: Uint8Array) => b.fill(7, 0, 64), { verdict: 'written' }],
    [
      'that is written with what a filling has',
      (b: Uint8Array) => b.fill(0xa5, 0, 64),
      { verdict: 'written' },
    ],
    ['that is not', (b: Uint8Array) => b.fill(7, 0, 5), { verdict: 'passed-through' }],
    [
      'of which bits are set',
      (b: Uint8Array) => {
        b[5] = (b[5] as number) | 0x40;
      },
      { verdict: 'some-bits', mask: 0xbf },
    ],
    [
      'of which the upper half is written',
      (b: Uint8Array) => {
        b[5] = ((b[5] as number) & 0x0f) | 0x40;
      },
      { verdict: 'some-bits', mask: 0x0f },
    ],
    [
      'that is copied from elsewhere',
      (b: Uint8Array) => {
        b[5] = b[1234] as number;
      },
      { verdict: 'copied', from: 1234 },
    ],
    [
      'that is turned round',
      (b: Uint8Array) => {
        b[5] = ~(b[5] as number);
      },
      { verdict: 'depends' },
    ],
    [
      'that is a sum',
      (b: Uint8Array) => {
        b[5] = (b[6] as number) + (b[7] as number);
      },
      { verdict: 'depends' },
    ],
  ])('%s', (_, writer, verdict) => {
    expect(judged(writer as (buffer: Uint8Array) => void)).toMatchObject(verdict);
  });

  test('that counts varies, even where it is added to what was there', () => {
    let count = 0;
    const counting = (b: Uint8Array): void => {
      b[5] = count++;
    };
    expect(judged(counting).verdict).toBe('varies');
    const adding = (b: Uint8Array): void => {
      b[5] = (b[5] as number) + count++;
    };
    expect(judged(adding).verdict).toBe('varies');
  });

  test('that is there under one filling only cannot be told, unless it is as it was', () => {
    const [zeros] = attempts(() => undefined);
    const a5 = attempts(() => undefined).find(({ filling }) => filling === 1);
    if (zeros === undefined || a5 === undefined) throw new Error('there are no attempts');
    expect(judgeByte([zeros], 5, SIZE).verdict).toBe('unknown');
    expect(judgeByte([{ filling: 0, frame: zeros.frame.slice(0, 5) }, a5], 5, SIZE).verdict).toBe(
      'passed-through',
    );
    a5.frame[5] = 7;
    expect(judgeByte([a5], 5, SIZE).verdict).toBe('unknown');
  });

  test('is judged as it was treated, whatever is done with the others', () => {
    const treatment = fc.constantFrom('written', 'passed-through', 'copied', 'depends');
    fc.assert(
      fc.property(
        fc.array(treatment, { minLength: 64, maxLength: 64 }),
        fc.array(fc.integer({ min: 64, max: SIZE - 1 }), { minLength: 64, maxLength: 64 }),
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        (treatments, sources, values) => {
          const tried = attempts((buffer) => {
            const before = buffer.slice();
            for (const [i, how] of treatments.entries()) {
              const source = before[sources[i] as number] as number;
              if (how === 'written') buffer[i] = values[i] as number;
              if (how === 'copied') buffer[i] = source;
              if (how === 'depends') buffer[i] = ~source;
            }
          });
          for (const [i, how] of treatments.entries()) {
            const byte = judgeByte(tried, i, SIZE);
            expect(byte.verdict).toBe(how);
            expect(byte.from).toBe(how === 'copied' ? sources[i] : null);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
