import type { Flow } from '../wire/flow.ts';
import { FIELD_COUNT, fieldName } from '../wire/frame-fields.ts';
import type { LeakGroup, Recipient } from './findings.ts';
import type { Hosts } from './hosts.ts';
import { MAX_RECIPIENTS, NOBODY, Recipients } from './recipients.ts';

interface GroupCounts {
  from: Recipient;
  to: Recipient;
  frames: number;
  lastFrame: number;
  bytes: number;
  nonZeroBytes: number;
  crossRecipient: boolean;
  firstFrame: number;
}

/** Sums leaks up by whom the bytes were meant for, who got them, and the field that they were in. */
export class LeakGroups {
  readonly #recipients = new Recipients();
  readonly #groups = new Map<number, GroupCounts>();
  readonly #hosts: Hosts;

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  /**
   * Counts one range of stale bytes.
   * @param source - whose write they are from
   * @param sink - of the frame that they went out in
   */
  add(
    source: Readonly<Flow>,
    sink: Readonly<Flow>,
    field: number,
    frame: number,
    bytes: number,
    nonZeroBytes: number,
    crossRecipient: boolean,
  ): void {
    const from = this.#recipients.numberOf(source);
    const to = this.#recipients.numberOf(sink);
    const key = (from * (MAX_RECIPIENTS + 1) + to) * FIELD_COUNT + field;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = {
        from: from === 0 ? NOBODY : this.#hosts.recipientOf(source),
        to: to === 0 ? NOBODY : this.#hosts.recipientOf(sink),
        frames: 0,
        lastFrame: 0,
        bytes: 0,
        nonZeroBytes: 0,
        crossRecipient,
        firstFrame: frame,
      };
      this.#groups.set(key, group);
    }
    if (group.lastFrame !== frame) {
      group.lastFrame = frame;
      group.frames++;
    }
    group.bytes += bytes;
    group.nonZeroBytes += nonZeroBytes;
  }

  /** All groups, most bytes first. */
  list(): LeakGroup[] {
    const list = [...this.#groups].map(([key, group]): LeakGroup => {
      const { from, to, frames, bytes, nonZeroBytes, crossRecipient, firstFrame } = group;
      return {
        from: { ...from },
        to: { ...to },
        field: fieldName(key % FIELD_COUNT),
        frames,
        bytes,
        nonZeroBytes,
        crossRecipient,
        firstFrame,
      };
    });
    return list.sort((a, b) => b.bytes - a.bytes || a.firstFrame - b.firstFrame);
  }
}
