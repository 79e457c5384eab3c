import { type Arena, ORDINARY_MEMORY } from '../simd/arena.ts';
import { EventChannel } from '../xen/event-channel.ts';
import { GrantTable } from '../xen/grant-table.ts';
import { MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import { BackRing, FrontRing, SharedRing } from '../xen/shared-ring.ts';
import { XenbusState, XenStore } from '../xen/xenstore.ts';
import { Netback } from './netback.ts';
import { Netfront } from './netfront.ts';
import type { NetchannelObserver } from './observer.ts';
import { RELEASES, type Release } from './releases.ts';
import { RX_SLOT_SIZE } from './rx.ts';
import { TX_SLOT_SIZE } from './tx.ts';

export interface NetchannelOptions {
  release: Release;
  /** The frontend's MAC address, as XenStore has it. */
  mac: string;
  /** Domain id of the unikernel. 1 if absent. */
  frontend?: number;
  /** Domain id of the driver domain. 0 if absent. */
  backend?: number;
  /** Lends it all memory. Ordinary memory if absent. */
  arena?: Arena;
}

/** Pages of machine memory: two rings, 128 pages of the pool, and 256 receive pages that are out at a time. */
const MACHINE_PAGES = 2 + 128 + 256;

/** One connected network device: a netfront and its netback, with all that they share. */
export class Netchannel {
  readonly store = new XenStore();
  readonly memory: MachineMemory;
  readonly grants: GrantTable;
  readonly events: EventChannel;
  readonly netfront: Netfront;
  readonly netback: Netback;
  /** Grant references of the ring pages. */
  readonly txRingRef: number;
  readonly rxRingRef: number;
  /** Directories of the two ends in XenStore. */
  private readonly front: string;
  private readonly back: string;

  constructor(options: NetchannelOptions, observer: NetchannelObserver) {
    const { release, mac, frontend = 1, backend = 0 } = options;
    const policy = RELEASES[release];
    const front = `/local/domain/${frontend}/device/vif/0`;
    const back = `/local/domain/${backend}/backend/vif/${frontend}/0`;
    this.front = front;
    this.back = back;
    const { store } = this;
    const { arena = ORDINARY_MEMORY } = options;
    const memory = new MachineMemory(MACHINE_PAGES, arena);
    this.memory = memory;

    // The toolstack makes both directories.
    store.write(`${front}/mac`, mac);
    store.write(`${front}/backend`, back);
    store.write(`${front}/backend-id`, String(backend));
    store.write(`${front}/state`, String(XenbusState.initialising));
    store.write(`${back}/frontend-id`, String(frontend));
    store.write(`${back}/mac`, mac);

    // Netback offers its features.
    for (const feature of ['feature-rx-copy', 'feature-sg']) store.write(`${back}/${feature}`, '1');
    for (const feature of ['feature-gso-tcpv4', 'feature-rx-flip', 'feature-smart-poll']) {
      store.write(`${back}/${feature}`, '0');
    }
    store.write(`${back}/state`, String(XenbusState.initWait));

    // Netfront makes the rings and the event channel, and tells of them.
    this.grants = new GrantTable(frontend);
    const backendId = store.readNumber(`${front}/backend-id`);
    const rxRing = this.shareRing(backendId, RX_SLOT_SIZE);
    const txRing = this.shareRing(backendId, TX_SLOT_SIZE);
    this.rxRingRef = rxRing.gref;
    this.txRingRef = txRing.gref;
    this.events = new EventChannel(1);
    store.write(`${front}/tx-ring-ref`, String(txRing.gref));
    store.write(`${front}/rx-ring-ref`, String(rxRing.gref));
    store.write(`${front}/event-channel`, String(this.events.port));
    for (const request of ['request-rx-copy', 'feature-rx-notify', 'feature-sg']) {
      store.write(`${front}/${request}`, '1');
    }
    for (const request of ['feature-gso-tcpv4', 'feature-rx-flip', 'feature-smart-poll']) {
      store.write(`${front}/${request}`, '0');
    }
    store.write(`${front}/state`, String(XenbusState.connected));

    // Netback maps what it finds there.
    const mapRing = (key: string, slotSize: number): BackRing => {
      const page = this.grants.map(backend, store.readNumber(`${front}/${key}`), true);
      return new BackRing(new SharedRing(memory.view, page, slotSize));
    };
    this.netback = new Netback(
      {
        memory,
        grants: this.grants,
        domain: backend,
        tx: mapRing('tx-ring-ref', TX_SLOT_SIZE),
        rx: mapRing('rx-ring-ref', RX_SLOT_SIZE),
        events: this.events,
      },
      policy,
      observer,
      arena,
    );
    store.write(`${back}/state`, String(XenbusState.connected));
    this.netfront = new Netfront(
      {
        memory,
        grants: this.grants,
        backend: backendId,
        tx: txRing.ring,
        rx: rxRing.ring,
        events: this.events,
      },
      policy,
      observer,
      arena,
    );

    // Both ends begin to listen.
    this.netfront.handleEvent();
    this.netback.handleEvent();
    this.poll();
  }

  /** Handles events until neither end has one pending: netback's, then netfront's, and again. A stall holds netback's back. */
  poll(): void {
    const { faults } = this.netback;
    if (faults?.stalled === true) {
      faults.pollMissed = true;
      while (this.events.takeAtFront()) this.netfront.handleEvent();
      return;
    }
    while (this.events.pending) {
      if (this.events.takeAtBack()) this.netback.handleEvent();
      if (this.events.takeAtFront()) this.netfront.handleEvent();
    }
  }

  /** Ends a stall of netback: what it was asked to handle meanwhile is handled now. */
  resume(): void {
    const { faults } = this.netback;
    if (faults === undefined) return;
    faults.stalled = false;
    this.netback.catchUp();
    if (!faults.pollMissed) return;
    faults.pollMissed = false;
    this.poll();
  }

  /** Closes the device: netfront lets no more frames out, and its pages are un-granted once all are back. */
  close(): void {
    const { store } = this;
    store.write(`${this.front}/state`, String(XenbusState.closing));
    this.netfront.pool.shutdown();
    store.write(`${this.back}/state`, String(XenbusState.closed));
    store.write(`${this.front}/state`, String(XenbusState.closed));
  }

  private shareRing(backend: number, slotSize: number): { gref: number; ring: FrontRing } {
    const frame = this.memory.allocatePage();
    const gref = this.grants.get();
    this.grants.grantAccess(gref, backend, frame, true);
    return { gref, ring: new FrontRing(new SharedRing(this.memory.view, frame * PAGE_SIZE, slotSize)) };
  }
}
