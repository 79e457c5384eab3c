import { describe, expect, test } from 'vitest';
import { proseWidth, reportStyle, reportWidth, wantsColor } from '../../../src/cli/terminal/terminal.ts';
import { terminalText } from '../../../src/cli/terminal/terminal-text.ts';
import { PLAIN_STYLE } from '../../../src/report/style.ts';

const terminal = { isTTY: true };
const pipe = {};

describe('wantsColor', () => {
  test.each([
    [terminal, {}, true, true],
    [pipe, {}, true, false],
    [terminal, { TERM: 'dumb' }, true, false],
    [terminal, {}, false, false],
    [terminal, { NO_COLOR: '0' }, true, false],
    [terminal, { NO_COLOR: '' }, true, true],
    [pipe, { FORCE_COLOR: '1' }, true, true],
    [pipe, { FORCE_COLOR: 'true' }, true, true],
    [terminal, { FORCE_COLOR: '0' }, true, false],
    [terminal, { FORCE_COLOR: 'false' }, true, false],
    [pipe, { FORCE_COLOR: '1' }, false, false],
    [pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  ])('%j %j --color=%s', (stream, environment, option, expected) => {
    expect(wantsColor(stream, environment, option)).toBe(expected);
  });
});

test('without colours the style is plain, with them it is not', () => {
  expect(reportStyle(false)).toBe(PLAIN_STYLE);
  const colored = reportStyle(true);
  for (const paint of Object.values(colored)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the colours
    expect(terminalText(paint('x'))).toMatch(/^(\u001b\[\d+m)+x(\u001b\[\d+m)+$/);
  }
});

test('a paint goes on after one inside it that ends alike', () => {
  const { dim, strong } = reportStyle(true);
  expect(terminalText(dim(`a${strong('b')}c`))).toBe('\u001b[2ma\u001b[1mb\u001b[22m\u001b[2mc\u001b[22m');
});

test('prose is neither too narrow nor too wide', () => {
  expect([undefined, 20, 80, 300].map((columns) => proseWidth(columns ? { columns } : {}))).toEqual([
    100, 60, 80, 100,
  ]);
});

test('a report is as wide as its terminal, else as COLUMNS says, and never narrower than 60', () => {
  const width = (columns: number | undefined, COLUMNS?: string, isTTY = true): number =>
    reportWidth(
      { isTTY, ...(columns === undefined ? {} : { columns }) },
      COLUMNS === undefined ? {} : { COLUMNS },
    );
  expect([width(80), width(200), width(20), width(0), width(undefined)]).toEqual([80, 200, 60, 100, 100]);
  expect([width(80, '120'), width(undefined, '120'), width(80, '120', false)]).toEqual([80, 120, 120]);
  expect(['', '0', '-5', 'wide', '1e3', '30'].map((text) => width(undefined, text, false))).toEqual([
    100, 100, 100, 100, 100, 60,
  ]);
});
