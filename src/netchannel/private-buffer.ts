import { Window } from '../wire/window.ts';

/**
 * A buffer of the driver's own that nobody else sees: where a frame is put together before it is copied into
 * shared memory. It is reused, and zeroed each time.
 */
export class PrivateBuffer {
  readonly window = new Window();
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView<ArrayBuffer>;

  constructor(capacity = 0) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** @returns a window on `length` zeroed bytes, valid until the next call */
  open(length: number): Window {
    if (length > this.bytes.length) {
      this.bytes = new Uint8Array(length);
      this.view = new DataView(this.bytes.buffer);
    } else {
      this.bytes.fill(0, 0, length);
    }
    this.window.bind(this.bytes, this.view, 0, length, false);
    return this.window;
  }
}
