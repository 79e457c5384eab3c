import { EventChannel } from '../xen/event-channel.ts';
import type { GrantTable } from '../xen/grant-table.ts';
import type { Host } from '../xen/host.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import { BackRing, FrontRing, SharedRing } from '../xen/shared-ring.ts';
import { XenbusState, type XenStore } from '../xen/xenstore.ts';
import type { FrontAxes, MtuAxis } from './axes.ts';
import { type BackEnd, type BackTransport, type FrontEnd, type FrontTransport, USUAL_MTU } from './ends.ts';
import type { EndName } from './observer.ts';
import { RX_SLOT_SIZE } from './rx.ts';
import { TX_SLOT_SIZE } from './tx.ts';

/** What of a netfront decides how it connects, and how its channel is polled. */
export type FrontHandshake = Pick<FrontAxes, 'ringOrder' | 'declines' | 'acceptsGso' | 'pushesRequests'>;

/** The ends of a netchannel, each made when all is there that it needs. */
export interface NetchannelEnds<Front extends FrontEnd, Back extends BackEnd> {
  handshake: FrontHandshake;
  netfront: (transport: FrontTransport) => Front;
  netback: (transport: BackTransport) => Back;
}

export interface NetchannelOptions {
  /** The frontend's MAC address, as XenStore has it. */
  mac: string;
  /** The MTU of both ends. What each has by itself if absent. */
  mtu?: number;
  /** Domain id of the unikernel. 1 if absent. */
  frontend?: number;
  /** Domain id of the driver domain. 0 if absent. */
  backend?: number;
}

/** Pages that a unikernel can take for itself, besides those that it shares. */
export const OWN_PAGES = 16;

/** Pages of memory that a device takes: two rings, 128 pages of the pool, and 256 receive pages that are out at a time. */
export const NETCHANNEL_PAGES = 2 + 128 + 256 + OWN_PAGES;

/** The same of a device whose netfront takes a fresh page for each frame: there are as many as slots on the ring. */
export const FRESH_PAGES = 2 + 256 + 256 + OWN_PAGES;

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
  /** Domain id of the driver domain. */
  readonly backend: number;
  readonly frontRings: readonly [tx: FrontRing, rx: FrontRing];
  readonly backRings: readonly [tx: BackRing, rx: BackRing];
  /** Directories of the two ends in XenStore. */
  private readonly front: string;
  private readonly back: string;
  /** It was asked to poll while netback was stalled. */
  private isPollDue = false;
  /** Rounds of all polls so far, and how many polls ended because a round changed nothing. */
  rounds = 0;
  idlePolls = 0;
  /** Whether netfront may notify netback for nothing, which may answer in kind, for ever. */
  private isRestless: boolean;
  /** What `progress` was when a poll ended for that reason. */
  private idleAt = -1;

  constructor(host: Host, ends: NetchannelEnds<Front, Back>, options: NetchannelOptions) {
    const { mac, frontend = 1, backend = 0 } = options;
    const front = `/local/domain/${frontend}/device/vif/0`;
    const back = `/local/domain/${backend}/backend/vif/${frontend}/0`;
    const { memory, store } = host;
    this.front = front;
    this.back = back;
    this.backend = backend;
    this.memory = memory;
    this.store = store;
    this.grants = host.grantsOf(frontend);

    // The toolstack makes both directories.
    store.write(`${front}/mac`, mac);
    store.write(`${front}/backend`, back);
    store.write(`${front}/backend-id`, String(backend));
    store.write(`${front}/state`, String(XenbusState.initialising));
    store.write(`${back}/frontend`, front);
    store.write(`${back}/frontend-id`, String(frontend));
    store.write(`${back}/mac`, mac);

    // Netback offers its features.
    for (const feature of ['feature-rx-copy', 'feature-rx-notify', 'feature-sg']) {
      store.write(`${back}/${feature}`, '1');
    }
    for (const feature of ['feature-gso-tcpv4', 'feature-rx-flip', 'feature-smart-poll']) {
      store.write(`${back}/${feature}`, '0');
    }
    store.write(`${back}/state`, String(XenbusState.initWait));

    // Netfront makes the rings and the event channel, and tells of them.
    const backendId = store.readNumber(`${front}/backend-id`);
    const { handshake } = ends;
    this.isRestless = handshake.pushesRequests === 'always';
    const early = handshake.ringOrder === 'tx, rx' ? this.shareRing(backendId, TX_SLOT_SIZE) : undefined;
    const rxRing = this.shareRing(backendId, RX_SLOT_SIZE);
    const txRing = early ?? this.shareRing(backendId, TX_SLOT_SIZE);
    this.rxRingRef = rxRing.gref;
    this.txRingRef = txRing.gref;
    store.write(`${front}/tx-ring-ref`, String(txRing.gref));
    store.write(`${front}/rx-ring-ref`, String(rxRing.gref));
    store.write(`${front}/event-channel`, String(this.events.port));
    for (const request of ['request-rx-copy', 'feature-rx-notify', 'feature-sg']) {
      store.write(`${front}/${request}`, '1');
    }
    if (handshake.acceptsGso) store.write(`${front}/feature-gso-tcpv4`, '1');
    for (const feature of handshake.declines) store.write(`${front}/${feature}`, '0');
    store.write(`${front}/state`, String(XenbusState.connected));

    // Netback maps what it finds there.
    const mapRing = (key: string, slotSize: number): BackRing => {
      const page = this.grants.map(backend, store.readNumber(`${front}/${key}`), true);
      return new BackRing(new SharedRing(memory.view, page, slotSize));
    };
    const { grants, events } = this;
    const mtu = (axis: MtuAxis): number | undefined => {
      if (options.mtu !== undefined || axis === 'none') return options.mtu;
      return axis === 'XenStore' ? (store.readInteger(`${front}/mtu`) ?? USUAL_MTU) : axis;
    };
    const backTx = mapRing('tx-ring-ref', TX_SLOT_SIZE);
    const backRx = mapRing('rx-ring-ref', RX_SLOT_SIZE);
    this.frontRings = [txRing.ring, rxRing.ring];
    this.backRings = [backTx, backRx];
    this.netback = ends.netback({
      memory,
      grants,
      domain: backend,
      tx: backTx,
      rx: backRx,
      events,
      mac: store.read(`${front}/mac`),
      mtu,
      peerAcceptsGso: store.readFlag(`${front}/feature-gso-tcpv4`),
    });
    store.write(`${back}/state`, String(XenbusState.connected));
    this.netfront = ends.netfront({
      memory,
      grants,
      backend: backendId,
      tx: txRing.ring,
      rx: rxRing.ring,
      events,
      mac: store.read(`${front}/mac`),
      mtu,
    });

    // Both ends begin to listen.
    this.netback.handleEvent();
    this.netfront.handleEvent();
    this.poll();
  }

  /**
   * Handles events until neither end has one pending: netback's, then netfront's, and again. A stall holds netback's back.
   * Ends that notify each other for nothing are left alone after a round that changed nothing.
   */
  poll(): void {
    const { events, netfront, netback } = this;
    if (netback.isStalled) {
      this.isPollDue = true;
      while (events.takeAtFront()) netfront.handleEvent();
      return;
    }
    if (this.isRestless) {
      this.pollUntilIdle();
      return;
    }
    while (events.pending) this.pollRound();
  }

  /** Lets one end handle what is pending at it, once; a stall holds netback's back. */
  pollEnd(end: EndName): void {
    const { events, netfront, netback } = this;
    if (end === 'netfront') {
      if (events.takeAtFront()) netfront.handleEvent();
    } else if (netback.isStalled) {
      this.isPollDue = true;
    } else if (events.takeAtBack()) {
      netback.handleEvent();
    }
  }

  /** An end is hostile: events may bring more of them for nothing, for ever, whatever the release. */
  distrust(): void {
    this.isRestless = true;
  }

  /** Netback handles an event, whether one is pending or not. */
  stepBack(): void {
    this.events.takeAtBack();
    this.netback.handleEvent();
  }

  /** Netfront handles an event, whether one is pending or not. */
  stepFront(): void {
    this.events.takeAtFront();
    this.netfront.handleEvent();
  }

  private pollRound(): void {
    const { events } = this;
    this.rounds++;
    if (events.takeAtBack()) this.netback.handleEvent();
    if (events.takeAtFront()) this.netfront.handleEvent();
  }

  private pollUntilIdle(): void {
    while (this.events.pending) {
      const before = this.progress();
      this.pollRound();
      const after = this.progress();
      if (!this.events.pending || after !== before) continue;
      this.idleAt = after;
      this.idlePolls++;
      return;
    }
  }

  /** All indices of both rings, added up: it changes if and only if one of them does. */
  private progress(): number {
    const [tx, rx] = this.frontRings;
    const [backTx, backRx] = this.backRings;
    return tx.progress() + rx.progress() + backTx.progress() + backRx.progress();
  }

  /** Whether an end has an event that it is worth to poll for: none of those that ends send each other for nothing. */
  get hasEvents(): boolean {
    return this.events.pending && !(this.isRestless && this.progress() === this.idleAt);
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
