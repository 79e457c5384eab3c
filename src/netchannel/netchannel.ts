import { EventChannel } from '../xen/event-channel.ts';
import type { GrantTable } from '../xen/grant-table.ts';
import type { Host } from '../xen/host.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import { BackRing, FrontRing, SharedRing } from '../xen/shared-ring.ts';
import { XenbusState, type XenStore } from '../xen/xenstore.ts';
import type { BackEnd, BackTransport, FrontEnd, FrontTransport } from './ends.ts';
import { RX_SLOT_SIZE } from './rx.ts';
import { TX_SLOT_SIZE } from './tx.ts';

/** The ends of a netchannel, each made when all is there that it needs. */
export interface NetchannelEnds<Front extends FrontEnd, Back extends BackEnd> {
  netfront: (transport: FrontTransport) => Front;
  netback: (transport: BackTransport) => Back;
}

export interface NetchannelOptions {
  /** The frontend's MAC address, as XenStore has it. */
  mac: string;
  /** Domain id of the unikernel. 1 if absent. */
  frontend?: number;
  /** Domain id of the driver domain. 0 if absent. */
  backend?: number;
}

/** Pages of memory that a device takes: two rings, 128 pages of the pool, and 256 receive pages that are out at a time. */
export const NETCHANNEL_PAGES = 2 + 128 + 256;

/** One network device, connected: a frontend and a backend on a host, whatever they are, with all that they share. */
export class Netchannel<Front extends FrontEnd, Back extends BackEnd> {
  readonly memory: MachineMemory;
  readonly store: XenStore;
  /** The frontend domain's grant table. */
  readonly grants: GrantTable;
  readonly events = new EventChannel(1);
  readonly netfront: Front;
  readonly netback: Back;
  /** Grant references of the ring pages. */
  readonly txRingRef: number;
  readonly rxRingRef: number;
  /** Directories of the two ends in XenStore. */
  private readonly front: string;
  private readonly back: string;
  /** It was asked to poll while netback was stalled. */
  private isPollDue = false;

  constructor(host: Host, ends: NetchannelEnds<Front, Back>, options: NetchannelOptions) {
    const { mac, frontend = 1, backend = 0 } = options;
    const front = `/local/domain/${frontend}/device/vif/0`;
    const back = `/local/domain/${backend}/backend/vif/${frontend}/0`;
    const { memory, store } = host;
    this.front = front;
    this.back = back;
    this.memory = memory;
    this.store = store;
    this.grants = host.grantsOf(frontend);

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
    const backendId = store.readNumber(`${front}/backend-id`);
    const rxRing = this.shareRing(backendId, RX_SLOT_SIZE);
    const txRing = this.shareRing(backendId, TX_SLOT_SIZE);
    this.rxRingRef = rxRing.gref;
    this.txRingRef = txRing.gref;
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
    const { grants, events } = this;
    this.netback = ends.netback({
      memory,
      grants,
      domain: backend,
      tx: mapRing('tx-ring-ref', TX_SLOT_SIZE),
      rx: mapRing('rx-ring-ref', RX_SLOT_SIZE),
      events,
    });
    store.write(`${back}/state`, String(XenbusState.connected));
    this.netfront = ends.netfront({
      memory,
      grants,
      backend: backendId,
      tx: txRing.ring,
      rx: rxRing.ring,
      events,
    });

    // Both ends begin to listen.
    this.netfront.handleEvent();
    this.netback.handleEvent();
    this.poll();
  }

  /** Handles events until neither end has one pending: netback's, then netfront's, and again. A stall holds netback's back. */
  poll(): void {
    const { events, netfront, netback } = this;
    if (netback.isStalled) {
      this.isPollDue = true;
      while (events.takeAtFront()) netfront.handleEvent();
      return;
    }
    while (events.pending) {
      if (events.takeAtBack()) netback.handleEvent();
      if (events.takeAtFront()) netfront.handleEvent();
    }
  }

  /** Polls if it was asked to while netback was stalled. */
  pollLate(): void {
    if (!this.isPollDue) return;
    this.isPollDue = false;
    this.poll();
  }

  /** Tells, as numbers, at which ends an event is pending, and whether a poll is due. */
  describeState(note: (value: number) => void): void {
    this.events.describeState(note);
    note(this.isPollDue ? 1 : 0);
  }

  /** Closes the device: netfront lets no more frames out, and its pages are un-granted once all are back. */
  close(): void {
    const { store } = this;
    store.write(`${this.front}/state`, String(XenbusState.closing));
    this.netfront.close();
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
