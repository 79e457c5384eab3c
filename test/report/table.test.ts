import { expect, test } from 'vitest';
import { table } from '../../src/report/table.ts';

const columns = [
  { title: 'who', align: 'left' },
  { title: 'bytes', align: 'right' },
] as const;
const shout = (text: string): string => text.toUpperCase();

test('columns are as wide as their widest cell', () => {
  expect(
    table(
      columns,
      [
        ['alice', '7'],
        ['bob', { text: '123456' }],
      ],
      '  ',
      shout,
    ),
  ).toEqual(['  WHO     BYTES', '  alice       7', '  bob    123456']);
});

test('paint takes no room and does not touch padding or empty cells', () => {
  const paint = (text: string): string => `<${text}>`;
  expect(
    table(
      columns,
      [
        [
          { text: 'a', paint },
          { text: '', paint },
        ],
      ],
      '',
      shout,
    ),
  ).toEqual(['WHO  BYTES', '<a>']);
});

test('titles that are all empty are left out', () => {
  expect(table([{ title: '', align: 'left' }], [['x']], '', shout)).toEqual(['x']);
});
