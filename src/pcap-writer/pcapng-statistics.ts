/** What became of the packets of an interface (draft-ietf-opsawg-pcapng, section 4.6). */
import { checkUint64 } from './check.ts';
import { Block, INTERFACE_STATISTICS } from './pcapng-block.ts';
import type { PacketSource } from './pcapng-interface.ts';
import { isTime, LAST_SECOND, writeTicks } from './pcapng-time.ts';

const ACTION = 'Cannot write statistics';

const OPTION_START = 2;
const OPTION_END = 3;
const OPTION_RECEIVED = 4;
const OPTION_DROPPED = 5;
const OPTION_ACCEPTED_BY_FILTER = 6;
const OPTION_DROPPED_BY_OS = 7;
const OPTION_DELIVERED = 8;

/** A time since 1970. */
export interface CaptureTime {
  seconds: number;
  nanoseconds: number;
}

/** All numbers count packets. */
export interface InterfaceStatistics {
  /** When the capture began. */
  start?: CaptureTime;
  /** When it ended. */
  end?: CaptureTime;
  /** By the interface. */
  received?: number | bigint;
  /** By the interface, for want of resources. */
  dropped?: number | bigint;
  acceptedByFilter?: number | bigint;
  droppedByOs?: number | bigint;
  /** To the user. */
  delivered?: number | bigint;
  comments?: readonly string[];
}

/**
 * @throws TypeError if a number has the wrong type
 * @throws RangeError if it is out of range
 */
export function interfaceStatistics(
  interfaceId: number,
  source: PacketSource,
  statistics: InterfaceStatistics,
): Uint8Array {
  const { start, end, comments = [] } = statistics;
  const block = new Block(INTERFACE_STATISTICS, ACTION).u32(interfaceId);
  // When these numbers were read: at the end, if that is known.
  block.raw(ticksOf('the end', end ?? start ?? { seconds: 0, nanoseconds: 0 }, source)).comments(comments);
  if (start !== undefined) block.bytesOption(OPTION_START, ticksOf('the start', start, source));
  if (end !== undefined) block.bytesOption(OPTION_END, ticksOf('the end', end, source));
  const count = (code: number, name: string, value: number | bigint | undefined): void => {
    if (value === undefined) return;
    checkUint64(ACTION, name, value);
    block.option(code, 8).u64(value);
  };
  count(OPTION_RECEIVED, 'the number received', statistics.received);
  count(OPTION_DROPPED, 'the number dropped', statistics.dropped);
  count(OPTION_ACCEPTED_BY_FILTER, 'the number accepted by the filter', statistics.acceptedByFilter);
  count(OPTION_DROPPED_BY_OS, 'the number dropped by the operating system', statistics.droppedByOs);
  count(OPTION_DELIVERED, 'the number delivered', statistics.delivered);
  return block.finish();
}

function ticksOf(name: string, time: CaptureTime, source: PacketSource): Uint8Array {
  const { seconds, nanoseconds } = time;
  if (!isTime(seconds, nanoseconds)) {
    throw new RangeError(
      `${ACTION}: ${name} must have seconds from 0 to ${LAST_SECOND} and nanoseconds from 0 to 999999999, got ${seconds} and ${nanoseconds}`,
    );
  }
  const bytes = new Uint8Array(8);
  const fraction = Math.floor(nanoseconds / source.nanosecondsPerTick);
  writeTicks(new DataView(bytes.buffer), 0, seconds, fraction, source.ticksPerSecond);
  return bytes;
}
