import { connect } from '../netchannel/connect.ts';
import type { DeviceName } from '../netchannel/devices.ts';
import type { FrameWrite, RetainedWrite } from '../netchannel/frame-write.ts';
import { BLOCK_SIZE } from '../netchannel/shared-page-pool.ts';
import type { Window } from '../wire/window.ts';
import { memoryOfFilling } from './fillings.ts';

const MAC = '02:00:00:00:00:01';

/** Writes into the memory that a device hands out. @returns how many bytes */
export type Fill = (window: Window) => number;

/** A writer that has only looked at the memory that it was handed. */
class OnlyLooked extends Error {}

/**
 * @param size - that the writer announces
 * @returns a copy of the memory that a device hands out for a packet, after an earlier one that was a filling and was answered
 */
export function handedMemory(device: DeviceName, filling: number, size: number): Uint8Array {
  let handed = new Uint8Array(0);
  try {
    sentAfter(device, filling, size, ({ bytes, start, length }) => {
      handed = bytes.slice(start, start + length);
      throw new OnlyLooked();
    });
  } catch (error) {
    if (!(error instanceof OnlyLooked)) throw error;
  }
  return handed;
}

/**
 * Sends a packet over the channel of a device, after an earlier one that was a filling and was answered.
 *
 * @param fill - is handed what `handedMemory` is
 * @returns what crosses; undefined if nothing does
 * @throws what `fill` throws
 */
export function sentAfter(
  device: DeviceName,
  filling: number,
  size: number,
  fill: Fill,
): Uint8Array | undefined {
  let delivered: Uint8Array | undefined;
  const { netfront, poll } = channelOf(device, (bytes) => {
    delivered = bytes;
  });
  const earlier = memoryOfFilling(filling, BLOCK_SIZE);
  netfront.write(
    write(earlier.length, (window) => {
      window.setAll(0, earlier);
      return earlier.length;
    }),
  );
  poll();
  delivered = undefined;
  netfront.write(write(size, fill));
  poll();
  return delivered;
}

function channelOf(release: DeviceName, take: (bytes: Uint8Array) => void) {
  const channel = connect(
    { release, mac: MAC },
    { delivered: ({ bytes, offset, length }) => take(bytes.slice(offset, offset + length)) },
  );
  return { netfront: channel.netfront, poll: () => channel.poll() };
}

/** One write at a time never waits. */
function write(size: number, fill: Fill): FrameWrite {
  const never = (): RetainedWrite => {
    throw new TypeError('Cannot keep the write: the ring has room for one');
  };
  return { size, tag: 0, fill, retain: never, retainFinished: never };
}
