import type { Audit } from '../audit/audit.ts';
import type { NetchannelObserver } from '../netchannel/observer.ts';
import type { SharedPagePool } from '../netchannel/shared-page-pool.ts';
import { UPLINK } from '../simulation/guests/network-options.ts';
import { PoolWatch } from './pool-watch.ts';
import type { Recording } from './recording.ts';

/** Watches the pool of each channel of a run. Moments are of the run: a frame on one channel is one for all of them. */
export class PoolWatches {
  readonly #most: number;
  /** By the channel's name; undefined for the only one. */
  readonly #watches = new Map<string | undefined, PoolWatch>();

  /** @param most - frames after which nothing is noted any more */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns what is to be told of all that happens on a channel, after its audit is */
  watch(
    channel: string | undefined,
    audit: Pick<Audit, 'totals' | 'contentsOf'>,
    pool: () => SharedPagePool,
  ): Partial<NetchannelObserver> {
    const watch = new PoolWatch(audit, pool, this.#most, this.#crossed);
    this.#watches.set(channel, watch);
    return watch;
  }

  /** As of a watch of the channel. */
  clearedIn(channel: string | undefined, block: number, length: number): number[] {
    return this.#watches.get(channel)?.clearedIn(block, length) ?? [];
  }

  /** What has been noted so far. @param unbroken - frames that there are without a gap */
  pools(unbroken: number): Pick<Recording, 'pool' | 'guestPools'> {
    let pool: Recording['pool'] = { blocks: [], uses: [] };
    const guestPools: NonNullable<Recording['guestPools']> = {};
    for (const [channel, watch] of this.#watches) {
      const seen = watch.pool();
      const known = { ...seen, uses: seen.uses.filter(({ from }) => from <= unbroken) };
      if (channel === undefined || channel === UPLINK) pool = known;
      else guestPools[channel] = known;
    }
    return { pool, ...(this.#watches.has(UPLINK) ? { guestPools } : {}) };
  }

  readonly #crossed = (moment: number): void => {
    for (const watch of this.#watches.values()) watch.closeFree(moment);
  };
}
