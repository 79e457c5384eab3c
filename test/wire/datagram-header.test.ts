import { expect, test } from 'vitest';
import { DatagramHeader } from '../../src/wire/datagram-header.ts';

const LENGTH = 60;
const AT = 3;

function frame(): { bytes: Uint8Array; view: DataView } {
  const bytes = Uint8Array.from({ length: AT + LENGTH + 2 }, (_, i) => 7 * i);
  return { bytes, view: new DataView(bytes.buffer) };
}

test('a header is the bytes from the EtherType to the UDP length, and the length of the frame', () => {
  const header = new DatagramHeader();
  const { bytes, view } = frame();
  expect(header.matches(view, AT, LENGTH)).toBe(false);
  header.remember(view, AT, LENGTH);
  expect(header.matches(view, AT, LENGTH)).toBe(true);
  expect(header.matches(view, AT, LENGTH + 1)).toBe(false);
  expect(header.matches(view, AT + 1, LENGTH)).toBe(false);
  const differing: number[] = [];
  for (let i = 0; i < LENGTH; i++) {
    bytes[AT + i] = (bytes[AT + i] as number) ^ 0x10;
    if (!header.matches(view, AT, LENGTH)) differing.push(i);
    bytes[AT + i] = (bytes[AT + i] as number) ^ 0x10;
  }
  expect(differing).toEqual(Array.from({ length: 28 }, (_, i) => 12 + i));
});

test('it is compared, not kept in place', () => {
  const header = new DatagramHeader();
  const { bytes, view } = frame();
  header.remember(view, AT, LENGTH);
  bytes.fill(0xa5);
  expect(header.matches(view, AT, LENGTH)).toBe(false);
  expect(header.matches(frame().view, AT, LENGTH)).toBe(true);
});

test('what is forgotten matches nothing', () => {
  const header = new DatagramHeader();
  const { view } = frame();
  header.remember(view, AT, LENGTH);
  header.forget();
  expect(header.matches(view, AT, LENGTH)).toBe(false);
});
