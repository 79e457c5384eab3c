import { describe, expect, it } from 'vitest';
import { areOptionsReadable, finalDestinationAt } from '../../src/wire/ipv4-options.ts';

const OFFSET = 3;

/** These options of an IPv4 header, between other bytes. */
function list(options: readonly number[]): [Uint8Array, number, number] {
  const bytes = new Uint8Array(OFFSET + options.length + 8).fill(0xa5);
  bytes.set(options, OFFSET);
  return [bytes, OFFSET, OFFSET + options.length];
}

describe('finalDestinationAt', () => {
  /** That of the header holds. */
  const none = -1;
  it.each([
    ['no options', [], none],
    ['a loose route', [131, 7, 4, 10, 0, 0, 9, 0], OFFSET + 3],
    ['a strict route behind a NOP', [1, 137, 11, 4, 10, 0, 0, 8, 10, 0, 0, 9], OFFSET + 8],
    ['a route behind another option', [148, 4, 0, 0, 131, 7, 4, 10, 0, 0, 9, 0], OFFSET + 7],
    ['a route that is used up', [131, 7, 8, 10, 0, 0, 9, 0], none],
    ['a pointer between two addresses', [131, 7, 5, 10, 0, 0, 9, 0], none],
    ['a route behind the end of the list', [0, 131, 7, 4, 10, 0, 0, 9], none],
    ['a route past the header', [131, 11, 4, 10, 0, 0, 9, 0], none],
    ['a length of 0', [131, 0, 4, 0], none],
    ['a type alone', [1, 1, 1, 131], none],
  ])('finds the address for %s', (_name, options, expected) => {
    expect(finalDestinationAt(...list(options))).toBe(expected);
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
    expect(areOptionsReadable(...list(options))).toBe(expected);
  });
});
