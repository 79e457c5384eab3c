import { connect } from '../netchannel/connect.ts';
import type { FrameWrite, RetainedWrite } from '../netchannel/frame-write.ts';
import type { Release } from '../netchannel/releases.ts';
import { BLOCK_SIZE } from '../netchannel/shared-page-pool.ts';
import { FILLINGS, filledBuffer } from '../probe/fillings.ts';
import { PASS_ORDER, type Pass } from '../probe/pass.ts';
import type { Window } from '../wire/window.ts';
import { callWriter, NoFrame, type Writer } from './writer.ts';

const MAC = '02:00:00:00:00:01';

/**
 * @param size - that the writer announces
 * @returns what crosses the channel under a release when the writer writes, `count` times in each pass, each time after a
 * packet that holds the filling and is answered
 */
export function devicePasses(writer: Writer, release: Release, size: number, count: number): Pass[] {
  return PASS_ORDER.map((filling) => devicePass(writer, release, filling, size, count));
}

function devicePass(writer: Writer, release: Release, filling: number, size: number, count: number): Pass {
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
    while (frames.length < count) {
      send(earlier);
      const frame = send(write(size, (window) => fillBy(writer, window, size)));
      if (frame === undefined) throw new NoFrame('nothing crossed the channel');
      frames.push(frame);
    }
  } catch (error) {
    if (!(error instanceof NoFrame)) throw error;
    return { filling, frames, refusal: error.message };
  }
  return { filling, frames };
}

/** The writer is handed the block that the release hands out, as it is. */
function fillBy(writer: Writer, { bytes, start, length }: Window, size: number): number {
  return callWriter(writer, bytes.subarray(start, start + length), size);
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
