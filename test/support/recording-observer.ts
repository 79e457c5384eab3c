import type { DeliveredFrame, NetchannelObserver } from '../../src/netchannel/observer.ts';
import type { FinishedFrame } from '../../src/netchannel/private-buffer.ts';
import type { Window } from '../../src/wire/window.ts';

/** A frame that was delivered, with the fields of its messages. */
export interface RecordedFrame {
  direction: 'tx' | 'rx';
  bytes: Uint8Array;
  ids: number[];
  grefs: number[];
  offsets: number[];
  flags: number[];
  sizes: number[];
}

/** Writes down what a netchannel does: each event as one line, and each frame. */
export class RecordingObserver implements NetchannelObserver {
  readonly events: string[] = [];
  readonly frames: RecordedFrame[] = [];

  poolGrown(block: number): void {
    this.events.push(`grown ${block}`);
  }

  blockCleared(block: number): void {
    this.events.push(`cleared ${block}`);
  }

  blockFilled(block: number, window: Window, length: number, tag: number): void {
    this.events.push(`filled ${block}: ${window.writtenWithin(length)} of ${length}, tag ${tag}`);
  }

  fillFailed(block: number, window: Window, tag: number): void {
    this.events.push(`failed ${block}: ${window.writtenWithin(window.length)} written, tag ${tag}`);
  }

  blockCopied(
    block: number,
    bytes: number,
    frameOffset: number,
    { length, written }: Readonly<FinishedFrame>,
    tag: number,
  ): void {
    const part = `${bytes} from ${frameOffset} of ${length}`;
    this.events.push(`copied ${block}: ${part}, ${written} written, tag ${tag}`);
  }

  receivePageFilled(id: number, length: number, written: number, tag: number): void {
    this.events.push(`page ${id}: ${written} of ${length}, tag ${tag}`);
  }

  refused(block: number, status: number): void {
    this.events.push(`refused ${block}: ${status}`);
  }

  strayResponse(id: number): void {
    this.events.push(`stray ${id}`);
  }

  delivered(frame: DeliveredFrame): void {
    const { direction, bytes, offset, length, messages, first, end } = frame;
    this.events.push(`delivered ${direction}: ${length}`);
    const fields = Array.from({ length: end - first }, (_, i) => messages.at(first + i));
    this.frames.push({
      direction,
      bytes: bytes.slice(offset, offset + length),
      ids: fields.map(({ id }) => id),
      grefs: fields.map(({ gref }) => gref),
      offsets: fields.map((message) => message.offset),
      flags: fields.map(({ flags }) => flags),
      sizes: fields.map(({ size }) => size),
    });
  }

  withheld({ direction, length }: DeliveredFrame): void {
    this.events.push(`withheld ${direction}: ${length}`);
  }

  listenDied(end: string, error: Error): void {
    this.events.push(`died ${end}: ${error.message}`);
  }
}
