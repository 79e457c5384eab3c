import { FrameHistory } from '../../../src/inspection/old-memory/frame-history.ts';
import { hostOf, keyOfHost } from '../../../src/inspection/old-memory/word-hash.ts';
import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../../src/wire/ethernet.ts';

const FRAME = 60;

/** The MAC address of a host: they differ in their last byte only, and the few that are used share no place. */
function macOf(host: number): number[] {
  return [2, 0, 0, 0, 0, host];
}

/** Of a host, as `keyOfHost` has it. */
export function keyOf(host: number): number {
  return keyOfHost(hostOf(new DataView(Uint8Array.from(macOf(host)).buffer), 0));
}

/** A history of short frames that has the last so many, and what adds the next one. */
export function historyOf(kept = 20): { history: FrameHistory; add: (from: number, to: number) => void } {
  const history = new FrameHistory(kept * FRAME);
  const frame = new Uint8Array(FRAME).fill(0xa5);
  const view = new DataView(frame.buffer);
  return {
    history,
    add: (from, to) => {
      frame.set(macOf(to), ETHERNET_DESTINATION);
      frame.set(macOf(from), ETHERNET_SOURCE);
      history.add(history.next + 1, frame, view, 0, FRAME, FRAME);
    },
  };
}
