import type { DropReason } from './network-result.ts';

/** Counts the frames that a firewall drops. */
export class DropCounts {
  readonly #reasons = new Map<string, DropReason>();
  /** All of them. */
  count = 0;

  /** @param frame - its position in the capture */
  add(why: string, frame: number): void {
    this.count++;
    const known = this.#reasons.get(why);
    if (known === undefined) this.#reasons.set(why, { why, frames: 1, firstFrame: frame });
    else known.frames++;
  }

  /** Most frames first. */
  list(): DropReason[] {
    const list = [...this.#reasons.values()].map((reason) => ({ ...reason }));
    return list.sort((a, b) => b.frames - a.frames || a.firstFrame - b.firstFrame);
  }
}
