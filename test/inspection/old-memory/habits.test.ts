import { expect, test } from 'vitest';
import { senderVerdict } from '../../../src/report/inspection/sender-section.ts';
import { ALICE, BOB, lookAt, noise, raw, udp } from './frames.ts';

const ZEROS = new Array<number>(15).fill(0);
const FREED = new Array<number>(16).fill(0xc2);
const POINTER = [0xcd, 0xab, 0x34, 0x12, 0x80, 0x88, 0xff, 0xff];
const quiet = (host: number): number[] => udp(BOB, host, [1, 2, 3], ZEROS);

test.each([
  { sent: [quiet(11)], verdict: 'pads with zeros, as it should', see: 0 },
  {
    sent: [quiet(11), udp(BOB, 11, [1, 2, 3], noise(15, 1)), udp(BOB, 11, [1, 2, 3], noise(15, 2))],
    verdict: 'pads with bytes that vary and are not zero: old memory, most likely',
    see: 3,
  },
  {
    sent: [udp(BOB, 11, [1, 2, 3], noise(15, 1)), udp(BOB, 11, [1, 2, 3], noise(15, 1))],
    verdict: 'pads with the same bytes always: a trailer, no memory',
    see: 0,
  },
  {
    sent: [quiet(11), raw(BOB, [...noise(40), ...FREED, 7])],
    verdict: 'sends memory that was never written in its packets; pads with zeros, as it should',
    see: 2,
  },
  {
    sent: [quiet(11), udp(BOB, 11, [1, 2], FREED), udp(BOB, 11, [1], [...FREED, 0xc2])],
    verdict: 'pads with memory that was never written: EtherLeak',
    see: 3,
  },
  {
    sent: [quiet(11), udp(BOB, 11, [1, 2], [0, 0, ...POINTER, ...ZEROS])],
    verdict: 'sends addresses of its kernel',
    see: 2,
  },
  {
    sent: [
      udp(ALICE, 10, noise(60)),
      udp(BOB, 11, [1, 2], FREED),
      udp(BOB, 11, [1, 2], noise(60).slice(2, 18)),
    ],
    verdict: 'pads with bytes of earlier frames: EtherLeak',
    see: 3,
  },
])('$verdict: see frame $see', ({ sent, verdict, see }) => {
  const [sender] = lookAt(sent).senders;
  expect(sender && senderVerdict(sender)).toBe(verdict);
  expect(sender?.mostTelling).toBe(see);
});
