import type { DeliveredFrame, NetchannelObserver } from '../../netchannel/observer.ts';

type Event<Name extends keyof NetchannelObserver> = Parameters<NetchannelObserver[Name]>;

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

/** Passes on all that an observer is told, and tells a listener besides what is sent. */
export class SendingTap implements NetchannelObserver {
  private readonly observer: NetchannelObserver;
  private readonly listener: SendingListener;

  constructor(observer: NetchannelObserver, listener: SendingListener) {
    this.observer = observer;
    this.listener = listener;
  }

  poolGrown(...event: Event<'poolGrown'>): void {
    this.observer.poolGrown(...event);
  }

  blockCleared(...event: Event<'blockCleared'>): void {
    this.observer.blockCleared(...event);
  }

  blockFilled(...event: Event<'blockFilled'>): void {
    this.observer.blockFilled(...event);
    const [block, window, length] = event;
    this.listener.sent('tx', block, window.bytes, window.start, length);
  }

  fillFailed(...event: Event<'fillFailed'>): void {
    this.observer.fillFailed(...event);
  }

  blockCopied(...event: Event<'blockCopied'>): void {
    this.observer.blockCopied(...event);
    const [block, , frameOffset, { bytes, offset, length }] = event;
    if (frameOffset === 0) this.listener.sent('tx', block, bytes, offset, length);
  }

  receivePageFilled(...event: Event<'receivePageFilled'>): void {
    this.observer.receivePageFilled(...event);
    const [id, length, , , , memory, offset] = event;
    this.listener.sent('rx', id, memory, offset, length);
  }

  refused(...event: Event<'refused'>): void {
    this.observer.refused(...event);
  }

  strayResponse(...event: Event<'strayResponse'>): void {
    this.observer.strayResponse(...event);
  }

  delivered(frame: DeliveredFrame): void {
    this.listener.arrives(frame.direction, frame.messages.at(frame.first).id);
    this.observer.delivered(frame);
  }

  withheld(frame: DeliveredFrame): void {
    this.observer.withheld(frame);
    this.listener.refused(frame.messages.at(frame.first).id);
  }

  listenDied(...event: Event<'listenDied'>): void {
    this.observer.listenDied(...event);
    this.listener.died(event[0]);
  }
}
