import type { Flow } from '../wire/flow.ts';
import { FIELD_COUNT, fieldName } from '../wire/frame-fields.ts';
import type { LeakGroup } from './findings.ts';
import { MAX_RECIPIENTS, Recipients } from './recipients.ts';

interface GroupCounts {
  frames: number;
  lastFrame: number;
  bytes: number;
  nonZeroBytes: number;
  crossRecipient: boolean;
  firstFrame: number;
}

/** Sums leaks up by whom the bytes were meant for, who got them, and the field that they were in. */
export class LeakGroups {
  private readonly recipients = new Recipients();
  private readonly groups = new Map<number, GroupCounts>();

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
    const from = this.recipients.numberOf(source);
    const to = this.recipients.numberOf(sink);
    const key = (from * (MAX_RECIPIENTS + 1) + to) * FIELD_COUNT + field;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { frames: 0, lastFrame: 0, bytes: 0, nonZeroBytes: 0, crossRecipient, firstFrame: frame };
      this.groups.set(key, group);
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
    const list = [...this.groups].map(([key, group]): LeakGroup => {
      const { frames, bytes, nonZeroBytes, crossRecipient, firstFrame } = group;
      const pair = Math.floor(key / FIELD_COUNT);
      return {
        from: this.recipients.recipient(Math.floor(pair / (MAX_RECIPIENTS + 1))),
        to: this.recipients.recipient(pair % (MAX_RECIPIENTS + 1)),
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
