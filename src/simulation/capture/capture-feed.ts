import type { AuditedFrame } from '../../audit/audited-frame.ts';
import type { NetchannelObserver } from '../../netchannel/observer.ts';
import type { Link } from '../../script/script.ts';
import type { SimulationListener } from '../simulation-options.ts';
import type { Moment } from '../time/moment.ts';
import type { Capture } from './capture.ts';
import { FrameDetailsCollector } from './frame-details.ts';
import { VantagePoints } from './vantage-points.ts';

/** Whoever is told of findings. */
type FindingListener = Pick<SimulationListener, 'leak' | 'checksumFailure'>;

/**
 * Gives a capture the frames of a run, as they are seen from its vantage point, and what there is to know of each if it
 * wants to know.
 */
export class CaptureFeed {
  readonly #capture: Capture;
  /** Undefined if the capture does not want details. */
  readonly #details: FrameDetailsCollector | undefined;
  /** Undefined if the capture does not look at the ends of the channel. */
  readonly #vantagePoints: VantagePoints | undefined;
  #isFull = false;

  /**
   * @param clock - shows what time it is
   * @param link - what frames come over before netback has them. None if absent
   */
  constructor(capture: Capture, clock: Moment, link: Link | undefined) {
    this.#capture = capture;
    this.#details = capture.describe === undefined ? undefined : new FrameDetailsCollector();
    this.#vantagePoints = this.#vantagePointsOf(clock, link);
  }

  /** What has to be told by the channel before the audit is: nobody if frames are seen as they cross. */
  get observers(): Partial<NetchannelObserver>[] {
    return this.#vantagePoints === undefined ? [] : [this.#vantagePoints.tap];
  }

  /**
   * @returns what is to be told of findings in the place of `listener`. Only methods that somebody needs: the audit
   * describes findings beyond its list only for those
   */
  findingsFor(listener: FindingListener): FindingListener {
    const details = this.#details;
    if (details === undefined) return onlyPresent(listener);
    return {
      leak: (leak) => {
        details.leak(leak);
        listener.leak?.(leak);
      },
      checksumFailure: (failure) => {
        details.checksumFailure(failure);
        listener.checksumFailure?.(failure);
      },
    };
  }

  /** The script tells its reader something. */
  note(text: string): void {
    this.#details?.note(text);
  }

  /** A frame has crossed. @param arrival - when its receiver has it */
  crossed(frame: AuditedFrame, arrival: Moment): void {
    const capture = this.#capture;
    const details = this.#details;
    const vantagePoints = this.#vantagePoints;
    if (vantagePoints !== undefined) {
      vantagePoints.crossed(frame, arrival);
      return;
    }
    if (details !== undefined) capture.describe?.(details.take(frame));
    const { seconds, nanoseconds } = arrival;
    if (!capture.write(seconds, nanoseconds, frame.bytes, frame.offset, frame.length)) this.#isFull = true;
  }

  /** The run is over: what has not crossed does not any more. */
  end(): void {
    this.#vantagePoints?.end();
  }

  /** Whether the capture asks to be drained before more frames cross. */
  get mustDrain(): boolean {
    return this.#isFull;
  }

  /** Waits until the capture can take more. */
  async drain(): Promise<void> {
    this.#isFull = false;
    await this.#capture.drain();
  }

  #vantagePointsOf(clock: Moment, link: Link | undefined): VantagePoints | undefined {
    const capture = this.#capture;
    const details = this.#details;
    const { vantage } = capture;
    if (vantage === undefined || vantage === 'receiver') return undefined;
    const full = (): void => {
      this.#isFull = true;
    };
    return new VantagePoints({
      capture,
      vantage,
      details,
      clock,
      full,
      ...(link === undefined ? {} : { link }),
    });
  }
}

/** @returns the same without members that are there and undefined */
export function onlyPresent({ leak, checksumFailure }: FindingListener): FindingListener {
  return {
    ...(leak === undefined ? {} : { leak }),
    ...(checksumFailure === undefined ? {} : { checksumFailure }),
  };
}
