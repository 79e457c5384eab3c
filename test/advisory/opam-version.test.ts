import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareOpamVersions, isInRange, isOpamVersion } from '../../src/advisory/opam-version.ts';

/** Few characters, so that versions are often alike. */
const version = fc.string({
  unit: fc.constantFrom('0', '1', '9', '.', '~', '-', '+', 'a', 'B'),
  maxLength: 8,
});

/**
 * The order told differently: a text that sorts as the version does. Every character outside numbers becomes one
 * that sorts by its rank, a number its length and digits, and each stretch of characters ends with the end's rank.
 */
function sortKey(text: string): string {
  const at = text.lastIndexOf('-');
  const [upstream, revision] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  return `${partKey(upstream)}\u0000${partKey(revision)}`;
}

const rank = (character: string): string => {
  const code = character.charCodeAt(0);
  if (character === '~') return '\u0001';
  return String.fromCharCode(/[a-z]/i.test(character) ? 0x100 + code : 0x200 + code);
};

function partKey(part: string): string {
  let key = '';
  let rest = part;
  do {
    const [text = ''] = /^[^0-9]*/.exec(rest) ?? [];
    const [digits = ''] = /^[0-9]*/.exec(rest.slice(text.length)) ?? [];
    const number = digits.replace(/^0+/, '');
    key += `${[...text].map(rank).join('')}\u0002${String.fromCharCode(0x10 + number.length)}${number}`;
    rest = rest.slice(text.length + digits.length);
  } while (rest !== '');
  return key;
}

/** Ends as if with empty text and the number 0 again and again. */
function compareByKey(a: string, b: string): number {
  const [x, y] = [sortKey(a).split('\u0000'), sortKey(b).split('\u0000')];
  for (const i of [0, 1]) {
    const width = Math.max(x[i]?.length ?? 0, y[i]?.length ?? 0) + 2;
    const padded = [x[i] ?? '', y[i] ?? ''].map((key) => key.padEnd(width + (width % 2), '\u0002\u0010'));
    const [left = '', right = ''] = padded;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

describe('the order of versions', () => {
  test.each([
    ['1.9.0', '1.10.0'],
    ['1.10.0', '1.10.1'],
    ['1.10', '1.10.0'],
    ['1.10.0~rc1', '1.10.0'],
    ['1.10.0~~', '1.10.0~'],
    ['1.10.0~beta', '1.10.0~rc'],
    ['1.10.0', '1.10.0-1'],
    ['1.10.0-1', '1.10.0a'],
    ['1.10.0', '1.10.0+patched'],
    ['1.10.0+patched', '1.10.1'],
    ['1.a', '1.+'],
    ['1.0a', '1.0.1'],
    ['1.99999999999999999998', '1.99999999999999999999'],
    ['v0.9', 'v0.10'],
    ['~', ''],
    ['', 'a'],
  ])('%s comes before %s', (a, b) => {
    expect(compareOpamVersions(a, b)).toBeLessThan(0);
    expect(compareOpamVersions(b, a)).toBeGreaterThan(0);
  });

  test.each([
    ['1.0', '1.00'],
    ['1.', '1.0'],
    ['a', 'a0'],
    ['1.0', '1.0-'],
    ['1.0', '1.0-0'],
  ])('%s is %s', (a, b) => {
    expect(compareOpamVersions(a, b)).toBe(0);
  });

  test('it agrees with an order of keys', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(compareOpamVersions(a, b)).toBe(compareByKey(a, b));
      }),
      { numRuns: 20_000 },
    );
  });

  test('it is an order: antisymmetric and transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compareOpamVersions(a, b)).toBe(0 - compareOpamVersions(b, a));
        const [x = '', y = '', z = ''] = [a, b, c].sort(compareOpamVersions);
        expect(compareOpamVersions(x, y)).toBeLessThanOrEqual(0);
        expect(compareOpamVersions(y, z)).toBeLessThanOrEqual(0);
        expect(compareOpamVersions(x, z)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 5000 },
    );
  });

  test('a tilde makes it earlier, anything else later or equal', () => {
    fc.assert(
      fc.property(
        version.filter((text) => !text.includes('-')),
        (text) => {
          expect(compareOpamVersions(`${text}~`, text)).toBe(-1);
          expect(compareOpamVersions(`${text}a`, text)).toBe(1);
          expect(compareOpamVersions(`${text}+`, text)).toBe(1);
        },
      ),
    );
  });
});

test('a range has its first version and not its last', () => {
  const range = { from: '1.10.0', before: '1.10.1' };
  const inside = ['1.10.0', '1.10.0.1', '1.10.1~rc', '1.9.9', '1.10.1', '1.10.0~rc'].filter((text) =>
    isInRange(text, range),
  );
  expect(inside).toEqual(['1.10.0', '1.10.0.1', '1.10.1~rc']);
});

test('what can be a version', () => {
  expect(['1.10.0', 'v0.9', '2.0~rc1-3+b'].every(isOpamVersion)).toBe(true);
  expect(['', 'dev', '1 2', 'a/1', '1"'].some(isOpamVersion)).toBe(false);
});
