import { expect, test } from 'vitest';
import { payloadData } from '../../../src/replay/import/payload-data.ts';
import { wholeOf } from '../../../src/wire/bytes.ts';

const of = (text: string, ...more: number[]) =>
  payloadData(wholeOf(Uint8Array.from([...Buffer.from(text), ...more])));

test('text is text, a template that stands for it', () => {
  expect(of('hello bob')).toBe('hello bob');
  expect(of(`\${x}`)).toBe(`$\${x}`);
  expect(of('grüße\r\n\t')).toBe('grüße\r\n\t');
});

test('long text falls into its lines', () => {
  const long = 'x'.repeat(100);
  expect(of(`${long}\nabc`)).toEqual([`${long}\n`, 'abc']);
  expect(of('no line end '.repeat(20))).toBe('no line end '.repeat(20));
});

test('what is no text, or would not be seen, is told in digits', () => {
  expect(of('a', 0xff)).toEqual({ hex: '61ff' });
  expect(of('a\u0007')).toEqual({ hex: '6107' });
  expect(of('\u200bz')).toEqual({ hex: 'e2808b7a' });
});

test('equal bytes at the end are counted', () => {
  expect(of('hello', ...new Array<number>(16).fill(0))).toEqual([
    'hello',
    { pattern: { hex: '00' }, size: 16 },
  ]);
  expect(of('', ...new Array<number>(60).fill(0xa5))).toEqual({ pattern: { hex: 'a5' }, size: 60 });
  expect(of('hello', ...new Array<number>(15).fill(0))).toEqual({ hex: `68656c6c6f${'00'.repeat(15)}` });
});

test('only the range is looked at', () => {
  expect(payloadData({ bytes: Buffer.from('abcdef'), offset: 2, length: 3 })).toBe('cde');
  expect(payloadData({ bytes: Buffer.from('abcdef'), offset: 2, length: 0 })).toBe('');
});
