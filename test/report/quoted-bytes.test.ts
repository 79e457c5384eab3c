import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LeakRange } from '../../src/audit/findings.ts';
import { quotedBytes } from '../../src/report/quoted-bytes.ts';
import { LEAK } from './fixture.ts';

const [ANY] = LEAK.ranges;
if (ANY === undefined) throw new Error('The fixture has no range');
const { source } = ANY;

/** @param payload - where in the range the payload of its source begins */
function range(text: string | Uint8Array, payload = 0, length?: number): LeakRange {
  const bytes = Buffer.from(text);
  return {
    ...(ANY as LeakRange),
    start: 42,
    end: 42 + (length ?? bytes.length),
    bytes,
    nonZero: bytes.filter((byte) => byte !== 0).length,
    source: { ...source, offset: 42, payload: 42 + payload },
  };
}

test('text is quoted, as it would be in JSON', () => {
  expect(quotedBytes(range('session=7f3a'))).toBe('"session=7f3a"');
  expect(quotedBytes(range('ab'))).toBe('"ab"');
  expect(quotedBytes(range('say "no\\yes"'))).toBe('"say \\"no\\\\yes\\""');
});

test('a byte alone is no text, and zeros are none', () => {
  expect(quotedBytes(range('A'))).toBe('41');
  expect(quotedBytes(range(Uint8Array.of(0)))).toBe('zero');
  expect(quotedBytes(range(new Uint8Array(9)))).toBe('zeros');
});

test('among other bytes the longest text is quoted', () => {
  expect(quotedBytes(range('\x01\x02abcd\x03longer\x04'))).toBe('…"longer"…');
  expect(quotedBytes(range('abcd\x00efgh'))).toBe('"abcd"…');
  expect(quotedBytes(range('\x00abcd'))).toBe('…"abcd"');
  expect(quotedBytes(range('\x01abc\x02def'))).toBe('0161626302646566');
});

test('text of the payload goes before text of the headers', () => {
  expect(quotedBytes(range('\x11GGsession', 3))).toBe('…"session"');
  expect(quotedBytes(range('headers\x00abc', 7))).toBe('"headers"…');
  expect(quotedBytes(range('\x11session', 1))).toBe('…"session"');
});

test('what is long is cut', () => {
  expect(quotedBytes(range('x'.repeat(49)))).toBe(`"${'x'.repeat(48)}"…`);
  expect(quotedBytes(range('x'.repeat(48)))).toBe(`"${'x'.repeat(48)}"`);
  expect(quotedBytes(range('short', 0, 300))).toBe('"short"…');
  expect(quotedBytes(range(new Uint8Array(33).fill(0xff)))).toBe(`${'ff'.repeat(32)}…`);
});

test('whatever the bytes, what is quoted is among them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(400), (bytes, payload) => {
      const quoted = quotedBytes(range(bytes, payload));
      expect(quoted).toMatch(/^(zeros?|[0-9a-f]+…?|…?"[ -~]+"…?)$/);
      const text = /"(.*)"/.exec(quoted)?.[0];
      if (text !== undefined) expect(Buffer.from(bytes).toString('latin1')).toContain(JSON.parse(text));
    }),
  );
});
