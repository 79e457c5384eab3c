import { describe, expect, it } from 'vitest';
import { areOptionsReadable, finalDestinationAt } from '../../src/wire/ipv4-options.ts';

const OFFSET = 3;

/** An IPv4 header with these options, behind some other bytes. */
function header(options: readonly number[]): [Uint8Array, number, number] {
  const bytes = new Uint8Array(OFFSET + 20 + options.length + 8).fill(0xa5);
  bytes.set(options, OFFSET + 20);
  return [bytes, OFFSET, 20 + options.length];
}

describe('finalDestinationAt', () => {
  const field = OFFSET + 16;
  it.each([
    ['no options', [], field],
    ['a loose route', [131, 7, 4, 10, 0, 0, 9, 0], OFFSET + 20 + 3],
    ['a strict route behind a NOP', [1, 137, 11, 4, 10, 0, 0, 8, 10, 0, 0, 9], OFFSET + 20 + 8],
    ['a route behind another option', [148, 4, 0, 0, 131, 7, 4, 10, 0, 0, 9, 0], OFFSET + 20 + 7],
    ['a route that is used up', [131, 7, 8, 10, 0, 0, 9, 0], field],
    ['a pointer between two addresses', [131, 7, 5, 10, 0, 0, 9, 0], field],
    ['a route behind the end of the list', [0, 131, 7, 4, 10, 0, 0, 9], field],
    ['a route past the header', [131, 11, 4, 10, 0, 0, 9, 0], field],
    ['a length of 0', [131, 0, 4, 0], field],
    ['a type alone', [1, 1, 1, 131], field],
  ])('finds the address for %s', (_name, options, expected) => {
    expect(finalDestinationAt(...header(options))).toBe(expected);
  });
});

describe('areOptionsReadable', () => {
  it.each([
    [[], true],
    [[148, 4, 0, 0], true],
    [[148, 3, 0, 0], false],
    [[1, 68, 3, 5], false],
    [[0, 148, 3, 0], true],
    [[200, 2, 148, 2], false],
    [[7, 39, 4, 0], true],
    [[1, 1, 1, 148], true],
  ])('judges %j: %s', (options, expected) => {
    expect(areOptionsReadable(...header(options))).toBe(expected);
  });
});
