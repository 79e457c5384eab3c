import { describe, expect, test } from 'vitest';
import type { Leak } from '../../src/audit/findings.ts';
import { Hosts } from '../../src/audit/hosts.ts';
import { StaleRanges } from '../../src/audit/stale-ranges.ts';
import { Tally } from '../../src/audit/tally.ts';
import { WriteRecords } from '../../src/audit/write-records.ts';
import { MessageBatch } from '../../src/netchannel/messages.ts';
import type { DeliveredFrame } from '../../src/netchannel/observer.ts';
import { Flow, setRecipient } from '../../src/wire/flow.ts';
import { FrameReader } from '../../src/wire/frame-reader.ts';

const BYTES = new Uint8Array(100).fill(0xa5);
const VIEW = new DataView(BYTES.buffer);
const READER = new FrameReader();
READER.read(BYTES, VIEW, 0, BYTES.length);

const FRAME: DeliveredFrame = {
  direction: 'tx',
  bytes: BYTES,
  view: VIEW,
  offset: 0,
  length: BYTES.length,
  messages: new MessageBatch(),
  first: 0,
  end: 0,
};

function flowTo(last: number): Flow {
  const flow = new Flow();
  setRecipient(flow, 'ipv4', Uint8Array.of(10, 0, 0, last));
  return flow;
}

function setUp(listed = 10) {
  const tally = new Tally(listed, new Hosts(), []);
  const records = new WriteRecords();
  /** Counts a frame for 10.0.0.2 whose first `length` bytes were meant for 10.0.0.`to`, and keeps the leak if asked. */
  const leak = (length: number, to: number): boolean => {
    const stale = new StaleRanges(records);
    const source = records.create(1, 0, 0);
    source.flow.copy(flowTo(to));
    stale.ranges.push({ start: 0, end: length, source });
    stale.count = 1;
    stale.bytes = length;
    tally.countFrame(BYTES.length, READER);
    tally.countSent(BYTES.length, stale);
    const { nonZeroBytes, crossRecipientBytes } = tally.countLeak(FRAME, stale, READER, flowTo(2));
    const { keepsLeak } = tally;
    const described = {
      leakedBytes: length,
      ranges: [],
      nonZeroBytes,
      crossRecipientBytes,
    } as unknown as Leak;
    tally.keepLeak(described);
    return keepsLeak;
  };
  return { tally, leak };
}

describe('leaks', () => {
  test('are summed up, those of others’ bytes apart', () => {
    const { tally, leak } = setUp();
    leak(30, 2);
    leak(20, 3);
    expect(tally.totals).toMatchObject({
      frames: 2,
      leakingFrames: 2,
      leakedBytes: 50,
      nonZeroLeakedBytes: 50,
      crossRecipientFrames: 1,
      crossRecipientBytes: 20,
      writtenBytes: 150,
    });
    expect(tally.result().leakGroups).toHaveLength(2);
  });

  test('the largest has most bytes of somebody else’s', () => {
    const { tally, leak } = setUp();
    leak(30, 2);
    leak(20, 3);
    leak(19, 3);
    expect(tally.result().largestLeak?.leakedBytes).toBe(20);
  });

  test('are listed as long as there is room, the largest kept beyond that', () => {
    const { tally, leak } = setUp(1);
    expect([leak(20, 3), leak(10, 3), leak(30, 3)]).toEqual([true, false, true]);
    const { leaks, largestLeak } = tally.result();
    expect(leaks.map(({ leakedBytes }) => leakedBytes)).toEqual([20]);
    expect(largestLeak?.leakedBytes).toBe(30);
  });

  test('are only counted if none is to be listed', () => {
    const { tally, leak } = setUp(0);
    expect(leak(20, 3)).toBe(false);
    expect(tally.result()).toMatchObject({ leaks: [], largestLeak: null, totals: { leakedBytes: 20 } });
  });
});

test('checksum failures are grouped by protocol and cause', () => {
  const { tally } = setUp();
  tally.countFrame(BYTES.length, READER);
  tally.countFailure(0, 'writer');
  tally.countFailure(0, 'writer');
  tally.countFailure(0, 'stale-memory');
  const groups = tally.result().checksumGroups.map(({ cause, failures }) => [cause, failures]);
  expect(groups).toEqual([
    ['writer', 2],
    ['stale-memory', 1],
  ]);
  expect(tally.totals.checksumFailures).toBe(3);
});

test('a received frame has written and clean bytes, nothing stale', () => {
  const { tally } = setUp();
  tally.countFrame(100, READER);
  tally.countReceived(100, 88);
  expect(tally.totals).toMatchObject({ rxFrames: 1, writtenBytes: 88, cleanBytes: 12, leakedBytes: 0 });
});

test('counting begins anew with everything but the numbers of frames', () => {
  const { tally, leak } = setUp();
  leak(20, 3);
  tally.countFailure(0, 'writer');
  tally.beginCounting();
  const fresh = setUp().tally;
  expect(tally.result()).toEqual(fresh.result());
  expect(tally.totals).toEqual({ ...fresh.totals, frames: 1 });
  leak(10, 3);
  expect([tally.totals.frames, tally.counted.frames]).toEqual([2, 1]);
  expect(tally.result().largestLeak?.leakedBytes).toBe(10);
});
