import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHash, parseHash } from '../../src/page/view-state.ts';

const text = fc.string({ minLength: 1 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** Without the keys that are undefined. */
function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

test('a hash is read as what it was made of', () => {
  const filter = {
    host: maybe(text),
    verdict: maybe(text),
    secret: maybe(text),
    field: maybe(text),
    from: maybe(text),
  };
  const state = fc.record({
    release: maybe(text),
    frame: maybe(fc.integer({ min: 1, max: 999_999_999 })),
    byte: maybe(fc.nat({ max: 65_535 })),
    script: maybe(text),
    isSideBySide: fc.boolean(),
    filter: fc.record(filter).map(defined),
  });
  fc.assert(
    fc.property(state.map(defined), (each) => {
      expect(parseHash(formatHash(each as never))).toEqual(each);
    }),
  );
});

test('what makes no sense is left out', () => {
  const hash = '#frame=0&byte=-1&view=sideways&host=&else=1';
  expect(parseHash(hash)).toEqual({ isSideBySide: false, filter: {} });
});
