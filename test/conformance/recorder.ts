import { createHash } from 'node:crypto';
import { FLAG_EXTRA_INFO, FLAG_MORE_DATA } from '../../src/netchannel/flags.ts';
import { Message } from '../../src/netchannel/messages.ts';
import type { Netback } from '../../src/netchannel/netback.ts';
import type { Netchannel } from '../../src/netchannel/netchannel.ts';
import type { Netfront } from '../../src/netchannel/netfront.ts';
import type { DeliveredFrame, EndName, NetchannelObserver } from '../../src/netchannel/observer.ts';
import { readRxResponse } from '../../src/netchannel/rx.ts';
import { BLOCK_SIZE } from '../../src/netchannel/shared-page-pool.ts';
import { readTxRequest } from '../../src/netchannel/tx.ts';
import { PAGE_SIZE } from '../../src/xen/memory.ts';
import type { Pair } from './replay.ts';

/** A TX request: what it said, and what stood in its block when it had been written. */
export interface RequestRecord {
  step: number;
  fields: { id: number; gref: number; offset: number; flags: number; size: number } | undefined;
  block: Buffer;
  isDelivered: boolean;
}

/** An RX response, or the slot of a descriptor. */
export interface ResponseRecord {
  step: number;
  slot: Record<string, unknown>;
  /** FLAG_MORE_DATA if the frame goes on in the next slot, be it that of a descriptor. */
  flags: number;
  exposed: { page_md5: string; nonzero_to: number } | null;
  isDelivered: boolean;
}

interface ErrorRecord {
  step: number;
  message: string;
  async?: true;
}

/** Writes down what happens on a channel, as vectors have it. Ring slots are looked at while they still hold it. */
export class Recorder implements NetchannelObserver {
  readonly frames: Record<string, unknown>[] = [];
  readonly errors: ErrorRecord[] = [];
  readonly log: { step: number; level: string }[] = [];
  readonly requests: RequestRecord[] = [];
  readonly responses: ResponseRecord[] = [];
  private readonly step: () => number;
  private readonly isSilentFront: boolean;
  private readonly hasGso: boolean;
  private channel: Netchannel<Netfront, Netback> | undefined;
  private requestsSeen = 0;
  /** Steps whose fills have no response yet, in their order: that of one that is refused in the end is never taken off. */
  private readonly filledSteps: number[] = [];
  /** Whether the last response announced more data, and to which step those belong. */
  private isGroupOpen = false;
  private groupStep = -1;

  /** @param step - at which the workload is */
  constructor(step: () => number, { front, back }: Pair) {
    this.step = step;
    this.isSilentFront = front.reading === 'one by one';
    this.hasGso = back.sendsGso;
  }

  watch(channel: Netchannel<Netfront, Netback>): void {
    this.channel = channel;
  }

  poolGrown(): void {}
  blockCleared(): void {}
  fillFailed(): void {}
  withheld(): void {}
  refused(): void {}
  strayResponse(): void {}

  blockFilled(block: number, _window: unknown, _length: number, tag: number): void {
    this.requested(block, tag);
  }

  blockCopied(block: number, _bytes: number, _offset: number, _frame: unknown, tag: number): void {
    this.requested(block, tag);
  }

  receivePageFilled(): void {
    this.readResponses();
  }

  /** Netback's writer has filled a frame. */
  filled(step: number): void {
    this.filledSteps.push(step);
  }

  /** The frame of a step is not sent after all. */
  forgetFilled(step: number): void {
    const index = this.filledSteps.indexOf(step);
    if (index >= 0) this.filledSteps.splice(index, 1);
  }

  delivered(frame: DeliveredFrame): void {
    const { direction, messages, first, end } = frame;
    const isTx = direction === 'tx';
    if (isTx) this.look();
    let slots = end - first;
    for (let i = first; i < end; i++) slots += messages.at(i).extras;
    const records = isTx
      ? this.recordsAt(this.requests, messages.at(first).slot, slots)
      : this.recordsAt(this.responses, messages.at(first).slot, slots);
    for (const record of records) record.isDelivered = true;
    this.frames.push({
      step: records[0]?.step ?? -1,
      poll: this.step(),
      dir: direction,
      hex: Buffer.from(frame.bytes.subarray(frame.offset, frame.offset + frame.length)).toString('hex'),
      ...(isTx ? requestsShown(records as RequestRecord[]) : responsesShown(records as ResponseRecord[])),
    });
  }

  listenDied(end: EndName, error: Error): void {
    if (end === 'netfront' && this.isSilentFront) return;
    this.errors.push({ step: this.step(), message: `${end} listen died: ${error.message}` });
  }

  logged(_end: EndName, level: string): void {
    this.log.push({ step: this.step(), level });
  }

  escaped(_end: EndName, text: string): void {
    this.errors.push({ step: this.step(), message: `async: ${text}`, async: true });
  }

  /** Reads the requests that have been put on the ring since it was looked at last. */
  look(): void {
    const { channel } = this;
    if (channel === undefined) return;
    const { tx } = channel.netfront;
    for (; this.requestsSeen < tx.reqProdPvt; this.requestsSeen++) {
      const record = this.requests[this.requestsSeen];
      if (record === undefined) return;
      const { id, gref, offset, flags, size } = this.requestIn(tx.shared.slot(this.requestsSeen));
      record.fields = { id, gref, offset, flags, size };
    }
  }

  private requestIn(slot: number): Message {
    const message = new Message();
    if (this.channel !== undefined) readTxRequest(this.channel.memory.view, slot, message);
    return message;
  }

  private requested(block: number, step: number): void {
    const { channel } = this;
    if (channel === undefined) return;
    this.look();
    this.requests.push({
      step,
      fields: undefined,
      block: this.memory(channel.netfront.pool.address[block] ?? 0, BLOCK_SIZE),
      isDelivered: false,
    });
  }

  /** Reads the responses that netback has written since the last frame; those that it has given up on among them. */
  private readResponses(): void {
    const { channel } = this;
    if (channel === undefined) return;
    const { rx } = channel.netback;
    let isDescribed = false;
    while (this.responses.length < rx.rspProdPvt) {
      const at = rx.shared.slot(this.responses.length);
      if (!this.isGroupOpen) this.groupStep = this.filledSteps.shift() ?? -1;
      const step = this.groupStep;
      if (isDescribed) {
        this.responses.push(this.descriptor(at, step, this.isGroupOpen ? FLAG_MORE_DATA : 0));
        isDescribed = false;
        continue;
      }
      const message = new Message();
      readRxResponse(channel.memory.view, at, message);
      const { id, offset, flags, size } = message;
      isDescribed = this.hasGso && (flags & FLAG_EXTRA_INFO) !== 0;
      const exposed = this.pageOf(id);
      const slot = { id, offset, flags, status: size };
      this.isGroupOpen = (flags & FLAG_MORE_DATA) !== 0;
      const grouping = isDescribed || this.isGroupOpen ? FLAG_MORE_DATA : 0;
      this.responses.push({ step, slot, flags: grouping, exposed, isDelivered: false });
    }
  }

  private descriptor(at: number, step: number, flags: number): ResponseRecord {
    const slot = this.memory(at, 8);
    const extra = {
      type: slot[0],
      flags: slot[1],
      gso_size: slot.readUInt16LE(2),
      gso_type: slot[4],
      gso_pad: slot[5],
    };
    return {
      step,
      slot: { extra, hex: slot.toString('hex') },
      flags,
      exposed: null,
      isDelivered: false,
    };
  }

  private pageOf(id: number): ResponseRecord['exposed'] {
    const { channel } = this;
    if (channel === undefined) return null;
    const address = channel.grants.addressOf(channel.netfront.receiver.grefOf(id));
    const page = this.memory(address, PAGE_SIZE);
    let to = PAGE_SIZE;
    while (to > 0 && page[to - 1] === 0) to--;
    return { page_md5: digest('md5', page), nonzero_to: to };
  }

  /** Those of the last round of the ring that begin in a slot. */
  private recordsAt<Of extends RequestRecord | ResponseRecord>(all: Of[], slot: number, count: number): Of[] {
    const index = all.findIndex(
      (record, i) => i % 256 === slot && !record.isDelivered && i > all.length - 512,
    );
    return index < 0 ? [] : all.slice(index, index + count);
  }

  memory(address: number, length: number): Buffer {
    return Buffer.from(this.channel?.memory.bytes.slice(address, address + length) ?? []);
  }
}

function requestsShown(records: readonly RequestRecord[]): Record<string, unknown> {
  return { requests: records.map(({ fields }) => fields), exposed: exposedOf(records) };
}

function responsesShown(records: readonly ResponseRecord[]): Record<string, unknown> {
  return {
    responses: records.map(({ slot }) => slot),
    exposed: records.map(({ exposed }) => exposed),
  };
}

/** What netback could read behind what the requests of a frame announce of their blocks. */
export function exposedOf(records: readonly RequestRecord[]): Record<string, unknown>[] {
  const rest = records.slice(1).reduce((sum, { fields }) => sum + (fields?.size ?? 0), 0);
  return records.map(({ block, fields }, i) => {
    const announced = (fields?.size ?? 0) - (i === 0 ? rest : 0);
    return {
      block_md5: digest('md5', block),
      announced,
      rest_zero: block.subarray(Math.max(0, announced)).every((byte) => byte === 0),
    };
  });
}

export function digest(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
