import { expect, test } from 'vitest';
import { Names } from '../../src/report/names.ts';
import { EVENTFUL, TO_BOB } from './fixture.ts';

const names = new Names(EVENTFUL);

test.each([
  ['ipv4', '10.0.0.10', 'alice (10.0.0.10)'],
  ['ipv4', '10.0.0.99', '10.0.0.99'],
  ['ipv4', '255.255.255.255', 'everybody (255.255.255.255)'],
  ['mac', 'ff:ff:ff:ff:ff:ff', 'everybody (ff:ff:ff:ff:ff:ff)'],
  ['unknown', '', 'somebody unknown'],
  ['mac', 'constructor', 'constructor'],
] as const)('recipient %s %s', (kind, address, expected) => {
  expect(names.recipient({ kind, address })).toBe(expected);
});

test('steps by label and line, or by index where there is no line', () => {
  expect([0, 3, 9].map((index) => names.step(index))).toEqual([
    '"bob calls", line 10',
    '"too big", step 3',
    'step 9',
  ]);
});

test('steps of included scripts by file and line', () => {
  const step = { index: 0, label: 'login', line: 6 };
  const included = new Names({ names: {}, steps: [{ ...step, file: 'common/lo\u{202e}gin.yaml' }] });
  expect(included.step(0)).toBe('"login", common/lo\\u{202e}gin.yaml:6');
});

test('frames by number', () => {
  expect(names.frame(TO_BOB)).toBe('frame 7');
  expect(names.frame({ ...TO_BOB, number: null })).toBe('a write that never became a frame');
});

test('a host by its name alone, whichever of its addresses it is', () => {
  expect(names.party({ kind: 'mac', address: '02:00:0a:00:00:0b', host: 'bob' })).toBe('bob');
  expect(names.recipient({ kind: 'mac', address: '02:00:0a:00:00:0b', host: 'bob' })).toBe(
    'bob (02:00:0a:00:00:0b)',
  );
  expect(names.party({ kind: 'ipv4', address: '10.0.0.99' })).toBe('10.0.0.99');
  expect(names.party({ kind: 'mac', address: 'ff:ff:ff:ff:ff:ff' })).toBe('everybody (ff:ff:ff:ff:ff:ff)');
});
