/** There are never more RX requests out than slots on the ring, unless netfront is hostile: then there is room for more. */
const USUAL = 256;
const MOST = 65536;

/** More RX requests were taken and not used than memory is kept for. Upstream keeps them all. */
export class TooManyPages extends Error {
  override readonly name = 'TooManyPages';
}

/** A page that netfront has given to be received into: the RX request for it. */
export interface ReceivePage {
  id: number;
  gref: number;
}

/** RX requests that netback has taken off the ring and not used yet, first-in first-out (upstream: backend.ml, rx_reqs). */
export class ReceivePages {
  count = 0;
  private pages = emptyPages(USUAL);
  private first = 0;
  private readonly taken: Readonly<ReceivePage>[] = [];

  /** @throws TooManyPages if there are far more than netfront can have given honestly */
  add(id: number, gref: number): void {
    if (this.count === this.pages.length) this.grow();
    const page = this.pages[(this.first + this.count) % this.pages.length] as ReceivePage;
    page.id = id;
    page.gref = gref;
    this.count++;
  }

  /**
   * Takes the page that has waited longest.
   * @returns a page that is valid until more are added
   * @throws RangeError if there is none
   */
  take(): Readonly<ReceivePage> {
    if (this.count === 0) throw new RangeError('Cannot take a receive page: there is none');
    const page = this.pages[this.first] as ReceivePage;
    this.first = (this.first + 1) % this.pages.length;
    this.count--;
    return page;
  }

  /**
   * Takes several: upstream conses them into a list from its end, so they come out in reverse.
   * @returns pages in an array that is valid until more are taken or added
   */
  takeMany(count: number): readonly Readonly<ReceivePage>[] {
    const { taken } = this;
    taken.length = count;
    for (let i = count - 1; i >= 0; i--) taken[i] = this.take();
    return taken;
  }

  /** @returns the pages that have waited longest, `count` of them at most, which stay */
  peek(count: number): ReceivePage[] {
    const { pages, first } = this;
    return Array.from({ length: Math.min(count, this.count) }, (_, i) => ({
      ...(pages[(first + i) % pages.length] as ReceivePage),
    }));
  }

  private grow(): void {
    const { pages, first } = this;
    if (pages.length === MOST) {
      throw new TooManyPages(`Cannot keep an RX request: ${MOST} wait to be used, and all are kept`);
    }
    this.pages = [...pages.slice(first), ...pages.slice(0, first), ...emptyPages(pages.length)];
    this.first = 0;
  }
}

function emptyPages(length: number): ReceivePage[] {
  return Array.from({ length }, () => ({ id: 0, gref: 0 }));
}
