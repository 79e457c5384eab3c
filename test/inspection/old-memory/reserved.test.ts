import { expect, test } from 'vitest';
import { dhcpDiscover } from '../../../src/guest/dhcp-client.ts';
import { runSteps } from '../../support/run-steps.ts';
import { type InShort, icmp, inShort, lookAt, noise, SENDER } from './frames.ts';

const QUOTED = [0x45, 0, 0, 28, 0, 0, 0, 0, 1, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2, 0, 8, 0, 0];

function dhcp(): number[] {
  const message = dhcpDiscover({ mac: Uint8Array.from(SENDER), transactionId: 7 });
  const site = { index: 0, label: '', line: 0 };
  const { frames } = runSteps([{ kind: 'send', site, packet: { kind: 'dhcp', message } }], '1.10.1');
  return [...(frames[0]?.bytes ?? [])];
}

/** With so many bytes of a frame changed, what is found. */
function changed(frame: readonly number[], at: number, ...bytes: number[]): InShort[] {
  const copy = [...frame];
  copy.splice(at, bytes.length, ...bytes);
  return inShort(lookAt([copy]));
}

test('unused bytes of ICMP', () => {
  const kinds: [type: number, rest: number[], found: number[][]][] = [
    [3, [0, 0, 0, 0], []],
    [3, [1, 0, 0, 0], [[38, 39]]],
    [3, [0, 5, 0, 0], []],
    [11, [0, 0, 0, 9], [[40, 42]]],
    [12, [7, 0, 0, 0], []],
    [12, [7, 0, 1, 0], [[40, 42]]],
    [8, [1, 2, 3, 4], []],
  ];
  for (const [type, rest, spans] of kinds) {
    expect([type, inShort(lookAt([icmp(11, type, rest, QUOTED)]))]).toEqual([
      type,
      spans.map(([start, end]) => [1, 'not-zero', 'reserved', start, end]),
    ]);
  }
});

test('names, hardware address and rest of DHCP', () => {
  const frame = dhcp();
  expect(inShort(lookAt([frame]))).toEqual([]);
  expect(changed(frame, 42 + 28 + 6, 1)).toEqual([[1, 'not-zero', 'reserved', 76, 86]]);
  expect(changed(frame, 42 + 44 + 3, 1)).toEqual([[1, 'not-zero', 'reserved', 86, 150]]);
  expect(changed(frame, 42 + 44, 0x61, 0x62, 0x63)).toEqual([]);
  expect(changed(frame, 42 + 108 + 100, 1)).toEqual([[1, 'not-zero', 'reserved', 150, 278]]);
  expect(changed(frame, frame.length - 1, 1)).toMatchObject([
    [1, 'not-zero', 'reserved', expect.any(Number), frame.length],
  ]);
});

test('bytes of an earlier frame in such a field are told to be from there', () => {
  const before = [...SENDER.slice(0, 5), 9, ...SENDER, 0x88, 0xb5, ...noise(300)];
  const frame = dhcp();
  frame.splice(200, 40, ...before.slice(200, 240));
  expect(inShort(lookAt([before, frame]))).toEqual([[2, 'same-offset', 'reserved', 200, 240, 1, 200, true]]);
});

test('a name that holds options is not looked at', () => {
  const frame = dhcp();
  // Behind the message type: option 52, overload of both names.
  frame.splice(42 + 243, 3, 52, 1, 3);
  frame.splice(42 + 108 + 10, 3, 1, 2, 3);
  frame.splice(42 + 44 + 10, 3, 1, 2, 3);
  const inNames = inShort(lookAt([frame])).filter(([, , , start]) => start < 278);
  expect(inNames).toEqual([]);
});
