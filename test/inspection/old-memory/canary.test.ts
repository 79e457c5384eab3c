import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canariesIn, canaryOf } from '../../../src/inspection/old-memory/canary.ts';
import { ALICE, BOB, inShort, lookAt, udp } from './frames.ts';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];

test('bytes are found wherever they are', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ minLength: 1, maxLength: 6 }),
      fc.nat(3),
      (around, wanted, base) => {
        const bytes = Uint8Array.from([...new Array<number>(base).fill(1), ...around, ...wanted, ...around]);
        const hex = [...wanted].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const seen = canariesIn(bytes, base, bytes.length - base, [canaryOf(`hex:${hex}`)]);
        expect(seen.length).toBeGreaterThan(0);
        for (const { start, end } of seen) expect(bytes.subarray(base + start, base + end)).toEqual(wanted);
      },
    ),
  );
});

test('nothing behind the frame is looked at', () => {
  expect(canariesIn(Uint8Array.from(text('xxsecret')), 0, 7, [canaryOf('secret')])).toEqual([]);
});

test('patterns see bytes as characters, with or without regard to case', () => {
  const bytes = Uint8Array.from([0, 255, ...text('Token=ab12'), 10]);
  const spans = (name: string): number[][] =>
    canariesIn(bytes, 0, bytes.length, [canaryOf(name)]).map(({ start, end }) => [start, end]);
  expect(spans('/token=[0-9a-f]+/i')).toEqual([[2, 12]]);
  expect(spans('/token/')).toEqual([]);
  expect(spans('/x*/')).toEqual([]);
});

test.each([
  ['', 'it is empty'],
  ['hex:', 'pairs of hexadecimal digits'],
  ['hex:abc', 'pairs of hexadecimal digits'],
  ['/(/', 'Unterminated group'],
])('%j is none: %s', (name, why) => {
  expect(() => canaryOf(name)).toThrow(why);
});

test('a secret may be seen by those who are allowed to get it, by any of their addresses', () => {
  const frames = [udp(ALICE, 10, text('pin 4711')), udp(BOB, 11, text('pin 4711'))];
  const canaries = [canaryOf('4711')];
  const whom = (...allowed: string[]): number[] =>
    inShort(lookAt(frames, { canaries, allowed: new Set(allowed) })).map(([frame]) => frame);
  expect(whom()).toEqual([1, 2]);
  expect(whom('10.0.0.10')).toEqual([2]);
  expect(whom('00:16:3e:00:00:0b')).toEqual([1]);
  expect(whom('10.0.0.10', '10.0.0.11')).toEqual([]);
});

test.each([
  ['PPPoE', [0x88, 0x64, 0x11, 0, 0, 1, 0, 42, 0, 0x21]],
  ['MPLS', [0x88, 0x47, 0, 0, 0x11, 64]],
  ['a VLAN tag', [0x81, 0, 0, 5, 8, 0]],
])('who a packet behind %s is for may have it', (_, link) => {
  const plain = udp(BOB, 10, text('swordfish123'));
  const frame = [...plain.slice(0, 12), ...link, ...plain.slice(14)];
  const seen = (...allowed: string[]): number =>
    lookAt([frame], { canaries: [canaryOf('swordfish')], allowed: new Set(allowed) }).totals.secretsSeen;
  expect(seen()).toBe(1);
  expect(seen('10.0.0.11')).toBe(1);
  expect(seen('10.0.0.10')).toBe(0);
  expect(seen('00:16:3e:00:00:0b')).toBe(0);
});
