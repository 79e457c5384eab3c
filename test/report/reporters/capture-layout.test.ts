import { expect, test } from 'vitest';
import { captureLayout } from '../../../src/report/reporters/capture-layout.ts';
import { EVENTFUL } from '../fixture.ts';

const [example] = EVENTFUL.frames;
if (example === undefined) throw new Error('The fixture lists no frame');
const frames = [60, 300, 42].map((length, i) => ({ ...example, number: i + 1, length }));
const whole = { file: 'x.pcap', packets: 3, bytes: 24 + 3 * 16 + 402 };

test('frames of a classic capture are where their lengths put them', () => {
  const layout = captureLayout({ frames }, whole);
  expect(layout?.file).toBe('x.pcap');
  expect([1, 2, 3, 4].map((frame) => layout?.offsetOf(frame))).toEqual([40, 116, 432, undefined]);
});

test.each([
  ['no capture', null],
  ['on standard output', { ...whole, file: null }],
  ['of more frames than are listed', { ...whole, packets: 4 }],
  ['of another format', { ...whole, bytes: whole.bytes + 4 }],
])('%s: not known', (_, capture) => {
  expect(captureLayout({ frames }, capture)).toBeUndefined();
});
