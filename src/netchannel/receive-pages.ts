/** There are never more RX requests out than slots on the ring. */
const CAPACITY = 256;

/** A page that netfront has given to be received into: the RX request for it. */
export interface ReceivePage {
  id: number;
  gref: number;
}

/** RX requests that netback has taken off the ring and not used yet, first-in first-out (upstream: backend.ml, rx_reqs). */
export class ReceivePages {
  count = 0;
  private readonly pages: ReceivePage[] = Array.from({ length: CAPACITY }, () => ({ id: 0, gref: 0 }));
  private first = 0;
  private readonly taken: Readonly<ReceivePage>[] = [];

  /** @throws RangeError if there are more than netfront can have given */
  add(id: number, gref: number): void {
    if (this.count === CAPACITY) throw new RangeError(`Cannot add a receive page: there are ${CAPACITY}`);
    const page = this.pages[(this.first + this.count) % CAPACITY] as ReceivePage;
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
    this.first = (this.first + 1) % CAPACITY;
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
}
