const PREFIX = 4;

/** Takes apart what a program writes with --stream: frames, a length of 32 bits, big-endian, before each. */
export class FrameStream {
  readonly frames: Uint8Array[] = [];
  /** What is wrong with what came last; undefined as long as nothing is. */
  problem: string | undefined;
  readonly #wanted: number;
  readonly #most: number;
  /** Of the frame at hand, or of its length: what has come of it. */
  #pending = new Uint8Array(PREFIX);
  #filled = 0;
  /** Undefined while its length comes. */
  #length: number | undefined;

  /**
   * @param wanted - how many frames there are to be
   * @param most - bytes that one may have
   */
  constructor(wanted: number, most: number) {
    this.#wanted = wanted;
    this.#most = most;
  }

  /** What has come of a frame that is not whole, in words; undefined if it ends behind a frame. */
  get unfinished(): string | undefined {
    const number = this.frames.length + 1;
    if (this.#length === undefined) {
      return this.#filled === 0 ? undefined : `${this.#filled} of 4 bytes of the length of frame ${number}`;
    }
    return `${this.#filled} of the ${this.#length} bytes of frame ${number}`;
  }

  /** @returns `all` if all frames are there, `enough` if there is a problem */
  take(chunk: Uint8Array): 'more' | 'all' | 'enough' {
    for (let at = 0; at < chunk.length; ) {
      if (this.frames.length === this.#wanted) {
        this.problem = `it wrote more than the ${this.#wanted} frames that it was asked for: expected one for each buffer`;
        return 'enough';
      }
      const part = chunk.subarray(at, at + this.#pending.length - this.#filled);
      this.#pending.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#pending.length && !this.#complete()) return 'enough';
    }
    return this.frames.length === this.#wanted ? 'all' : 'more';
  }

  /** What was waited for is whole: a length, or a frame. @returns whether it makes sense */
  #complete(): boolean {
    if (this.#length !== undefined) {
      this.frames.push(this.#pending);
      this.#expect(undefined, PREFIX);
      return true;
    }
    const view = new DataView(this.#pending.buffer);
    const length = view.getUint32(0);
    this.problem = this.#problemOf(length, view.getUint32(0, true));
    if (this.problem === undefined) this.#expect(length, length);
    return this.problem === undefined;
  }

  #expect(length: number | undefined, bytes: number): void {
    this.#length = length;
    this.#pending = new Uint8Array(bytes);
    this.#filled = 0;
  }

  #problemOf(length: number, swapped: number): string | undefined {
    if (length >= 1 && length <= this.#most) return undefined;
    const number = this.frames.length + 1;
    const isSwapped = swapped >= 1 && swapped <= this.#most;
    const alone = number === 1 ? '; a program that writes frames alone is probed without --stream' : '';
    const hint = isSwapped ? '; the length is to be big-endian' : alone;
    return `it says that frame ${number} has ${length} bytes: expected a length of 32 bits from 1 to ${this.#most} before each frame${hint}`;
  }
}
