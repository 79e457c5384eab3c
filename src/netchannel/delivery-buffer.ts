import { type LentBytes, ORDINARY_MEMORY } from '../simd/arena.ts';
import { copyBytes } from '../wire/copy.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import { ListenDied, type MessageBatch } from './messages.ts';
import type { DeliveredFrame } from './observer.ts';

/** The largest frame: its size is told in 16 bits. */
const MAX_FRAME = 65535;

/**
 * Where a received frame is put together from its fragments, before it is handed on. A frame of one fragment is handed
 * on where it lies: upstream copies it, but nobody writes to it before it has been dealt with.
 */
export class DeliveryBuffer {
  private readonly frame: DeliveredFrame;
  private readonly lent: LentBytes;
  /** For a frame that is larger than what its size can tell: from the sizes of its fragments. */
  private large = new DataView(new ArrayBuffer(0));
  private total = 0;
  /** As many bytes as it can have, whatever it claims. */
  private most = 0;
  private filled = 0;

  /** @param arena - that lends it memory. Ordinary memory if absent */
  constructor(direction: DeliveredFrame['direction'], messages: MessageBatch, arena = ORDINARY_MEMORY) {
    this.lent = arena.lend(MAX_FRAME);
    const { bytes, view, start } = this.lent;
    this.frame = {
      direction,
      bytes,
      view,
      offset: start,
      length: 0,
      messages,
      first: 0,
      end: 0,
    };
  }

  /** Begins a frame of `total` bytes in `fragments` fragments. */
  open(total: number, fragments: number): void {
    this.total = total;
    this.most = Math.min(total, fragments * PAGE_SIZE);
    this.filled = 0;
    if (total === 0) this.showOwn();
  }

  /**
   * Appends `size` bytes from `offset` of the page at `page`.
   * @throws ListenDied if they do not lie in the page, or not in the frame
   */
  append(memory: MachineMemory, page: number, offset: number, size: number): void {
    if (offset + size > PAGE_SIZE || this.filled + size > this.total) {
      throw new ListenDied(
        `Cannot copy a fragment: ${size} bytes at offset ${offset} leave the page or the frame`,
      );
    }
    if (size === this.total) {
      this.show(memory.bytes, memory.view, page + offset);
    } else {
      if (this.filled === 0) this.showOwn();
      copyBytes(memory.bytes, page + offset, this.frame.bytes, this.frame.offset + this.filled, size);
    }
    this.filled += size;
  }

  /** @returns the finished frame, valid until the next `open` */
  close(first: number, end: number): DeliveredFrame {
    this.frame.length = this.filled;
    this.frame.first = first;
    this.frame.end = end;
    return this.frame;
  }

  private showOwn(): void {
    if (this.most > MAX_FRAME) {
      if (this.large.byteLength < this.most) this.large = new DataView(new ArrayBuffer(this.most));
      this.show(new Uint8Array(this.large.buffer), this.large, 0);
      return;
    }
    const { bytes, view, start } = this.lent;
    this.show(bytes, view, start);
  }

  private show(bytes: Uint8Array, view: DataView, offset: number): void {
    // Most often it is the machine's memory already.
    if (this.frame.bytes !== bytes) {
      this.frame.bytes = bytes;
      this.frame.view = view;
    }
    this.frame.offset = offset;
  }
}
