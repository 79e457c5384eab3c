const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** A point in virtual time, as others are told it. */
export interface Time {
  /** Whole seconds since 1970. */
  seconds: number;
  /** Of the second that has begun, 0..999,999,999. */
  nanoseconds: number;
}

/** @returns seconds from one to the other, to the nanosecond as far as a double has room for it */
export function secondsBetween(start: Readonly<Time>, end: Readonly<Time>): number {
  const nanoseconds =
    (end.seconds - start.seconds) * NANOSECONDS_PER_SECOND + (end.nanoseconds - start.nanoseconds);
  return nanoseconds / NANOSECONDS_PER_SECOND;
}

/** A point in virtual time. It can be moved, so that a run needs no new one for each packet. */
export class Moment implements Time {
  seconds = 0;
  nanoseconds = 0;

  /** Moves to where `other` is. */
  set(other: Readonly<Time>): void {
    this.seconds = other.seconds;
    this.nanoseconds = other.nanoseconds;
  }

  /** @param nanoseconds - not negative */
  advance(nanoseconds: number): void {
    this.nanoseconds += nanoseconds;
    if (this.nanoseconds < NANOSECONDS_PER_SECOND) return;
    this.seconds += Math.floor(this.nanoseconds / NANOSECONDS_PER_SECOND);
    this.nanoseconds %= NANOSECONDS_PER_SECOND;
  }

  /** Nanoseconds since 1970. */
  get sinceEpoch(): bigint {
    return BigInt(this.seconds) * BigInt(NANOSECONDS_PER_SECOND) + BigInt(this.nanoseconds);
  }

  /** Moves on by any number of nanoseconds that is not negative. */
  leap(nanoseconds: bigint): void {
    this.seconds += Number(nanoseconds / BigInt(NANOSECONDS_PER_SECOND));
    this.advance(Number(nanoseconds % BigInt(NANOSECONDS_PER_SECOND)));
  }

  isBefore(other: Readonly<Time>): boolean {
    return (
      this.seconds < other.seconds || (this.seconds === other.seconds && this.nanoseconds < other.nanoseconds)
    );
  }
}
