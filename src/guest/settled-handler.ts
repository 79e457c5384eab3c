import type { Retained } from '../netchannel/frame-write.ts';

/** Called when a packet that had to wait has been sent, or has failed. */
export type SettledHandler = (tag: number, error: Error | undefined) => void;

/** Bytes that an AwaitedEnd takes. */
const OWN_BYTES = 64;

/** All that is kept of a packet whose frame is finished, while the frame waits. */
export class AwaitedEnd implements Retained {
  readonly tag: number;
  readonly keptBytes = OWN_BYTES;
  private readonly handler: SettledHandler;

  constructor(tag: number, handler: SettledHandler) {
    this.tag = tag;
    this.handler = handler;
  }

  settled(error: Error | undefined): void {
    this.handler(this.tag, error);
  }
}
