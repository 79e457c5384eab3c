import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TcpOption, tcpOptionsLength, writeTcpOptions } from '../../src/wire/tcp-options.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex } from '../support/hex.ts';

/** Every kind of option, with what it is on the wire. */
const OPTIONS: [TcpOption, string][] = [
  [{ kind: 'nop' }, '01'],
  [{ kind: 'mss', value: 1460 }, '020405b4'],
  [{ kind: 'wscale', value: 7 }, '030307'],
  [{ kind: 'sack_ok' }, '0402'],
  [{ kind: 'sack', blocks: [] }, '0502'],
  [
    {
      kind: 'sack',
      blocks: [
        [1, 0xffffffff],
        [0x01020304, 5],
      ],
    },
    '0512' + '00000001' + 'ffffffff' + '01020304' + '00000005',
  ],
  [{ kind: 'timestamp', val: 0xdeadbeef, ecr: 1 }, '080a' + 'deadbeef' + '00000001'],
  [{ kind: 'unknown', code: 254, data: Uint8Array.of(9, 8, 7) }, 'fe05' + '090807'],
  [{ kind: 'unknown', code: 253, data: new Uint8Array(0) }, 'fd02'],
];

/** Writes the options at offset 3 of dirty memory, and checks that they are written and nothing else. */
function written(options: readonly TcpOption[]): string {
  const { bytes, length, unwritten } = fillDirty(200, (window) => 3 + writeTcpOptions(window, 3, options));
  expect(unwritten).toEqual([[0, 3]]);
  expect(hex(bytes, length)).toBe('a5'.repeat(200 - length));
  return hex(bytes, 3, length);
}

test.each(OPTIONS)('%j alone, padded with written zeros', (option, encoded) => {
  expect(written([option])).toBe(encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '0'));
});

test('no options at all take no bytes', () => {
  expect(fillDirty(4, (window) => writeTcpOptions(window, 2, [])).length).toBe(0);
});

test('several follow each other, padded once at the end to a multiple of four', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...OPTIONS), { minLength: 1, maxLength: 8 }), (list) => {
      const encoded = list.map(([, bytes]) => bytes).join('');
      const options = list.map(([option]) => option);
      expect(written(options)).toBe(encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '0'));
      expect(tcpOptionsLength(options)).toBe(Math.ceil(encoded.length / 8) * 4);
    }),
  );
});
