import { FLOW_WORDS, hashRecipient, recipientEquals, recipientOf } from '../wire/flow.ts';
import type { Recipient } from './findings.ts';

/** Recipients that are told apart; whoever comes after these is counted under the number 0, as 'unknown'. */
export const MAX_RECIPIENTS = 1023;
const SLOTS = 4096;

/** Gives recipients small numbers, in flat memory of a fixed size. */
export class Recipients {
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
