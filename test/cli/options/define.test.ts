import { expect, test } from 'vitest';
import { DEFINE } from '../../../src/cli/options/define.ts';
import { GivenOptions } from '../../../src/cli/options/given-options.ts';

function definedValues(define: string[]): Record<string, string> {
  return Object.fromEntries(GivenOptions.of('run', { define }).values(DEFINE));
}

test('the first "=" ends the name, and the last value of a name counts', () => {
  expect(definedValues([])).toEqual({});
  expect(definedValues(['a=1', 'b==x=', 'c=', 'a=2'])).toEqual({ a: '2', b: '=x=', c: '' });
  expect(Object.keys(definedValues(['__proto__=1']))).toEqual(['__proto__']);
});

test.each(['', '=', '=1', 'name'])('%j is no definition', (text) => {
  expect(() => definedValues([text])).toThrow(
    `Cannot define ${JSON.stringify(text)}: expected a variable's name, "=" and a value`,
  );
});
