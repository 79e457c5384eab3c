import { describe, expect, test } from 'vitest';
import { Hosts } from '../../src/audit/hosts.ts';
import { PoolLedger } from '../../src/audit/pool-ledger.ts';
import { StaleRanges } from '../../src/audit/stale-ranges.ts';
import { Message, MessageBatch } from '../../src/netchannel/messages.ts';
import type { DeliveredFrame } from '../../src/netchannel/observer.ts';
import { FrameReader } from '../../src/wire/frame-reader.ts';
import { NO_MARKS, SecretMarks } from '../../src/wire/secret-marks.ts';
import { Window } from '../../src/wire/window.ts';
import * as build from '../wire/frame-builder.ts';

/** Steps of the writes, so that they can be told from one another. */
const FIRST = 11;
const SECOND = 22;

function setUp(notesMarks = false) {
  const ledger = new PoolLedger(new Hosts(), notesMarks);
  ledger.addPage(0, 8);
  for (let block = 0; block < 256; block += 2) ledger.addPage(block, 8 + (block >> 1));
  const memory = new Uint8Array(2048).fill(0xa5);
  const view = new DataView(memory.buffer);
  /** @returns a window in which the first `length` bytes are written */
  const written = (length: number): Window => {
    const window = new Window();
    window.bind(memory, view, 0, memory.length, true);
    window.setAll(0, new Uint8Array(length).fill(7));
    return window;
  };
  /** A frame of 60 bytes in these blocks, and what has read it. */
  const frameIn = (...ids: number[]): [frame: DeliveredFrame, reader: FrameReader] => {
    const messages = new MessageBatch();
    for (const id of ids)
      Object.assign(messages.add(), { id, gref: 8 + (id >> 1), offset: (id & 1) * 2048, size: 60 });
    const reader = new FrameReader();
    reader.read(memory, view, 0, 60);
    const place = { bytes: memory, view, offset: 0, length: 60 };
    return [{ direction: 'tx', ...place, messages, first: 0, end: ids.length }, reader];
  };
  /** Lets a frame of this number, in these blocks, cross. */
  const cross = (number: number, ...ids: number[]) => {
    const [frame, reader] = frameIn(...ids);
    const record = ledger.identify(frame, number, reader);
    ledger.settle();
    return record;
  };
  /** Whose the bytes are that the write which is on its way from the block did not write: step and frame. */
  const staleIn = (id: number, length: number): [step: number, frame: number][] => {
    const { provenance, current } = ledger.block(id);
    const stale = new StaleRanges(ledger.records);
    stale.scan(provenance, length, current);
    return stale.ranges.slice(0, stale.count).map(({ source }) => [source.step, source.frame]);
  };
  return { ledger, written, frameIn, cross, staleIn };
}

describe('the bytes of a block are', () => {
  test('of the frame that was sent from there before', () => {
    const { ledger, written, cross, staleIn } = setUp();
    ledger.fill(3, written(100), FIRST);
    cross(1, 3);
    ledger.fill(3, written(40), SECOND);
    expect(staleIn(3, 60)).toEqual([[FIRST, 1]]);
    expect(ledger.writes).toBe(2);
  });

  test('nobody’s once the block is zeroed', () => {
    const { ledger, written, cross, staleIn } = setUp();
    ledger.fill(3, written(100), FIRST);
    cross(1, 3);
    ledger.clear(3);
    ledger.fill(3, written(40), SECOND);
    expect(staleIn(3, 60)).toEqual([]);
  });

  test('of a write that failed, which was no frame and is not on its way', () => {
    const { ledger, written, staleIn } = setUp();
    ledger.fillFailed(3, written(100), FIRST);
    expect(ledger.block(3).current.step).toBe(0);
    ledger.fill(3, written(40), SECOND);
    expect(staleIn(3, 60)).toEqual([[FIRST, 0]]);
    expect(ledger.writes).toBe(2);
  });

  test('of a frame that netback withheld, as of a write that was no frame', () => {
    const { ledger, written, frameIn, staleIn } = setUp();
    ledger.fill(3, written(100), FIRST);
    ledger.withhold(...frameIn(3));
    ledger.fill(3, written(40), SECOND);
    expect(staleIn(3, 60)).toEqual([[FIRST, 0]]);
  });
});

test('a frame in several blocks is one write, and each of its blocks is of that frame', () => {
  const { ledger, written, cross, staleIn } = setUp();
  const frame = {
    bytes: new Uint8Array(3000),
    offset: 0,
    length: 3000,
    written: 2999,
    footprint: new Window().footprint,
    marks: NO_MARKS,
    checksum: 0,
  };
  ledger.copy(4, 2048, 0, frame, FIRST);
  ledger.copy(5, 952, 2048, frame, FIRST);
  expect([ledger.writes, ledger.block(4).copiedWritten]).toEqual([1, 2999]);
  cross(9, 4, 5);
  expect(ledger.block(4).copiedWritten).toBe(-1);
  for (const id of [4, 5]) {
    ledger.fill(id, written(40), SECOND);
    expect(staleIn(id, 60)).toEqual([[FIRST, 9]]);
  }
});

test('a refusal is of the frame that was withheld in that block', () => {
  const { ledger, written, frameIn } = setUp();
  ledger.fill(3, written(60), FIRST);
  ledger.withhold(...frameIn(3));
  expect([ledger.refuse(3), ledger.refuse(4)]).toEqual([FIRST, undefined]);
});

test('records of writes are given back when nothing of theirs is left', () => {
  const { ledger, written, cross } = setUp();
  for (let i = 1; i <= 100; i++) {
    ledger.fill(i % 3, written(40 + (i % 7)), i);
    cross(i, i % 3);
  }
  expect(ledger.records.live).toBeLessThanOrEqual(12);
});

describe('a receive page', () => {
  test('knows its step and what was written', () => {
    const { ledger } = setUp();
    ledger.fillPage(65535, 90, 88, FIRST, NO_MARKS);
    const response = Object.assign(new Message(), { id: 65535 });
    expect([ledger.stepOfPage(response), ledger.writtenInPage(65535), ledger.writes]).toEqual([FIRST, 88, 1]);
  });

  test('that nobody has filled since is of the step that made the response', () => {
    const { ledger } = setUp();
    const response = Object.assign(new Message(), { id: 7, slot: 3 });
    ledger.fillPage(7, 90, 88, FIRST, NO_MARKS);
    ledger.emptyPage(7);
    ledger.foreignSteps.note(SECOND, 'rx', 256 + 2, 2);
    ledger.foreignSteps.note(SECOND + 1, 'tx', 256 + 2, 2);
    expect([ledger.stepOfPage(response), ledger.writtenInPage(7)]).toEqual([SECOND, 0]);
    // Of one that nobody made now, the last who could have it read again.
    response.slot = 4;
    expect(ledger.stepOfPage(response)).toBe(SECOND + 1);
  });

  test.each([true, false])('has its marks until it is empty, if marks are noted: %s', (notesMarks) => {
    const { ledger } = setUp(notesMarks);
    const marks = new SecretMarks();
    marks.add(10, 20, 0, 0);
    ledger.fillPage(7, 90, 90, FIRST, marks);
    expect(ledger.marksOfPage(7).count).toBe(notesMarks ? 1 : 0);
    ledger.emptyPage(7);
    expect(ledger.marksOfPage(7).count).toBe(0);
  });
});

test('its state tells who put the bytes there, not how many writes there were before', () => {
  const stateAfter = (steps: readonly number[], blocks = 1): number[] => {
    const { ledger, written, cross } = setUp();
    for (const step of steps) {
      ledger.fill(0, written(60), step);
      cross(1, 0);
    }
    const state: number[] = [];
    ledger.describeState(blocks, (value) => state.push(value));
    return state;
  };
  expect(stateAfter([SECOND, FIRST])).toEqual(stateAfter([FIRST]));
  expect(stateAfter([FIRST])).not.toEqual(stateAfter([SECOND]));
  expect(stateAfter([FIRST], 2).length).toBeGreaterThan(stateAfter([FIRST]).length);
});

test('each frame is of its own flow, be it as the frame before it or not', () => {
  const { ledger, written } = setUp();
  const reader = new FrameReader();
  const seen = [];
  for (const [i, port] of [53, 53, 69, 69, 53].entries()) {
    const datagram = build.udp(build.IPV4_PAIR, [1234, port], [i]);
    const bytes = Uint8Array.from(build.ipv4({ protocol: 17, payload: datagram }));
    const place = { bytes, view: new DataView(bytes.buffer), offset: 0, length: bytes.length };
    const messages = new MessageBatch();
    Object.assign(messages.add(), { id: i % 2, gref: 8, offset: (i % 2) * 2048, size: bytes.length });
    ledger.fill(i % 2, written(bytes.length), i);
    reader.read(bytes, place.view, 0, bytes.length);
    const { flow } = ledger.identify(
      { direction: 'tx', ...place, messages, first: 0, end: 1 },
      i + 1,
      reader,
    );
    seen.push([flow.detail & 0xffff, reader.headers]);
    ledger.settle();
  }
  expect(seen).toEqual([
    [53, 1],
    [53, 1],
    [69, 2],
    [69, 2],
    [53, 3],
  ]);
});
