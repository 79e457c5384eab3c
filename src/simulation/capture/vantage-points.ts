import type { AuditedFrame } from '../../audit/audited-frame.ts';
import type { Link } from '../../script/script.ts';
import { LinkDirection } from '../time/link.ts';
import type { Moment } from '../time/moment.ts';
import type { Capture } from './capture.ts';
import type { FrameDetails, FrameDetailsCollector } from './frame-details.ts';
import { type SendingListener, SendingTap } from './sending-tap.ts';
import type { Vantage, VantagePoint } from './vantage.ts';

/**
 * Frames that are held back until the fate of the first of them is known. It is more than both rings have room for, and
 * what crosses meanwhile: an end that has not taken a frame by then takes none any more.
 */
const MOST_HELD = 4096;

type Direction = 'tx' | 'rx';
type Lost = NonNullable<FrameDetails['lost']>;

/** A frame as it was seen at one place. */
interface Sighting {
  at: VantagePoint;
  direction: Direction;
  /** Of what was sent: id of its first block or receive page. */
  slot: number;
  seconds: number;
  nanoseconds: number;
  bytes: Uint8Array;
  notes: readonly string[];
  /** Undefined as long as it is not known what becomes of the frame. */
  details: FrameDetails | undefined;
}

export interface VantagePointsOptions {
  capture: Capture;
  vantage: Exclude<Vantage, 'receiver'>;
  /** Undefined if the capture does not want details. */
  details: FrameDetailsCollector | undefined;
  /** Shows the virtual time at present. */
  clock: Moment;
  /** What frames come over before netback has them. None if absent. */
  link?: Link;
  /** Is called when the capture asks to be drained. */
  full: () => void;
}

/**
 * Shows a capture the frames as one end of the channel sees them, or both ends do: when an end hands a frame over, also
 * if it never crosses, and when an end takes one.
 *
 * A capture that wants details is shown frames only once it is known what became of them, in the order in which they
 * were seen. So it learns at the end that sends a frame what is found where the frame arrives.
 */
export class VantagePoints implements SendingListener {
  /** Has to watch the channel, before whoever calls `crossed`. */
  readonly tap = new SendingTap(this);
  readonly #options: VantagePointsOptions;
  readonly #link: LinkDirection | undefined;
  /** In the order in which they were seen, from the first on whose fate is not known. */
  readonly #held: Sighting[] = [];
  /** Those whose fate is not known, in the order in which they were sent. */
  readonly #underWay: Readonly<Record<Direction, Sighting[]>> = { tx: [], rx: [] };
  /** What was seen of the frame that is told as delivered. */
  #arriving: Sighting | undefined;
  /** Which directions lead to an end that takes nothing any more. */
  readonly #isDead: Record<Direction, boolean> = { tx: false, rx: false };

  constructor(options: VantagePointsOptions) {
    this.#options = options;
    this.#link = options.link === undefined ? undefined : new LinkDirection(options.link);
  }

  sent(direction: Direction, slot: number, bytes: Uint8Array, offset: number, length: number): void {
    const { details, clock } = this.#options;
    const at = direction === 'tx' ? 'netfront' : 'netback';
    if (!this.#isWatched(at)) return;
    const moment = direction === 'tx' ? clock : this.#comesIn(clock, length);
    if (details === undefined) {
      this.#show(moment, bytes, offset, length);
      return;
    }
    const sighting: Sighting = {
      at,
      direction,
      slot,
      seconds: moment.seconds,
      nanoseconds: moment.nanoseconds,
      bytes: bytes.slice(offset, offset + length),
      notes: details.takeNotes(),
      details: undefined,
    };
    this.#held.push(sighting);
    if (this.#isDead[direction]) lose(sighting, 'not taken');
    else this.#underWay[direction].push(sighting);
    if (this.#held.length > MOST_HELD) this.#giveUp();
    this.#showSettled();
  }

  arrives(direction: Direction, slot: number): void {
    this.#arriving = this.#settle(direction, slot);
  }

  /**
   * The frame has crossed.
   * @param arrival - when its receiver has it, the link included
   */
  crossed(frame: AuditedFrame, arrival: Moment): void {
    const { details, clock } = this.#options;
    const arriving = this.#arriving;
    const { direction, number } = frame;
    const at = direction === 'tx' ? 'netback' : 'netfront';
    const isSeen = this.#isWatched(at);
    const findings = details?.takeFindings(frame, at);
    // A finding is told once: where the frame arrives, if that is seen.
    if (arriving !== undefined && isSeen) {
      arriving.details = withoutFindings(arriving, number);
    } else if (arriving !== undefined && findings !== undefined) {
      findings.at = arriving.at;
      findings.notes = arriving.notes;
      arriving.details = findings;
    }
    this.#showSettled();
    if (!isSeen) return;
    const moment = direction === 'tx' ? clock : arrival;
    if (details === undefined || findings === undefined) {
      this.#show(moment, frame.bytes, frame.offset, frame.length);
      return;
    }
    findings.notes = details.takeNotes();
    if (this.#held.length === 0) {
      this.#show(moment, frame.bytes, frame.offset, frame.length, findings);
      return;
    }
    this.#held.push({
      at,
      direction,
      slot: -1,
      seconds: moment.seconds,
      nanoseconds: moment.nanoseconds,
      bytes: frame.bytes.slice(frame.offset, frame.offset + frame.length),
      notes: findings.notes,
      details: findings,
    });
  }

  refused(slot: number): void {
    const sighting = this.#settle('tx', slot);
    if (sighting === undefined) return;
    lose(sighting, 'refused');
    this.#showSettled();
  }

  died(end: 'netback' | 'netfront'): void {
    const direction = end === 'netback' ? 'tx' : 'rx';
    this.#isDead[direction] = true;
    this.#loseAll(direction);
    this.#showSettled();
  }

  /** The run is over: what has not crossed does not any more. */
  end(): void {
    this.#loseAll('tx');
    this.#loseAll('rx');
    this.#showSettled();
  }

  #isWatched(place: VantagePoint): boolean {
    const { vantage } = this.#options;
    return vantage === 'both' || vantage === place;
  }

  #comesIn(clock: Moment, length: number): Moment {
    const link = this.#link;
    if (link === undefined) return clock;
    link.carry(clock, length);
    return link.arrival;
  }

  /**
   * Takes a frame off those that are under way. A ring keeps their order, so those before it are lost.
   * @returns undefined if it was not seen
   */
  #settle(direction: Direction, slot: number): Sighting | undefined {
    const sightings = this.#underWay[direction];
    const index = sightings.findIndex((sighting) => sighting.slot === slot);
    if (index === -1) return undefined;
    const [sighting, ...skipped] = sightings.splice(0, index + 1).reverse();
    for (const each of skipped) lose(each, 'not taken');
    return sighting;
  }

  /** So that memory stays flat whatever an end leaves on its ring. */
  #giveUp(): void {
    const [first] = this.#held;
    if (first !== undefined) this.#settle(first.direction, first.slot);
    if (first !== undefined) lose(first, 'not taken');
  }

  #loseAll(direction: Direction): void {
    for (const sighting of this.#underWay[direction]) lose(sighting, 'not taken');
    this.#underWay[direction].length = 0;
  }

  /** Shows the frames up to the next whose fate is not known. */
  #showSettled(): void {
    const held = this.#held;
    let count = 0;
    for (; count < held.length; count++) {
      const { seconds, nanoseconds, bytes, details } = held[count] as Sighting;
      if (details === undefined) break;
      this.#show({ seconds, nanoseconds }, bytes, 0, bytes.length, details);
    }
    held.splice(0, count);
  }

  #show(
    { seconds, nanoseconds }: Pick<Moment, 'seconds' | 'nanoseconds'>,
    bytes: Uint8Array,
    offset: number,
    length: number,
    details?: FrameDetails,
  ): void {
    const { capture, full } = this.#options;
    if (details !== undefined) capture.describe?.(details);
    if (!capture.write(seconds, nanoseconds, bytes, offset, length)) full();
  }
}

function lose(sighting: Sighting, lost: Lost): void {
  sighting.details = withoutFindings(sighting, 0);
  sighting.details.lost = lost;
}

function withoutFindings({ direction, at, notes }: Sighting, number: number): FrameDetails {
  return { number, direction, at, verdict: undefined, leak: undefined, checksumFailures: NONE, notes };
}

const NONE: readonly never[] = [];
