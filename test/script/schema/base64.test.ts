import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64ToBytes } from '../../../src/script/schema/base64.ts';

test('what is encoded is decoded, padded or not, with white space or without', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), (bytes, at) => {
      const text = Buffer.from(bytes).toString('base64');
      const cut = at % (text.length + 1);
      expect(base64ToBytes(text)).toEqual(bytes);
      expect(base64ToBytes(text.replace(/=+$/, ''))).toEqual(bytes);
      expect(base64ToBytes(`${text.slice(0, cut)} \n${text.slice(cut)}`)).toEqual(bytes);
    }),
  );
});

test.each(['A', 'AA=', 'AAA==', '====', 'A-__', 'AB', 'é', 'AA==AA=='])('%j is no base64', (text) => {
  expect(base64ToBytes(text)).toBeUndefined();
});
