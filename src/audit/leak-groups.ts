import { FLOW_WORDS, hashRecipient, recipientEquals, recipientOf } from '../wire/flow.ts';
import { FIELD_COUNT, fieldName } from '../wire/frame-fields.ts';
import type { LeakGroup, Recipient } from './findings.ts';

/** Recipients that are told apart; whoever comes after these is counted under the number 0, as 'unknown'. */
const MAX_RECIPIENTS = 1023;
const SLOTS = 4096;

/** Gives recipients small numbers, in flat memory of a fixed size. */
class Recipients {
  private readonly slots = new Uint16Array(SLOTS);
  private readonly flows = new Int32Array((MAX_RECIPIENTS + 1) * FLOW_WORDS);
  private count = 0;

  /** @returns a number from 1, or 0 if there are too many */
  numberOf(flow: Int32Array, at: number): number {
    let slot = hashRecipient(flow, at) & (SLOTS - 1);
    let number = this.slots[slot] as number;
    while (number !== 0) {
      if (recipientEquals(this.flows, number * FLOW_WORDS, flow, at)) return number;
      slot = (slot + 1) & (SLOTS - 1);
      number = this.slots[slot] as number;
    }
    if (this.count === MAX_RECIPIENTS) return 0;
    number = ++this.count;
    this.slots[slot] = number;
    for (let i = 0; i < FLOW_WORDS; i++) this.flows[number * FLOW_WORDS + i] = flow[at + i] as number;
    return number;
  }

  recipient(number: number): Recipient {
    return number === 0 ? { kind: 'unknown', address: '' } : recipientOf(this.flows, number * FLOW_WORDS);
  }
}

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

  /** Counts one range of stale bytes. Flows are given as words, and where they begin. */
  add(
    source: Int32Array,
    sourceAt: number,
    sink: Int32Array,
    sinkAt: number,
    field: number,
    frame: number,
    bytes: number,
    nonZeroBytes: number,
    crossRecipient: boolean,
  ): void {
    const from = this.recipients.numberOf(source, sourceAt);
    const to = this.recipients.numberOf(sink, sinkAt);
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
