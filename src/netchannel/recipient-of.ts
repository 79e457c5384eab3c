import { Flow, recipientOf, storeFlow } from '../wire/flow.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { Window } from '../wire/window.ts';
import type { UnfilledFrame } from './frame-write.ts';
import type { FinishedFrame } from './private-buffer.ts';

/**
 * Tells whom a frame is for before it is written into shared memory. A driver that keeps recipients apart has to be told
 * by the stack above it; here the frame is filled on trial, into zeroed memory that nobody else sees.
 */
export class RecipientOf {
  private readonly window = new Window();
  private readonly reader = new FrameReader();
  private readonly flow = new Flow();
  private readonly numbers = new Map<string, number>();

  /** @returns a number from 0 that nobody else has */
  unfilled(frame: UnfilledFrame, room: number): number {
    const { window } = this;
    const bytes = new Uint8Array(room);
    const view = new DataView(bytes.buffer);
    window.bind(bytes, view, 0, room, false);
    let length: number;
    try {
      length = Math.min((frame.onTrial?.() ?? frame).fill(window), room);
    } catch {
      // It will fail again: what it wrote until then is what counts.
      length = window.footprint.runs.at(-1) ?? 0;
    }
    return this.numberOf(bytes, view, 0, length);
  }

  /** @returns as `unfilled` */
  finished({ bytes, offset, length }: FinishedFrame): number {
    return this.numberOf(bytes, new DataView(bytes.buffer, bytes.byteOffset), offset, length);
  }

  private numberOf(bytes: Uint8Array, view: DataView, offset: number, length: number): number {
    this.reader.read(bytes, view, offset, length);
    storeFlow(this.reader, this.flow);
    const { kind, address } = recipientOf(this.flow);
    const key = `${kind} ${address}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(key, number);
    return number;
  }
}
