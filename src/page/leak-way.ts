import type { LeakHop } from '../audit/findings.ts';
import type { RecordedFrame } from '../recording/recording.ts';

/** The way of bytes that leaked at one end of a firewall. */
export interface LeakWay {
  /** Numbers of the frames that the bytes were written for. */
  sources: number[];
  /** The frame in which they leaked. */
  leaking: RecordedFrame;
  /** What the firewall did with them. */
  hops: readonly LeakHop[];
}

/**
 * @param frame - in which bytes leak, or which carries some on
 * @returns undefined if none of its bytes came to a firewall
 */
export function wayThrough(frames: readonly RecordedFrame[], frame: RecordedFrame): LeakWay | undefined {
  const { passedOn, forwards } = frame;
  const leaking = passedOn === undefined ? frame : frames.find(({ number }) => number === forwards?.number);
  const { ranges = [], way = [] } = leaking?.leak ?? {};
  if (leaking === undefined || way.length === 0) return undefined;
  const sources = new Set(ranges.flatMap(({ source }) => source.number ?? []));
  // What was pushed, and then written over.
  sources.delete(leaking.number);
  return { sources: [...sources], leaking, hops: way };
}
