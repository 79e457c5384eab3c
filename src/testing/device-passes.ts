import { connect } from '../netchannel/connect.ts';
import type { DeviceName } from '../netchannel/devices.ts';
import type { FrameWrite, RetainedWrite } from '../netchannel/frame-write.ts';
import { BLOCK_SIZE } from '../netchannel/shared-page-pool.ts';
import { FILLINGS, filledBuffer } from '../probe/fillings.ts';
import { PASS_ORDER, type Pass } from '../probe/pass.ts';
import type { ProbedFrame, Stretch } from '../probe/result.ts';
import type { Window } from '../wire/window.ts';
import { callWriter, NoFrame, type Writer } from './writer.ts';

const MAC = '02:00:00:00:00:01';

/**
 * @param size - that the writer announces
 * @param known - its frames, as they are judged in plain buffers: some devices go by what was written
 * @returns what crosses the channel of a device when the writer writes those frames again, in each pass, each time after
 * a packet that holds the filling and is answered
 */
export function devicePasses(
  writer: Writer,
  release: DeviceName,
  size: number,
  known: readonly ProbedFrame[],
): Pass[] {
  return PASS_ORDER.map((filling) => devicePass(writer, release, filling, size, known));
}

function devicePass(
  writer: Writer,
  release: DeviceName,
  filling: number,
  size: number,
  known: readonly ProbedFrame[],
): Pass {
  let delivered: Uint8Array | undefined;
  const channel = connect(
    { release, mac: MAC },
    {
      delivered: ({ bytes, offset, length }) => {
        delivered = bytes.slice(offset, offset + length);
      },
    },
  );
  const send = (write: FrameWrite): Uint8Array | undefined => {
    delivered = undefined;
    channel.netfront.write(write);
    channel.poll();
    return delivered;
  };
  const earlier = earlierPacket(filledBuffer(FILLINGS[filling] as (typeof FILLINGS)[number], BLOCK_SIZE));
  const frames: Uint8Array[] = [];
  try {
    for (const { stretches } of known) {
      send(earlier);
      const frame = send(write(size, (window) => fillBy(writer, window, size, stretches)));
      if (frame === undefined) throw new NoFrame('nothing crossed the channel');
      frames.push(frame);
    }
  } catch (error) {
    if (!(error instanceof NoFrame)) throw error;
    return { filling, frames, refusal: error.message };
  }
  return { filling, frames };
}

/** The writer is handed the memory that the device hands out, as it is. It does not say what it wrote, but that is known. */
function fillBy(writer: Writer, window: Window, size: number, stretches: readonly Stretch[]): number {
  const length = callWriter(writer, window.bytes.subarray(window.start, window.start + window.length), size);
  for (const { start, end, verdict } of stretches) {
    if (verdict !== 'passed-through' && end <= window.length) window.claim(start, end - start);
  }
  return length;
}

/** A packet that leaves its bytes in the block that it was sent in. */
function earlierPacket(bytes: Uint8Array): FrameWrite {
  return write(bytes.length, (window) => {
    window.setAll(0, bytes);
    return bytes.length;
  });
}

/** One write at a time never waits. */
function write(size: number, fill: (window: Window) => number): FrameWrite {
  const never = (): RetainedWrite => {
    throw new TypeError('Cannot keep the write: the ring has room for one');
  };
  return { size, tag: 0, fill, retain: never, retainFinished: never };
}
