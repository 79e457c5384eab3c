import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { includedFileName } from '../../../src/script/include/file-name.ts';

test.each([
  ['b.yaml', 'a.yaml', 'b.yaml'],
  ['./b.yaml', 'x/a.yaml', 'x/b.yaml'],
  ['../y//b.yaml', 'x/a.yaml', 'y/b.yaml'],
  ['../../b.yaml', 'x/a.yaml', '../b.yaml'],
  ['../b.yaml', '/a.yaml', '/b.yaml'],
  ['/y/./b.yaml', 'x/a.yaml', '/y/b.yaml'],
  ['b.yaml', 'C:/x/a.yaml', 'C:/x/b.yaml'],
  ['D:/b.yaml', 'C:/x/a.yaml', 'D:/b.yaml'],
])('%s, as %s names it', (name, from, expected) => {
  expect(includedFileName(name, from)).toBe(expected);
});

test('names are those of Node.js', () => {
  const part = fc.constantFrom('', '.', '..', 'a', 'b.yaml', '...', ' ', 'c:');
  const name = fc
    .tuple(fc.boolean(), fc.array(part, { maxLength: 6 }))
    .map(([isAbsolute, parts]) => `${isAbsolute ? '/' : ''}${[...parts, 'x'].join('/')}`);
  fc.assert(
    fc.property(name, name, (included, from) => {
      fc.pre(!/^c:\//.test(included) && !/^c:\//.test(from));
      const { posix } = path;
      expect(includedFileName(included, from)).toBe(
        posix.isAbsolute(included) ? posix.normalize(included) : posix.join(posix.dirname(from), included),
      );
    }),
    { numRuns: 1000 },
  );
});
