import type { CaptureSource } from './feed.ts';

/** The chunks of a capture, of which the first can be looked at before it is read. */
export class ChunkSource {
  readonly name: string;
  readonly #iterator: AsyncIterator<Uint8Array>;
  #first: Uint8Array | undefined;

  constructor({ name, chunks }: CaptureSource) {
    this.name = name;
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** @returns at least `length` bytes from the beginning, unless there are no more in all */
  async peek(length: number): Promise<Uint8Array> {
    let held = this.#first ?? new Uint8Array(0);
    while (held.length < length) {
      const { done, value } = await this.#iterator.next();
      if (done === true) break;
      const joined = new Uint8Array(held.length + value.length);
      joined.set(held);
      joined.set(value, held.length);
      held = joined;
    }
    this.#first = held;
    return held;
  }

  /** @returns the next chunk, the one that was looked at included; undefined at the end */
  async next(): Promise<Uint8Array | undefined> {
    const first = this.#first;
    if (first !== undefined && first.length > 0) {
      this.#first = undefined;
      return first;
    }
    const { done, value } = await this.#iterator.next();
    return done === true ? undefined : value;
  }

  /** Lets go of the capture. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
