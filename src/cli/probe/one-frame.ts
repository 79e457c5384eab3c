/** Gathers what a program writes that is started for one frame: all of it is the frame. */
export class OneFrame {
  readonly #chunks: Uint8Array[] = [];
  readonly #most: number;
  /** Bytes that have come. */
  length = 0;

  /** @param most - bytes that it may have */
  constructor(most: number) {
    this.#most = most;
  }

  get isTooLong(): boolean {
    return this.length > this.#most;
  }

  take(chunk: Uint8Array): 'more' | 'enough' {
    this.length += chunk.length;
    if (this.isTooLong) return 'enough';
    this.#chunks.push(chunk);
    return 'more';
  }

  bytes(): Uint8Array {
    // Not a Buffer, which others might write to.
    return Uint8Array.from(Buffer.concat(this.#chunks));
  }
}
