import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import { OWN_OFFSET, type PageOwner } from '../netchannel/hostile-back.ts';
import { type Netchannel, OWN_PAGES } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';
import { CannotWrite } from '../wire/cannot-write.ts';

const PAGE_SIZE = 4096;

type Memory = Netchannel<Netfront, FaultyNetback>['memory'];

/** Pages that who has netfront takes for something of its own, and whose a page of memory is otherwise. */
export class OwnPages {
  /** Who has netfront, in words. */
  readonly frontend: string;
  readonly #memory: Memory;
  readonly #netfront: Netfront;
  /** How many bytes of something lie in each, by its frame number. */
  readonly #pages = new Map<number, number>();

  constructor(memory: Memory, netfront: Netfront, frontend = 'the unikernel') {
    this.frontend = frontend;
    this.#memory = memory;
    this.#netfront = netfront;
  }

  /** A page is taken and written to. @throws CannotWrite if it has too many already */
  take(data: Uint8Array): void {
    if (this.#pages.size === OWN_PAGES) {
      throw new CannotWrite(`Cannot take a page for ${this.frontend}: it has ${OWN_PAGES} already`);
    }
    const frame = this.#memory.allocatePage();
    this.#memory.bytes.set(data, frame * PAGE_SIZE + OWN_OFFSET);
    this.#pages.set(frame, data.length);
    this.#netfront.pool.hold(frame);
  }

  /** @returns who tells whose a page is, by its frame number, as of now */
  owners(): (frame: number) => PageOwner {
    const { pool, receiver } = this.#netfront;
    const ofPool = new Set<number>();
    for (let block = 0; block < pool.nextId; block++) {
      if (pool.isGranted(block)) ofPool.add((pool.address[block] as number) - (pool.offset[block] as number));
    }
    const out = receiver.addressesOut();
    return (frame) => {
      const own = this.#pages.get(frame);
      if (own !== undefined) return { words: `a page of ${this.frontend}'s own`, ownEnd: OWN_OFFSET + own };
      const address = frame * PAGE_SIZE;
      const other = out.has(address) ? 'a receive page' : 'a page that nobody uses';
      return { words: ofPool.has(address) ? 'a page of the transmit pool' : other, ownEnd: OWN_OFFSET };
    };
  }
}
