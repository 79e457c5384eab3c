import { describe, expect, test } from 'vitest';
import type { FrameWrite, RetainedWrite } from '../../../src/netchannel/frame-write.ts';
import { PeerWriter } from '../../../src/simulation/peers/peer-writer.ts';
import { fillDirty } from '../../support/dirty-window.ts';
import { RecordingDevice } from '../../support/recording-device.ts';

const PAGE = 4096;

/** Writes `at`: bytes `byte` in each of the ranges, and returns `length`. */
function write(size: number, length: number, ranges: readonly [number, number][], byte = 0x61) {
  const settled: (Error | undefined)[] = [];
  const windows: number[] = [];
  const frame: FrameWrite & RetainedWrite = {
    size,
    tag: 3,
    fill: (window) => {
      windows.push(window.length);
      for (const [start, end] of ranges) window.setAll(start, new Uint8Array(end - start).fill(byte));
      return length;
    },
    keptBytes: 100,
    retain: () => frame,
    retainFinished: () => frame,
    settled: (error) => settled.push(error),
  };
  return { frame, settled, windows };
}

describe('a frame of another machine', () => {
  test('is made in a zeroed buffer as big as announced, whatever the device has, and told to be as long as it is', () => {
    const device = new RecordingDevice(PAGE);
    const writer = new PeerWriter(device);
    const { frame, windows } = write(100, 80, [[0, 14]]);
    writer.write(write(200, 200, [[0, 200]], 0xff).frame);
    writer.write(frame);
    expect(windows).toEqual([100]);
    expect(device.sizes).toEqual([200, 80]);
    expect(device.tags).toEqual([3, 3]);
    const expected = new Uint8Array(80);
    expected.fill(0x61, 0, 14);
    expect(device.frames[1]).toEqual(expected);
  });

  test('is written where its writer wrote, and nowhere else', () => {
    let finished: FrameWrite | undefined;
    const writer = new PeerWriter({
      write: (frame) => {
        finished = frame;
        return true;
      },
    });
    writer.write(
      write(100, 60, [
        [0, 14],
        [20, 70],
      ]).frame,
    );
    const { unwritten, length, bytes } = fillDirty(60, (window) => finished?.fill(window) ?? 0);
    expect(length).toBe(60);
    expect(unwritten).toEqual([[14, 20]]);
    expect(bytes[59]).toBe(0x61);
  });

  test('that has to wait keeps its bytes, and its writer is told when it is through', () => {
    const device = new RecordingDevice(PAGE);
    const writer = new PeerWriter(device);
    device.full = true;
    const first = write(60, 60, [[0, 60]], 0x01);
    expect(writer.write(first.frame)).toBe(false);
    expect(writer.write(write(60, 60, [[0, 60]], 0x02).frame)).toBe(false);
    expect(first.settled).toEqual([]);
    device.resume();
    expect(device.frames.map((frame) => [frame.length, frame[0], frame[59]])).toEqual([
      [60, 1, 1],
      [60, 2, 2],
    ]);
    expect(first.settled).toEqual([undefined]);
  });

  test('that is longer than announced is refused before the device sees it', () => {
    const device = new RecordingDevice(PAGE);
    const { frame } = write(60, 61, []);
    expect(() => new PeerWriter(device).write(frame)).toThrow(
      'Cannot send the frame: its length 61 exceeds the announced size 60',
    );
    expect(device.frames).toEqual([]);
  });
});
