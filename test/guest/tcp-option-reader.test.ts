import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TcpOptionReader } from '../../src/guest/tcp-option-reader.ts';
import { tcpOptionsLength, writeTcpOptions } from '../../src/wire/tcp-options.ts';
import { Window } from '../../src/wire/window.ts';
import { hex } from '../support/hex.ts';

const reader = new TcpOptionReader();

function read(bytes: Uint8Array): boolean {
  return reader.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
}

/** What the stack writes for the options that were read last, on memory that is not zero. */
function rewritten(): Uint8Array {
  const bytes = new Uint8Array(tcpOptionsLength(reader.options)).fill(0xa5);
  const window = new Window();
  window.bind(bytes, new DataView(bytes.buffer), 0, bytes.length, true);
  writeTcpOptions(window, 0, reader.options);
  return bytes;
}

test.each([
  ['020405b4', ['mss']],
  ['0101080a0000000100000002', ['nop', 'nop', 'timestamp']],
  ['020405b40402080a00000001000000000103030a', ['mss', 'sack_ok', 'timestamp', 'nop', 'wscale']],
  ['050a0000000100000002', ['sack']],
  ['0204000102040002', ['mss', 'mss']],
  ['03020000', ['unknown']],
  ['fe04abcd', ['unknown']],
  ['01000000', ['nop']],
])('%s', (digits, kinds) => {
  expect(read(Uint8Array.from(Buffer.from(digits, 'hex')))).toBe(true);
  expect(reader.options.map(({ kind }) => kind)).toEqual(kinds);
  expect(hex(rewritten()).startsWith(digits)).toBe(true);
});

test.each([
  ['the end, and something behind it', '00000001'],
  ['more padding than a writer makes', '00000000'],
  ['a length of 1', '02010000'],
  ['a length that exceeds the header', '020405b4010103ff'],
  ['no length', '01010108'],
])('%s is refused', (_, digits) => {
  expect(read(Uint8Array.from(Buffer.from(digits, 'hex')))).toBe(false);
});

test('what is read is what the stack would write, whatever the bytes', () => {
  const byte = fc.oneof(fc.nat(10), fc.nat(255));
  const options = fc
    .array(byte, { maxLength: 40 })
    .map((bytes) => Uint8Array.from(bytes.slice(0, bytes.length & ~3)));
  fc.assert(
    fc.property(options, (bytes) => {
      fc.pre(read(bytes));
      expect(hex(rewritten())).toBe(hex(bytes));
    }),
    { numRuns: 2000 },
  );
});
