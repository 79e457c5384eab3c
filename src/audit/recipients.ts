import { Flow, hashRecipient, recipientEquals } from '../wire/flow.ts';
import type { Recipient } from './findings.ts';

/** Recipients that are told apart; whoever comes after these is counted under the number 0, as 'unknown'. */
export const MAX_RECIPIENTS = 1023;
const SLOTS = 4096;

/** Who those are that are not told apart. */
export const NOBODY: Recipient = { kind: 'unknown', address: '' };

/** Gives recipients, whose hosts are resolved, small numbers. There is an end to how many are told apart. */
export class Recipients {
  readonly #slots = new Uint16Array(SLOTS);
  /** A flow to each of them, by number; nobody has the number 0. */
  readonly #flows = [new Flow()];

  /** @returns a number from 1, or 0 if there are too many */
  numberOf(flow: Readonly<Flow>): number {
    const slots = this.#slots;
    const flows = this.#flows;
    let slot = hashRecipient(flow) & (SLOTS - 1);
    let number = slots[slot] as number;
    while (number !== 0) {
      if (recipientEquals(flows[number] as Flow, flow)) return number;
      slot = (slot + 1) & (SLOTS - 1);
      number = slots[slot] as number;
    }
    return this.#add(flow, slot);
  }

  #add(flow: Readonly<Flow>, slot: number): number {
    const number = this.#flows.length;
    if (number > MAX_RECIPIENTS) return 0;
    this.#slots[slot] = number;
    const kept = new Flow();
    kept.copy(flow);
    this.#flows.push(kept);
    return number;
  }
}
