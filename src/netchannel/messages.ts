import { PAGE_SIZE } from '../xen/memory.ts';
import { FLAG_MORE_DATA } from './flags.ts';

/** A listen loop met something that upstream asserts never to happen, and ended. */
export class ListenDied extends Error {
  override readonly name = 'ListenDied';
}

/**
 * The messages that one event brought, taken off the ring at once, in flat arrays. A frame is a stretch of
 * them: all but its last have more_data. (Upstream: assemble.ml)
 *
 * Of TX requests `gref` is used, of RX responses not; `size` of an RX response is its status.
 */
export class MessageBatch {
  id = new Uint16Array(512);
  gref = new Uint32Array(512);
  offset = new Uint16Array(512);
  flags = new Uint16Array(512);
  /** As in the slot. */
  size = new Uint16Array(512);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(id: number, gref: number, offset: number, flags: number, size: number): void {
    const i = this.count++;
    if (i === this.id.length) this.grow();
    this.id[i] = id;
    this.gref[i] = gref;
    this.offset[i] = offset;
    this.flags[i] = flags;
    this.size[i] = size;
  }

  /**
   * Index one past the frame that begins at message `first`.
   * @throws ListenDied if its last message is not there
   */
  frameEnd(first: number): number {
    let i = first;
    while (((this.flags[i] as number) & FLAG_MORE_DATA) !== 0) {
      if (++i === this.count)
        throw new ListenDied('Cannot assemble a frame: more data was announced, but none came');
    }
    return i + 1;
  }

  /**
   * Bytes in the first fragment of the frame: what the announced whole leaves after the others.
   */
  firstFragmentSize(first: number, end: number): number {
    let size = this.size[first] as number;
    for (let i = first + 1; i < end; i++) size -= this.size[i] as number;
    return size;
  }

  /**
   * Looks at a frame as upstream does before any frame of the batch is delivered: its fragments must have
   * between 1 and 4096 bytes, the first one may be empty.
   *
   * @param statuses - whether sizes are statuses, of which 0 is an error
   * @returns false if a message carries an error, so that there is no frame
   * @throws ListenDied if the sizes are none that upstream expects
   */
  check(first: number, end: number, statuses: boolean): boolean {
    if (statuses && this.size[first] === 0) return false;
    for (let i = first + 1; i < end; i++) {
      const size = this.size[i] as number;
      if (statuses && size === 0) return false;
      if (size === 0 || size > PAGE_SIZE) {
        throw new ListenDied(
          `Cannot assemble a frame: fragment ${i - first} of ${end - first} has ${size} bytes`,
        );
      }
    }
    const size = this.firstFragmentSize(first, end);
    if (size < 0 || size > PAGE_SIZE) {
      throw new ListenDied(`Cannot assemble a frame: its first fragment has ${size} bytes`);
    }
    return true;
  }

  private grow(): void {
    for (const field of ['id', 'offset', 'flags', 'size'] as const) {
      const grown = new Uint16Array(2 * this[field].length);
      grown.set(this[field]);
      this[field] = grown;
    }
    const gref = new Uint32Array(2 * this.gref.length);
    gref.set(this.gref);
    this.gref = gref;
  }
}
