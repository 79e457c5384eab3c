import type { Link } from '../../script/script.ts';
import type { Advancing } from './future-part.ts';
import { LinkDirection } from './link.ts';
import { Moment } from './moment.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** When the frames that cross the channel have arrived: at once, or when a link has brought them. */
export class Arrivals {
  readonly #clock: VirtualClock;
  readonly #links: Readonly<Record<'tx' | 'rx', LinkDirection>> | undefined;
  /** Where frames take time of their own, they need no gap to stay in order. */
  readonly #needGap: boolean;

  /** @param link - what frames come over. None if absent */
  constructor(clock: VirtualClock, link: Link | undefined) {
    this.#clock = clock;
    this.#links =
      link === undefined ? undefined : { tx: new LinkDirection(link), rx: new LinkDirection(link) };
    this.#needGap = this.#links?.tx.hasRate !== true;
  }

  /**
   * A frame crosses now.
   * @param length - bytes
   * @returns when its receiver has it; valid until the next one
   */
  stamp(direction: 'tx' | 'rx', length: number): Moment {
    const clock = this.#clock;
    const links = this.#links;
    if (this.#needGap) clock.stampFrame();
    if (links === undefined) return clock;
    const link = links[direction];
    link.carry(clock, length);
    return link.arrival;
  }

  /** A frame crosses now, and its receiver has it. @returns the time; valid until the next one */
  stampHere(): Moment {
    this.#clock.stampFrame();
    return this.#clock;
  }

  /** From when on nothing is under way any more: now, if it is so already. */
  end(): Moment {
    const end = new Moment();
    end.set(this.#clock);
    for (const { arrival } of Object.values(this.#links ?? {})) if (end.isBefore(arrival)) end.set(arrival);
    return end;
  }

  /** All that decides when frames to come will arrive. */
  advancing(): Advancing[] {
    return Object.entries(this.#links ?? {}).flatMap(([name, link]) => link.advancing(name, this.#clock));
  }
}
