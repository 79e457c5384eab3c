import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameHistory } from '../../../src/inspection/old-memory/frame-history.ts';

const SIZE = 200;

test('the last frames are there as they were, and as many as fit', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 14, maxLength: 90 }), { maxLength: 40 }), (frames) => {
      const history = new FrameHistory(SIZE);
      for (const [sequence, bytes] of frames.entries()) {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        expect(history.add(sequence + 1, bytes, view, 0, bytes.length, bytes.length)).toBe(sequence);
        expect(history.isHere(sequence)).toBe(true);
        let total = 0;
        for (let other = history.oldest; other < history.next; other++) {
          const kept = frames[other] ?? new Uint8Array();
          const start = history.startOf(other);
          expect(history.bytes.subarray(start, start + history.lengthOf(other))).toEqual(kept);
          expect([history.numberOf(other), history.declaredEndOf(other)]).toEqual([other + 1, kept.length]);
          total += kept.length;
        }
        expect(total).toBeLessThanOrEqual(SIZE);
      }
      // At most one stretch at the end and one in front of the oldest are empty, each shorter than a frame.
      let kept = 0;
      for (let other = history.oldest; other < history.next; other++) kept += history.lengthOf(other);
      if (history.oldest > 0) expect(kept).toBeGreaterThanOrEqual(SIZE - 2 * 90);
    }),
  );
});

test('marks go with their frame', () => {
  const history = new FrameHistory(SIZE);
  const bytes = new Uint8Array(90).fill(1);
  const add = (): number => history.add(1, bytes, new DataView(bytes.buffer), 0, bytes.length, bytes.length);
  const origin = { sequence: 0, frame: 1, shift: 0, senderMac: 0, senderIp: 0, recipient: 'x', flow: 'y' };
  history.mark(add(), { start: 20, end: 30, origin });
  expect(history.marksOf(0)).toHaveLength(1);
  add();
  add();
  expect(history.isHere(0)).toBe(false);
  expect(history.marksOf(0)).toEqual([]);
});

test('no more than 65,536 frames are kept', () => {
  const history = new FrameHistory(16 * 1024 * 1024);
  const bytes = new Uint8Array(14);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 70_000; i++) history.add(i, bytes, view, 0, 14, 14);
  expect(history.next - history.oldest).toBeLessThanOrEqual(65_536);
  expect(history.numberOf(history.oldest)).toBe(history.oldest);
});

test('frames that are left where they were read to are there as they were, until they may have been read over', () => {
  const ahead = 150;
  const size = 1000;
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 14, maxLength: 90 }), { maxLength: 60 }), (frames) => {
      const bytes = new Uint8Array(size + 50).fill(0xa5);
      const view = new DataView(bytes.buffer);
      const history = new FrameHistory(SIZE, { bytes, view, start: 50, ahead });
      let offset = 50;
      for (const [sequence, frame] of frames.entries()) {
        if (offset + frame.length > size + 50) offset = 50;
        bytes.fill(0xa5, offset, offset + frame.length + ahead);
        bytes.set(frame, offset);
        history.add(sequence + 1, bytes, view, offset, frame.length, frame.length);
        offset += frame.length;
        let kept = 0;
        for (let other = history.oldest; other < history.next; other++) {
          const start = history.startOf(other);
          expect(history.bytes.subarray(start, start + history.lengthOf(other))).toEqual(frames[other]);
          kept += history.lengthOf(other);
        }
        if (history.oldest > 0) expect(kept).toBeGreaterThanOrEqual(size - ahead - 3 * 90);
      }
    }),
  );
});

test('a frame that lies elsewhere begins a history of copies', () => {
  const bytes = new Uint8Array(1000).fill(1);
  const view = new DataView(bytes.buffer);
  const history = new FrameHistory(SIZE, { bytes, view, start: 0, ahead: 100 });
  history.add(1, bytes, view, 100, 60, 60);
  const elsewhere = new Uint8Array(60).fill(2);
  const sequence = history.add(2, elsewhere, new DataView(elsewhere.buffer), 0, 60, 60);
  expect([history.isHere(0), history.isHere(sequence), history.oldest]).toEqual([false, true, 1]);
  elsewhere.fill(0xa5);
  history.add(3, bytes, view, 200, 60, 60);
  bytes.fill(0xa5);
  const kept = [sequence, sequence + 1].map((other) => history.bytes[history.startOf(other) + 59]);
  expect(kept).toEqual([2, 1]);
});
