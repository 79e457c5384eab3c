import { FLAG_MORE_DATA } from '../../src/netchannel/flags.ts';
import type { Netback } from '../../src/netchannel/netback.ts';
import type { Netchannel } from '../../src/netchannel/netchannel.ts';
import type { Netfront } from '../../src/netchannel/netfront.ts';
import { BLOCK_SIZE } from '../../src/netchannel/shared-page-pool.ts';
import type { Statistics } from '../../src/netchannel/statistics.ts';
import { PAGE_SIZE } from '../../src/xen/memory.ts';
import type { FrontRing } from '../../src/xen/shared-ring.ts';
import { digest, exposedOf, type Recorder } from './recorder.ts';
import type { Pair } from './replay.ts';

type Channel = Netchannel<Netfront, Netback>;

/** What a vector records of how a channel stands at the end. */
export function outcomeOf(channel: Channel, recorder: Recorder, pair: Pair): Record<string, unknown> {
  const undelivered = framesOf(
    recorder.requests.filter(({ isDelivered }) => !isDelivered),
    ({ fields }) => fields?.flags ?? 0,
  );
  const { netback, netfront, events, grants } = channel;
  return {
    frames: recorder.frames,
    errors: recorder.errors,
    undelivered_requests: undelivered.map((frame) => frame.map(({ fields }) => fields)),
    undelivered_exposed: undelivered.map(exposedOf),
    undelivered_responses: framesOf(
      recorder.responses.filter(({ isDelivered }) => !isDelivered),
      ({ flags }) => flags,
    ).map((frame) => frame.map(({ slot }) => slot)),
    log: recorder.log,
    pool: poolOf(channel, pair),
    tx_ring: ringOf(channel, netfront.tx, channel.txRingRef),
    rx_ring: ringOf(channel, netfront.rx, channel.rxRingRef),
    rx_pages: pagesOf(channel),
    xenstore: storeOf(channel),
    mac: { front: netfront.mac, back: netback.mac },
    max_frame_size: { front: (netfront.mtu ?? 1500) + 14, back: netback.maxFrameSize },
    gso: {
      front_accepts: pair.front.acceptsGso,
      front_peer_accepts: false,
      back_accepts: false,
      back_peer_accepts: netback.sender.sendsGso,
    },
    netback: {
      tx_rsp_prod_pvt: netback.tx.rspProdPvt,
      tx_req_cons: netback.tx.reqCons,
      rx_rsp_prod_pvt: netback.rx.rspProdPvt,
      rx_req_cons: netback.rx.reqCons,
      rx_requests_held: netback.sender.pagesHeld,
    },
    pending: { front: events.isPendingAtFront, back: events.isPendingAtBack },
    polls: { rounds: channel.rounds, stopped_idle: channel.idlePolls },
    mtu: { front: netfront.mtu ?? 1500, back: netback.mtu },
    stats: { front: statistics(netfront.statistics), back: statistics(netback.statistics) },
    grants: {
      free: grants.free,
      maps: grants.maps,
      copies: grants.copies,
      still_mapped: grants.mappings,
      busy_end_access: 0,
      ended_while_mapped: 0,
    },
  };
}

/** Stretches of messages of which all but the last have more data. */
function framesOf<Of>(messages: readonly Of[], flags: (message: Of) => number): Of[][] {
  const frames: Of[][] = [];
  let isOpen = false;
  for (const message of messages) {
    if (isOpen) frames.at(-1)?.push(message);
    else frames.push([message]);
    isOpen = (flags(message) & FLAG_MORE_DATA) !== 0;
  }
  return frames;
}

function statistics({ rxPackets, rxBytes, txPackets, txBytes }: Statistics): Record<string, number> {
  return { rx_pkts: rxPackets, rx_bytes: rxBytes, tx_pkts: txPackets, tx_bytes: txBytes };
}

/** In 1.4.1 blocks have no ids: the page's grant reference stands for them. */
function poolOf({ netfront: { pool }, memory }: Channel, { front }: Pair): Record<string, unknown> {
  const isNamed = front.requestIds === 'of the block';
  const free = pool.freeBlocks();
  const name = (block: number): number => (isNamed ? block : (pool.gref[block] ?? 0));
  return {
    next_id: isNamed ? pool.nextId : 0,
    in_use: pool.inUse,
    free: free.map(name),
    free_blocks: free.map((block) => {
      const address = pool.address[block] ?? 0;
      return {
        id: name(block),
        gref: pool.gref[block],
        offset: pool.offset[block],
        md5: digest('md5', Buffer.from(memory.bytes.subarray(address, address + BLOCK_SIZE))),
      };
    }),
  };
}

function ringOf({ memory }: Channel, ring: FrontRing, gref: number): Record<string, unknown> {
  const { shared } = ring;
  const start = shared.slot(0) - 64;
  const page = Buffer.from(memory.bytes.subarray(start, start + PAGE_SIZE));
  return {
    req_prod: shared.reqProd,
    req_event: shared.reqEvent,
    rsp_prod: shared.rspProd,
    rsp_event: shared.rspEvent,
    req_prod_pvt: ring.reqProdPvt,
    rsp_cons: ring.rspCons,
    gref,
    page_sha256: digest('sha256', page),
    page_hex: page.toString('hex'),
  };
}

function pagesOf({ netfront, grants, memory }: Channel): Record<string, unknown> {
  const { receiver } = netfront;
  const isNonZero = (address: number): boolean =>
    memory.bytes.subarray(address, address + PAGE_SIZE).some((byte) => byte !== 0);
  const granted = receiver.grantedPages();
  const kept = receiver.keptPages();
  return {
    granted: granted.length,
    granted_nonzero: granted.filter((gref) => isNonZero(grants.addressOf(gref))).length,
    free:
      kept === undefined
        ? null
        : { count: kept.length, nonzero: kept.filter((frame) => isNonZero(frame * PAGE_SIZE)).length },
  };
}

/** Paths as vectors have them: relative to the domain whose they are. */
function storeOf({ store }: Channel): Record<string, string> {
  const relative = (text: string): string => text.replace(/^\/local\/domain\/\d+\//, '');
  const found = [...store.entries()].map(([path, value]): [string, string] => [
    relative(path),
    relative(value),
  ]);
  return { ...Object.fromEntries(found), domid: '1' };
}
