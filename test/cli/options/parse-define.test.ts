import { expect, test } from 'vitest';
import { parseDefines } from '../../../src/cli/options/parse-define.ts';

test('the first "=" ends the name, and the last value of a name counts', () => {
  expect(parseDefines([])).toEqual({});
  expect(parseDefines(['a=1', 'b==x=', 'c=', 'a=2'])).toEqual({ a: '2', b: '=x=', c: '' });
  expect(Object.keys(parseDefines(['__proto__=1']))).toEqual(['__proto__']);
});

test.each(['', '=', '=1', 'name'])('%j is no definition', (text) => {
  expect(() => parseDefines([text])).toThrow(
    `Cannot define ${JSON.stringify(text)}: expected a variable's name, "=" and a value`,
  );
});
