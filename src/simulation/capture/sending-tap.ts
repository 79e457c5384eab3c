import { BlockNames } from '../../netchannel/block-names.ts';
import type { DeliveredFrame, NetchannelObserver } from '../../netchannel/observer.ts';

type Event<Name extends keyof NetchannelObserver> = Parameters<NonNullable<NetchannelObserver[Name]>>;

/** Is told of frames as they are handed to the channel, before it is known whether they will cross. */
export interface SendingListener {
  /**
   * The frame is on its way. Its bytes are there during the call only.
   * @param slot - id of its first block (tx) or receive page (rx)
   */
  sent(direction: 'tx' | 'rx', slot: number, bytes: Uint8Array, offset: number, length: number): void;
  /** The frame is about to be told as delivered. */
  arrives(direction: 'tx' | 'rx', slot: number): void;
  /** Netback refuses the frame in this block. */
  refused(slot: number): void;
  /** An end takes no frame any more. */
  died(end: 'netback' | 'netfront'): void;
}

/** Watches a netchannel, and tells a listener what is sent and what becomes of it. */
export class SendingTap implements Partial<NetchannelObserver> {
  readonly #listener: SendingListener;
  readonly #names = new BlockNames();

  constructor(listener: SendingListener) {
    this.#listener = listener;
  }

  poolGrown(...[block, gref]: Event<'poolGrown'>): void {
    this.#names.addPage(block, gref);
  }

  blockMoved(...[block, gref]: Event<'blockMoved'>): void {
    this.#names.addPage(block, gref);
  }

  blockFilled(...[block, window, length]: Event<'blockFilled'>): void {
    this.#listener.sent('tx', block, window.bytes, window.start, length);
  }

  blockCopied(...[block, , frameOffset, { bytes, offset, length }]: Event<'blockCopied'>): void {
    if (frameOffset === 0) this.#listener.sent('tx', block, bytes, offset, length);
  }

  receivePageFilled(...[id, length, , , , memory, offset]: Event<'receivePageFilled'>): void {
    this.#listener.sent('rx', id, memory, offset, length);
  }

  delivered({ direction, messages, first }: DeliveredFrame): void {
    const message = messages.at(first);
    this.#listener.arrives(direction, direction === 'tx' ? this.#names.of(message) : message.id);
  }

  withheld({ messages, first }: DeliveredFrame): void {
    this.#listener.refused(this.#names.of(messages.at(first)));
  }

  listenDied(end: 'netback' | 'netfront'): void {
    this.#listener.died(end);
  }
}
