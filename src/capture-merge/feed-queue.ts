import type { Feed } from './feed.ts';

/** Captures by the time of their records at hand, the earliest first: a binary heap. */
export class FeedQueue {
  readonly #feeds: Feed[] = [];
  readonly #comesBefore: (a: Feed, b: Feed) => boolean;

  constructor(comesBefore: (a: Feed, b: Feed) => boolean) {
    this.#comesBefore = comesBefore;
  }

  /** The one whose record comes next; undefined if there is none left. */
  get first(): Feed | undefined {
    return this.#feeds[0];
  }

  add(feed: Feed): void {
    const feeds = this.#feeds;
    let at = feeds.push(feed) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#comesBefore(feed, feeds[parent] as Feed)) break;
      feeds[at] = feeds[parent] as Feed;
      at = parent;
    }
    feeds[at] = feed;
  }

  /** The first has gone on to another record. */
  reorder(): void {
    const [feed] = this.#feeds;
    if (feed !== undefined) this.#siftDown(feed);
  }

  /** The first has no more records. */
  removeFirst(): void {
    const last = this.#feeds.pop();
    if (last !== undefined && this.#feeds.length > 0) this.#siftDown(last);
  }

  #siftDown(feed: Feed): void {
    const feeds = this.#feeds;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= feeds.length) break;
      const right = child + 1;
      if (right < feeds.length && this.#comesBefore(feeds[right] as Feed, feeds[child] as Feed))
        child = right;
      if (!this.#comesBefore(feeds[child] as Feed, feed)) break;
      feeds[at] = feeds[child] as Feed;
      at = child;
    }
    feeds[at] = feed;
  }
}

/** Records of one time come in the order of their captures. */
export function byTime(a: Feed, b: Feed): boolean {
  if (a.seconds !== b.seconds) return a.seconds < b.seconds;
  if (a.nanoseconds !== b.nanoseconds) return a.nanoseconds < b.nanoseconds;
  return a.index < b.index;
}

/** One capture after the other, whatever their times. */
export function byCapture(a: Feed, b: Feed): boolean {
  return a.index < b.index;
}
