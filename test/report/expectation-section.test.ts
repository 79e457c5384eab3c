import { describe, expect, test } from 'vitest';
import { expectationSection, failureLines } from '../../src/report/expectation-section.ts';
import { markedDump } from '../../src/report/marked-dump.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import { renderText } from '../../src/report/text.ts';
import type {
  ExpectationFailure,
  ExpectationResult,
  MarkedExcerpt,
} from '../../src/simulation/expectations/expectation-result.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { EVENTFUL, UNEVENTFUL } from './fixture.ts';

const PLAIN = { style: PLAIN_STYLE, width: 100, list: 20 };

function changed(expectations: Partial<ExpectationResult>): RunResult {
  return { ...EVENTFUL, expectations: { ...EVENTFUL.expectations, ...expectations } };
}

const section = (result: RunResult, list = 20): string =>
  expectationSection(result, { ...PLAIN, list }).join('\n');

describe('the section on expectations', () => {
  test('tells each failure: where, what was expected, what was found, and in which bytes', () => {
    expect(section(EVENTFUL)).toBe(`\
1 of 3 expectations met

fixture.yaml:3:5: expected no leaked byte, found 30 leaked bytes

fixture.yaml:15:7: expected 41 at byte 15, found 5a
    frame 7, "ping bob", line 14
      0000 found     00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e[5a] ...............Z
           expected                                               41                 A
      0010 found     10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  ................
      0020 found     20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f   !"#$%&'()*+,-./
      0030 found     30 31 74 68 65 20 70 61 73 73 77 6f 72 64 20 69  01the password i
      0040 found     73 20 73 77 6f 72 64 66 69 73 68 4b 4c 4d 4e 4f  s swordfishKLMNO
      0050 found     50 51 52 53 54 55 56 57 58 59 5a 5b 5c 5d 5e 5f  PQRSTUVWXYZ[\\]^_
      0060 found     60 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f  \`abcdefghijklmno
      0070 found     70 71 72 73 74 75 76 77 78 79 7a 7b 7c 7d 7e 7f  pqrstuvwxyz{|}~.
      … 172 more bytes`);
  });

  test('stands behind the headline; a script that expects nothing has none', () => {
    for (const verbose of [false, true]) {
      const report = renderText(EVENTFUL, { verbose });
      expect(report.indexOf('OSEC-2019-01')).toBeLessThan(report.indexOf('1 of 3 expectations met'));
      expect(report.indexOf('1 of 3 expectations met')).toBeLessThan(report.indexOf('FRAMES'));
    }
    expect(expectationSection(UNEVENTFUL, PLAIN)).toEqual([]);
    expect(renderText(UNEVENTFUL)).not.toContain('expectation');
  });

  test('says so when all are met, in a line', () => {
    expect(section(changed({ failed: 0, failures: [], failureCount: 0 }))).toBe('3 of 3 expectations met');
    expect(section(changed({ checked: 1, failed: 0, failures: [], failureCount: 0 }))).toBe(
      '1 of 1 expectation met',
    );
  });

  test('says what was not checked', () => {
    const result = changed({ unchecked: 2, failed: 0, failures: [], failureCount: 0 });
    expect(section({ ...result, complete: false })).toBe(
      '3 of 3 expectations met\n2 expectations not checked: the run was stopped',
    );
  });

  test('shards of a run leave unchecked what is about all of it', () => {
    const result = changed({ checked: 0, unchecked: 2, failed: 0, failures: [], failureCount: 0 });
    expect(section(result)).toBe('2 expectations not checked: the run was made in shards');
  });

  test('lists as many as it is asked to', () => {
    expect(section(EVENTFUL, 1)).toBe(`\
1 of 3 expectations met

fixture.yaml:3:5: expected no leaked byte, found 30 leaked bytes

  … 1 more failure not listed one by one: --list all shows the first ones`);
    expect(
      section(changed({ failureCount: 5 })).endsWith('\n\n  … 3 more failures not listed one by one'),
    ).toBe(true);
  });

  test('shows a frame once if there is nothing new to mark in it', () => {
    const [, failure] = EVENTFUL.expectations.failures as [ExpectationFailure, ExpectationFailure];
    const excerpt = { ...(failure.excerpt as MarkedExcerpt), marks: [], expected: null };
    const plain: ExpectationFailure = { ...failure, excerpt };
    const lines = failureLines(changed({ failures: [plain, { ...plain, line: 16 }] }), PLAIN);
    expect(lines.filter((line) => line.startsWith('      0000 '))).toHaveLength(1);
    const marked = failureLines(changed({ failures: [plain, { ...failure, line: 16 }] }), PLAIN);
    expect(marked.filter((line) => line.startsWith('      0000 '))).toHaveLength(2);
  });

  test('names an included file, and lets no text of a script act on the terminal', () => {
    const [failure] = EVENTFUL.expectations.failures as [ExpectationFailure];
    const evil: ExpectationFailure = { ...failure, file: 'in\u001bc.yaml', found: 'a\u001b[2J' };
    const lines = failureLines(changed({ failures: [evil], failureCount: 1 }), PLAIN);
    expect(lines[1]).toBe('in\\u{1b}c.yaml:3:5: expected no leaked byte, found a\\u{1b}[2J');
  });
});

test('where there is little room a dump has rows of eight bytes', () => {
  const lines = expectationSection(EVENTFUL, { ...PLAIN, width: 60 });
  expect(lines).toContain('      0008 found     08 09 0a 0b 0c 0d 0e[5a] .......Z');
  expect(lines.find((line) => line.includes('expected  '))?.trim()).toMatch(/^expected {23}41 {7,9}A$/);
});

describe('a marked dump', () => {
  const BASE: MarkedExcerpt = {
    start: 16,
    bytes: Uint8Array.of(1, 2, 3),
    length: 19,
    marks: [],
    expected: null,
  };

  test('says that there is something before and behind', () => {
    expect(markedDump({ ...BASE, length: 20 }, { ...PLAIN, indent: '  ' })).toEqual([
      '  …',
      '  0010  01 02 03                                         ...',
      '  … 1 more byte',
    ]);
  });

  test('shows bytes that were expected where the frame has none', () => {
    const expected = { start: 18, bytes: new Uint8Array(15).fill(0x61) };
    expect(
      markedDump({ ...BASE, expected, marks: [{ start: 18, end: 19 }] }, { ...PLAIN, indent: '' }),
    ).toEqual([
      '…',
      '0010 found     01 02[03]                                        ...',
      '     expected        61 61 61 61 61 61 61 61 61 61 61 61 61 61    aaaaaaaaaaaaaa',
      '0020 found',
      '     expected  61                                               a',
    ]);
  });
});
