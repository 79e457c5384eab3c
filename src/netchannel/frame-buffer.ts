import { type LentBytes, ORDINARY_MEMORY } from '../simd/arena.ts';

/** Frames up to this size, jumbo frames among them, lie in SIMD memory, if there is some. */
const USUAL_SIZE = 10_240;

/** Memory for one frame of whatever size, outside of what domains share. It is used again and again. */
export class FrameBuffer {
  bytes: Uint8Array;
  /** Over the same memory. */
  view: DataView;
  /** Where the frame is in it. */
  start: number;
  readonly #lent: LentBytes;
  /** For larger frames. */
  #large = new DataView(new ArrayBuffer(0));

  /** @param arena - that lends it memory. Ordinary memory if absent */
  constructor(arena = ORDINARY_MEMORY) {
    this.#lent = arena.lend(USUAL_SIZE);
    this.bytes = this.#lent.bytes;
    this.view = this.#lent.view;
    this.start = this.#lent.start;
  }

  /** Makes room for a frame of `size` bytes, all of them zero. The one before it is gone. */
  clear(size: number): void {
    if (size <= USUAL_SIZE) this.#useLent();
    else this.#useLarge(size);
    this.bytes.fill(0, this.start, this.start + size);
  }

  #useLent(): void {
    const { bytes, view, start } = this.#lent;
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = view;
    this.start = start;
  }

  #useLarge(size: number): void {
    if (this.#large.byteLength < size) this.#large = new DataView(new ArrayBuffer(size));
    if (this.view === this.#large) return;
    this.view = this.#large;
    this.bytes = new Uint8Array(this.view.buffer);
    this.start = 0;
  }
}
