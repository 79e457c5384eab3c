import { describe, expect, test, vi } from 'vitest';
import type { AuditedFrame } from '../../../src/audit/audited-frame.ts';
import type { ChecksumFailure, Leak } from '../../../src/audit/findings.ts';
import type { Capture } from '../../../src/simulation/capture/capture.ts';
import { CaptureFeed, onlyPresent } from '../../../src/simulation/capture/capture-feed.ts';
import type { FrameDetails } from '../../../src/simulation/capture/frame-details.ts';
import type { Vantage } from '../../../src/simulation/capture/vantage.ts';
import { Moment } from '../../../src/simulation/time/moment.ts';

const BYTES = Uint8Array.of(9, 1, 2, 3, 9);
const FRAME = {
  number: 1,
  direction: 'tx',
  bytes: BYTES,
  offset: 1,
  length: 3,
  verdict: 'delivered',
  checksum: () => undefined,
} as AuditedFrame;
const LEAK = { staleBytes: 5 } as unknown as Leak;
const FAILURE = { protocol: 'udp' } as ChecksumFailure;

function at(nanoseconds: number): Moment {
  const moment = new Moment();
  moment.advance(nanoseconds);
  return moment;
}

interface Fed {
  feed: CaptureFeed;
  written: [time: number, bytes: number[]][];
  described: FrameDetails[];
  drained: () => number;
}

/** @param takes - whether the capture can take more after each frame */
function feeding({
  takes = true,
  describes = true,
  vantage,
}: {
  takes?: boolean;
  describes?: boolean;
  vantage?: Vantage;
} = {}): Fed {
  const written: Fed['written'] = [];
  const described: FrameDetails[] = [];
  let drained = 0;
  const capture: Capture = {
    vantage,
    write: (seconds, nanoseconds, bytes, offset, length) => {
      written.push([seconds * 1e9 + nanoseconds, [...bytes.subarray(offset, offset + length)]]);
      return takes;
    },
    ...(describes ? { describe: (details: FrameDetails) => void described.push(details) } : {}),
    drain: async () => {
      drained++;
    },
  };
  return { feed: new CaptureFeed(capture, at(7), undefined), written, described, drained: () => drained };
}

describe('a capture at the receiver', () => {
  test('gets each frame with the time of its arrival', () => {
    const { feed, written } = feeding();
    feed.crossed(FRAME, at(2_000_000_005));
    expect(written).toEqual([[2_000_000_005, [1, 2, 3]]]);
  });

  test('is told of a frame what has come up since the one before', () => {
    const { feed, described } = feeding();
    const listener = feed.findingsFor({});
    feed.note('it begins');
    listener.leak?.(LEAK);
    listener.checksumFailure?.(FAILURE);
    feed.crossed(FRAME, at(0));
    feed.crossed({ ...FRAME, number: 2 }, at(0));
    expect(described).toMatchObject([
      { number: 1, at: 'receiver', leak: LEAK, checksumFailures: [FAILURE], notes: ['it begins'] },
      { number: 2, leak: undefined, checksumFailures: [], notes: [] },
    ]);
  });

  test('does not watch the channel itself', () => {
    expect(feeding().feed.observers).toEqual([]);
  });
});

test('at an end of the channel, the channel is watched', () => {
  expect(feeding({ vantage: 'netfront' }).feed.observers).toHaveLength(1);
});

test('a capture that is full is to be drained, and then takes more', async () => {
  const { feed, drained } = feeding({ takes: false });
  expect(feed.mustDrain).toBe(false);
  feed.crossed(FRAME, at(0));
  expect(feed.mustDrain).toBe(true);
  await feed.drain();
  expect([feed.mustDrain, drained()]).toEqual([false, 1]);
});

describe('who is told of findings', () => {
  test('the listener too', () => {
    const leak = vi.fn();
    const checksumFailure = vi.fn();
    const listener = feeding().feed.findingsFor({ leak, checksumFailure });
    listener.leak?.(LEAK);
    listener.checksumFailure?.(FAILURE);
    expect(leak).toHaveBeenCalledExactlyOnceWith(LEAK);
    expect(checksumFailure).toHaveBeenCalledExactlyOnceWith(FAILURE);
  });

  test('nobody if neither the capture nor the listener wants to know', () => {
    expect(feeding({ describes: false }).feed.findingsFor({})).toEqual({});
  });

  test('members that are undefined are as good as absent', () => {
    const leak = vi.fn();
    const listener: { leak: typeof leak } = Object.assign({ leak }, { checksumFailure: undefined });
    expect(Object.keys(onlyPresent(listener))).toEqual(['leak']);
  });
});
