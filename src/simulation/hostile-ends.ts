import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { HostileAct } from '../netchannel/hostile-acts.ts';
import { HostileBack } from '../netchannel/hostile-back.ts';
import { HostileFront } from '../netchannel/hostile-front.ts';
import type { Netchannel } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';
import type { HostileCounts } from './hostile-log.ts';
import type { OwnPages } from './own-pages.ts';

/** What a netback does that netfront is to look at. */
const NOTIFYING: ReadonlySet<string> = new Set(['answer', 'respond', 'indices']);

/**
 * Is told of messages on a ring that an act has the other end read, and that are of no write.
 * @param direction - tx: requests; rx: responses
 * @param first - index of the first; there may be none
 */
export type ClaimedMessages = (direction: 'tx' | 'rx', first: number, count: number) => void;

/** Has the ends of a channel do what no honest end does. A channel that none of it happens to does not know of it. */
export class HostileEnds {
  readonly #channel: Netchannel<Netfront, FaultyNetback>;
  #back: HostileBack | undefined;
  #front: HostileFront | undefined;
  readonly #ownPages: OwnPages;
  /** Bytes of the unikernel's own that were got at before counting began. */
  #uncounted = 0;

  constructor(channel: Netchannel<Netfront, FaultyNetback>, ownPages: OwnPages) {
    this.#channel = channel;
    this.#ownPages = ownPages;
  }

  /** Bytes of the unikernel's own that netback has read or changed. */
  get ownBytes(): number {
    return (this.#back?.ownBytes ?? 0) - this.#uncounted;
  }

  /** Of what came before, nothing counts from here on. */
  beginCounting(): void {
    this.#uncounted = this.#back?.ownBytes ?? 0;
  }

  /** Whether any of it has happened. */
  get haveActed(): boolean {
    return this.#back !== undefined || this.#front !== undefined;
  }

  /**
   * @param claimed - is told of messages that the other end will take for frames
   * @returns what came of it that nobody else can see; empty if there is nothing to be said
   */
  act({ end, act }: HostileAct, claimed: ClaimedMessages): string {
    const channel = this.#channel;
    const { grants, events, memory, frontRings, backRings, netback, netfront } = channel;
    channel.distrust();
    if (end === 'netback') {
      const [tx, rx] = backRings;
      this.#back ??= new HostileBack({
        memory,
        grants,
        tx,
        rx,
        domain: channel.backend,
        nextPages: (count) => netback.inner.sender.peekPages(count),
        frontend: this.#ownPages.frontend,
        owners: () => this.#ownPages.owners(),
        takePage: () => netback.inner.sender.takePage(),
        poolPages: () => netfront.pool.pages(),
      });
      const before = rx.rspProdPvt;
      const text = this.#back.act(act);
      claimed('rx', before, ahead(before, rx.rspProdPvt, rx.shared.rspProd));
      if (NOTIFYING.has(act.kind)) events.notifyFront();
      return text;
    }
    const [tx, rx] = frontRings;
    this.#front ??= new HostileFront({ grants, tx, rx, poolPages: () => netfront.pool.pages() });
    const before = tx.reqProdPvt;
    const text = this.#front.act(act);
    claimed('tx', before, ahead(before, tx.reqProdPvt, tx.shared.reqProd));
    if (act.kind !== 'change') events.notifyBack();
    return text;
  }

  counts(frames: number): HostileCounts {
    const { netfront, netback, frontRings, backRings, grants } = this.#channel;
    const [tx, rx] = frontRings;
    const [backTx, backRx] = backRings;
    const { dropped, delayed } = netback.faults;
    const underWay = (front: typeof tx, back: typeof backTx): number =>
      Math.max(0, (front.reqProdPvt - back.reqCons) | 0) + Math.max(0, (back.rspProdPvt - front.rspCons) | 0);
    const atNetback = netback.inner.sender.pagesHeld;
    // What a fault holds back, or a loop that one ended, is told as a fault.
    const blocksLost =
      dropped + delayed + grants.refused > 0 ? 0 : Math.max(0, netfront.pool.inUse - underWay(tx, backTx));
    return {
      frames,
      pagesLost: Math.max(0, netfront.receiver.pagesOut - atNetback - underWay(rx, backRx)),
      blocksLost,
    };
  }
}

/** @returns how far the producer index of a ring, the end's own or the one that the other end sees, is ahead of `before` */
function ahead(before: number, own: number, shared: number): number {
  return Math.max(0, (own - before) | 0, (shared - before) | 0);
}
