import { CannotMerge } from './feed.ts';

/** Memory that captures may ask for besides their packets, so that none of them can take all there is. */
export class Budget {
  readonly #what: string;
  readonly #most: number;
  #used = 0;

  /** @param what - takes it, such as `statistics` */
  constructor(what: string, most: number) {
    this.#what = what;
    this.#most = most;
  }

  /** @throws CannotMerge if that is more than there is */
  take(bytes: number): void {
    if (!this.hasRoomFor(bytes)) {
      throw new CannotMerge(`Cannot merge: the ${this.#what} of the captures exceed ${this.#most} bytes`);
    }
    this.#used += bytes;
  }

  hasRoomFor(bytes: number): boolean {
    return this.#used + bytes <= this.#most;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}
