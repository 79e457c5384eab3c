import type { CapturedPacket } from '../capture-reader/index.ts';
import { VirtualClock } from '../simulation/time/virtual-clock.ts';

/** The last second that the captures which a run writes can carry. */
const LAST_SECOND = 0xffff_ffff;

/** The longest wait that is exact in nanoseconds as a number. */
const LONGEST_WAIT = 8e15;
const SECOND = 1_000_000_000;

/** Whether a packet has a time that a run can go through: from 1970 to 2106. */
export function hasUsableTime(packet: Pick<CapturedPacket, 'hasTime' | 'seconds'>): boolean {
  return packet.hasTime && packet.seconds >= 0 && packet.seconds <= LAST_SECOND;
}

/** @returns the time of a packet in nanoseconds since 1970; 0 if it has none that a run can go through */
export function epochOf(packet: Pick<CapturedPacket, 'hasTime' | 'seconds' | 'nanoseconds'>): bigint {
  return hasUsableTime(packet) ? BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanoseconds) : 0n;
}

/**
 * Says how long a run has to wait for each packet of a capture, so that its frames cross when they did: goes along
 * with the clock of the run. Time that goes backwards, or was not recorded, counts as none.
 */
export class Pacer {
  readonly #clock: VirtualClock;
  readonly #interval: number;

  /**
   * @param epoch - of the run
   * @param interval - of the run, nanoseconds
   */
  constructor(epoch: bigint, interval = 0) {
    this.#clock = new VirtualClock(epoch);
    this.#interval = interval;
  }

  /** @returns nanoseconds to wait now; ask again until it is 0 */
  waitFor(packet: Pick<CapturedPacket, 'hasTime' | 'seconds' | 'nanoseconds'>): number {
    if (!hasUsableTime(packet)) return 0;
    const { seconds, nanoseconds } = this.#clock;
    const left = (packet.seconds - seconds) * SECOND + packet.nanoseconds - nanoseconds;
    if (left <= 0) return 0;
    const wait = Math.min(left, LONGEST_WAIT);
    this.#clock.advance(wait);
    return wait;
  }

  /** Whether a frame that crosses now has the time of its packet; a packet without a time has none to keep. */
  keeps({
    hasTime,
    seconds,
    nanoseconds,
  }: Pick<CapturedPacket, 'hasTime' | 'seconds' | 'nanoseconds'>): boolean {
    const clock = this.#clock;
    return (
      hasTime &&
      clock.seconds === seconds &&
      clock.nanoseconds === nanoseconds &&
      clock.lastFrame.isBefore(clock)
    );
  }

  /** The step's frame has crossed. */
  crossed(): void {
    this.#clock.stampFrame();
  }

  /** The step is over. */
  stepped(): void {
    this.#clock.advance(this.#interval);
  }
}
