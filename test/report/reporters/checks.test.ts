import { expect, test } from 'vitest';
import { checksOf, verdictOf } from '../../../src/report/reporters/checks.ts';
import type { ExpectationResult } from '../../../src/simulation/expectations/expectation-result.ts';
import { BROKEN, DEMANDING, EXPECTATIONS, EXPECTING, expecting, PLAIN, STOPPED } from './fixture.ts';

test('a run that is held against nothing runs to its end, failed writes or not', () => {
  expect(checksOf(PLAIN)).toMatchObject([{ name: 'runs to its end', outcome: 'passed', kind: 'run' }]);
  expect(checksOf({ ...DEMANDING, demands: [] })).toMatchObject([{ outcome: 'passed' }]);
  expect([verdictOf(PLAIN), verdictOf({ ...DEMANDING, demands: [] })]).toEqual(['done', 'done']);
});

test('what the user asks to fail is a check each', () => {
  expect(checksOf(DEMANDING)).toMatchObject([
    { name: '--fail-on leak finds nothing', outcome: 'failed', message: 'Found 30 leaked bytes in 1 frame' },
    { name: '--fail-on checksum finds nothing', outcome: 'passed', message: '' },
  ]);
  expect(verdictOf(DEMANDING)).toBe('failed');
  const [, checksum] = DEMANDING.demands;
  expect(verdictOf({ ...DEMANDING, demands: checksum === undefined ? [] : [checksum] })).toBe('passed');
});

test('expectations come with their place and each of their failures', () => {
  const details = [
    'fixture.yaml:12:7: expected leaked = 0, found 30 bytes in frame 7',
    'fixture.yaml:12:7: expected leaked = 0, found <5> & "more" in frame 8',
  ];
  expect(checksOf(EXPECTING)).toEqual([
    {
      name: 'bob calls: delivered',
      outcome: 'passed',
      kind: 'expectation',
      message: '',
      details: [],
      file: 'fixture.yaml',
      line: 10,
      column: 5,
    },
    {
      name: 'the secret: leaked = 0',
      outcome: 'failed',
      kind: 'expectation',
      message: 'Expected leaked = 0, found 30 bytes',
      details,
      file: 'fixture.yaml',
      line: 12,
      column: 7,
    },
    {
      name: 'the run: discarded = 0',
      outcome: 'failed',
      kind: 'expectation',
      message: 'Expected discarded = 0, found 2 frames',
      details: ['lib/other.yaml:3:1: expected discarded = 0, found 2 frames'],
      file: 'lib/other.yaml',
      line: 3,
      column: 1,
    },
  ]);
  expect(verdictOf(EXPECTING)).toBe('failed');
});

test('one whose failures are not kept still says what is not met', () => {
  const run = expecting({ ...EXPECTATIONS, failures: [] });
  expect(checksOf(run)[1]).toMatchObject({ message: 'Not met: leaked = 0', details: [] });
});

test('names are unlike each other, and fit for one line', () => {
  const [item] = EXPECTATIONS.items;
  const same = item === undefined ? [] : [item, item, { ...item, column: 9 }, item];
  const items = same.map((one) => ({ ...one, label: 'two\nlines\u001b[2J' }));
  expect(
    checksOf(expecting({ ...EXPECTATIONS, items, checked: items.length, failures: [] })).map(
      ({ name }) => name,
    ),
  ).toEqual([
    'two\\u{a}lines\\u{1b}[2J: delivered',
    'two\\u{a}lines\\u{1b}[2J: delivered (line 10, column 5)',
    'two\\u{a}lines\\u{1b}[2J: delivered (line 10, column 9)',
    'two\\u{a}lines\\u{1b}[2J: delivered (line 10, column 5) #2',
  ]);
});

test('a run that was stopped is an error, and what was not checked is skipped', () => {
  expect(checksOf(STOPPED).map(({ name, outcome }) => [name, outcome])).toEqual([
    ['bob calls: delivered', 'skipped'],
    ['the secret: leaked = 0', 'failed'],
    ['the run: discarded = 0', 'skipped'],
    ['runs to its end', 'error'],
  ]);
  expect(verdictOf(STOPPED)).toBe('stopped');
});

test('a run that could not be made is one error', () => {
  expect(checksOf(BROKEN)).toMatchObject([
    { name: 'runs to its end', outcome: 'error', message: BROKEN.error },
  ]);
  expect(verdictOf(BROKEN)).toBe('error');
});

test('expectations beyond those that a result lists are one check', () => {
  const rest = (change: Partial<ExpectationResult>): unknown =>
    checksOf(expecting({ ...EXPECTATIONS, ...change }))[3];
  expect(rest({ checked: 1003 })).toMatchObject({ name: '1,000 more expectations', outcome: 'passed' });
  expect(rest({ checked: 1003, failed: 5 })).toMatchObject({
    outcome: 'failed',
    message: 'Not met: 3 of them',
  });
  expect(rest({ unchecked: 1 })).toMatchObject({ name: '1 more expectation', outcome: 'skipped' });
});
