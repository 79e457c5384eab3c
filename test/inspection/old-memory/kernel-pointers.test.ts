import { expect, test } from 'vitest';
import { kernelPointers } from '../../../src/inspection/old-memory/kernel-pointers.ts';
import { BOB, inShort, lookAt, noise, udp } from './frames.ts';

function littleEndian(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)).reverse();
}

function valuesIn(bytes: readonly number[], isBody = false): string[] {
  return kernelPointers(Uint8Array.from([9, ...bytes]), 1, 0, bytes.length, isBody).map(({ value }) => value);
}

test.each([
  'ffff888000000001',
  'ffff88801234abcd',
  'ffffc87f00ffee01',
  'ffffc90012345678',
  'ffffffff81234567',
])('%s is one if Linux has something there', (hex) => {
  const isOne = !hex.startsWith('ffffc9');
  expect(valuesIn([1, 2, 3, ...littleEndian(hex), 4])).toEqual(isOne ? [`0x${hex}`] : []);
});

test.each([
  'ffff887f00000001',
  'ffffc88000000000',
  'ffffbffffff7ffff',
  'ffffc87f00ffff01',
  'ffffffff71234567',
  'ffffffffffffffff',
  '00007f1234567890',
])('%s is none', (hex) => expect(valuesIn(littleEndian(hex))).toEqual([]));

test('in a body one alone is chance', () => {
  const one = littleEndian('ffff88801234abcd');
  expect(valuesIn([...one, ...noise(8)], true)).toEqual([]);
  expect(valuesIn([...one, ...noise(8), ...one], true)).toHaveLength(2);
  expect(valuesIn([...one, ...noise(80), ...one], true)).toEqual([]);
  // Memory has them in words.
  expect(valuesIn([...one, ...noise(7), ...one], true)).toEqual([]);
});

test('behind a packet it is told with its value', () => {
  const result = lookAt([udp(BOB, 11, [1, 2], [0, 0, ...littleEndian('ffff88801234abcd'), 0, 0])]);
  expect(inShort(result)).toEqual([[1, 'pointer', 'padding', 46, 54]]);
  expect(result.oldMemory[0]?.what).toBe('0xffff88801234abcd');
  expect(result.totals.kernelPointers).toBe(1);
});
