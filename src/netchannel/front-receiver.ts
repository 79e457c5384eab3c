import type { Arena } from '../simd/arena.ts';
import { CannotWrite } from '../wire/cannot-write.ts';
import type { EventChannel } from '../xen/event-channel.ts';
import type { GrantTable } from '../xen/grant-table.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import type { FrontRing } from '../xen/shared-ring.ts';
import type { FrontAxes } from './axes.ts';
import { type FrameCallback, settleCallback } from './callbacks.ts';
import { DeliveryBuffer } from './delivery-buffer.ts';
import type { FrontTransport } from './ends.ts';
import { hasMoreExtra, readGsoTcpv4 } from './extra.ts';
import { FLAG_EXTRA_INFO } from './flags.ts';
import { ListenDied, MessageBatch } from './messages.ts';
import type { NetchannelObserver } from './observer.ts';
import { readRxResponse, rxResponseId, writeRxRequest } from './rx.ts';
import type { Statistics } from './statistics.ts';

/** How many pages a netfront keeps that keeps them: as many as there are slots on the ring. */
const KEPT_PAGES = 256;

/** The receiving side of netfront: grants pages to netback, and takes frames out of those that come back. */
export class FrontReceiver {
  /** Is handed each frame, besides the observer. */
  callback: FrameCallback | undefined;
  readonly rx: FrontRing;
  /** How many pages are granted at present. */
  pagesOut = 0;
  private readonly axes: FrontAxes;
  private readonly memory: MachineMemory;
  private readonly grants: GrantTable;
  private readonly backend: number;
  private readonly events: EventChannel;
  private readonly observer: NetchannelObserver;
  private readonly statistics: Statistics;
  /** Grant reference of each RX request that is out, by id; 0 for ids that are not. */
  private readonly rxGref = new Uint16Array(65536);
  private nextRxId = 0;
  private readonly newGrefs: Uint16Array;
  private readonly responses = new MessageBatch();
  private readonly delivery: DeliveryBuffer;
  /** Pages that are kept and not granted at present, the one to be granted next last; undefined if none are kept. */
  private readonly kept: number[] | undefined;
  /** Pages that netback still maps, and that are nonetheless free, as soon as others have been granted. */
  private readonly freed: number[] = [];
  /** Pages that came back: a frame may be handed over where it lies, so they are zeroed before they are granted again. */
  private readonly used: number[] = [];
  /** Message with which the frame begins that is to be taken next, once a callback is over; -1 if none is waited for. */
  private next = -1;

  constructor(
    transport: FrontTransport,
    axes: FrontAxes,
    observer: NetchannelObserver,
    statistics: Statistics,
    arena: Arena,
  ) {
    this.memory = transport.memory;
    this.grants = transport.grants;
    this.backend = transport.backend;
    this.rx = transport.rx;
    this.events = transport.events;
    this.axes = axes;
    this.observer = observer;
    this.statistics = statistics;
    this.newGrefs = new Uint16Array(this.rx.shared.entries);
    this.delivery = new DeliveryBuffer('rx', this.responses, arena);
    if (axes.receivePages === 'kept') {
      this.kept = Array.from({ length: KEPT_PAGES }, () => this.memory.allocatePage());
    }
  }

  /** Whether it waits for a frame callback, and takes nothing until that is over. */
  get isWaiting(): boolean {
    return this.next >= 0;
  }

  /**
   * Takes the responses off the RX ring and copies their frames out.
   * @returns false if it has to wait for a callback before all are
   * @throws ListenDied if a response is none that upstream expects
   */
  receive(): boolean {
    if (this.axes.reading === 'strict') {
      this.receiveStrictly();
      return true;
    }
    if (this.axes.reading === 'one by one') {
      this.receiveOneByOne();
      return true;
    }
    this.readLeniently();
    return this.takeLeniently(0);
  }

  /** The callback that was waited for is over. @returns as `receive` */
  goOn(): boolean {
    const { next } = this;
    this.next = -1;
    return this.takeLeniently(next);
  }

  /** Fills the RX ring with requests for zeroed pages. */
  refill(): void {
    if (this.kept !== undefined && this.used.length > 0) this.keepUsed(this.kept);
    const count = Math.max(0, this.mostRequests());
    if (count > 0 || this.axes.pushesRequests === 'always') this.request(count);
    // Upstream, a page is free when the collector has seen that nobody has it: not before others were taken.
    this.collect();
  }

  private collect(): void {
    while (this.freed.length > 0) this.memory.freePage(this.freed.pop() as number);
  }

  /** As Io_page.get does, which has the collector run if there is no memory, and tries again. */
  private freshPage(): number {
    if (this.memory.freePages === 0) this.collect();
    return this.memory.allocatePage();
  }

  /**
   * The listen loop waits until access to a page has ended, and takes no response before that.
   * @returns the grant reference of a page that netback has answered for and still maps, if that is waited for; 0 if not
   */
  get heldBy(): number {
    if (this.grants.kept === 0 || this.axes.endsAccess === 'at once') return 0;
    const { shared, rspCons } = this.rx;
    const most = Math.min((shared.rspProd - rspCons) >>> 0, shared.entries);
    for (let i = 0; i < most; i++) {
      const gref = this.grefOf(rxResponseId(this.memory.view, shared.slot((rspCons + i) >>> 0)));
      if (gref !== 0 && this.grants.mappingsOf(gref) > 0) return gref;
    }
    return 0;
  }

  private request(count: number): void {
    this.takeGrefs(count);
    for (let i = 0; i < count; i++) {
      const gref = this.newGrefs[i] as number;
      const id = this.takeId(gref);
      this.grants.grantAccess(gref, this.backend, this.kept?.pop() ?? this.freshPage(), true);
      this.rxGref[id] = gref;
      this.pagesOut++;
      writeRxRequest(this.memory.view, this.rx.nextRequest(), id, gref);
    }
    if (this.rx.pushRequests()) this.events.notifyBack();
  }

  /** Grant references of the requests that are out. */
  grantedPages(): number[] {
    const { rxGref } = this;
    const out: number[] = [];
    // There are as many places as ids, and most are free.
    for (let id = 0; id < rxGref.length; id++) if (rxGref[id] !== 0) out.push(rxGref[id] as number);
    return out;
  }

  /** Grant reference of the request with this id that is out; 0 if none is. */
  grefOf(id: number): number {
    return this.rxGref[id] ?? 0;
  }

  /** Addresses of the pages that are out to be received into. */
  addressesOut(): Set<number> {
    return new Set(this.grantedPages().map((gref) => this.grants.addressOf(gref)));
  }

  /** Frame numbers of pages that are kept and not granted; undefined if none are kept. */
  keptPages(): readonly number[] | undefined {
    return this.kept;
  }

  private mostRequests(): number {
    // Responses to nothing make room for more: upstream would take more pages for that, which there are not here.
    const free = Math.min(this.rx.freeRequests, KEPT_PAGES - this.pagesOut);
    return this.kept === undefined ? free : Math.min(free, this.kept.length);
  }

  private takeGrefs(count: number): void {
    if (this.axes.receiveGrants === 'reversed') this.grants.getMany(count, this.newGrefs);
    else for (let i = 0; i < count; i++) this.newGrefs[i] = this.grants.get();
  }

  private takeId(gref: number): number {
    if (this.axes.receiveIds === 'grant reference') return gref & 0xffff;
    while (this.rxGref[this.nextRxId] !== 0) this.nextRxId = (this.nextRxId + 1) & 0xffff;
    const id = this.nextRxId;
    this.nextRxId = (this.nextRxId + 1) & 0xffff;
    return id;
  }

  private receiveStrictly(): void {
    const batch = this.responses;
    batch.clear();
    for (let slot = this.rx.takeResponse(); slot >= 0; slot = this.rx.takeResponse()) this.readResponse(slot);
    for (let first = 0, end = 0; first < batch.count; first = end) {
      end = batch.frameEnd(first);
      batch.check(first, end, true);
    }
    for (let first = 0, end = 0; first < batch.count; first = end) {
      end = batch.frameEnd(first);
      this.takeFrame(first, end);
    }
  }

  private readResponse(slot: number): void {
    const message = this.responses.add();
    readRxResponse(this.memory.view, slot, message);
    message.slot = this.rx.lastResponse;
    message.extras = 0;
    message.segment = 0;
    if (message.offset > PAGE_SIZE) {
      throw new ListenDied(`Cannot read an RX response: its offset ${message.offset} is corrupt`);
    }
  }

  /** Receives a frame; of one that netback answered with an error only the pages come back. */
  private takeFrame(first: number, end: number): void {
    if (this.responses.check(first, end, true)) {
      this.receiveFrame(first, end);
      return;
    }
    this.note('error', 'a response carries an error status');
    for (let i = first; i < end; i++) this.returnPage(this.popPage(i));
  }

  private receiveFrame(first: number, end: number): void {
    const batch = this.responses;
    this.delivery.open(batch.at(first).size, end - first);
    for (let i = first; i < end; i++) {
      const frame = this.popPage(i);
      const size = batch.fragmentSize(i, first, end);
      this.delivery.append(this.memory, frame * PAGE_SIZE, batch.at(i).offset, size);
      this.returnPage(frame);
    }
    this.deliver(first, end);
  }

  /** @returns whether the callback is to be waited for */
  private deliver(first: number, end: number): boolean {
    const frame = this.delivery.close(first, end);
    this.statistics.received(frame.length);
    this.observer.delivered(frame);
    if (this.callback === undefined) return false;
    return settleCallback(this.callback(frame), this.axes.callbacks, 'netfront', this.observer);
  }

  /** Each response is a frame, whatever its flags say, from the start of its page, and is taken before the next is read. */
  private receiveOneByOne(): void {
    const batch = this.responses;
    for (let slot = this.rx.takeResponse(); slot >= 0; slot = this.rx.takeResponse()) {
      batch.clear();
      this.readResponse(slot);
      try {
        this.takeOne();
      } catch (error) {
        // It dies with the response in hand, which has not been taken then.
        this.rx.giveBackResponse();
        throw error;
      }
    }
  }

  private takeOne(): void {
    const { size } = this.responses.at(0);
    const frame = this.popPage(0);
    if (size > 0) {
      this.delivery.open(size, 1);
      this.delivery.append(this.memory, frame * PAGE_SIZE, 0, size);
      this.deliver(0, 1);
    }
    this.returnPage(frame);
  }

  /** Reads all responses, and the descriptors behind them; what cannot be read is left out. */
  private readLeniently(): void {
    const batch = this.responses;
    batch.clear();
    let isDescribed = false;
    for (let slot = this.rx.takeResponse(); slot >= 0; slot = this.rx.takeResponse()) {
      if (isDescribed) {
        const described = batch.at(batch.count - 1);
        described.extras++;
        described.segment ||= readGsoTcpv4(this.memory.view, slot);
        isDescribed = hasMoreExtra(this.memory.view, slot);
        continue;
      }
      const message = batch.add();
      readRxResponse(this.memory.view, slot, message);
      message.slot = this.rx.lastResponse;
      message.extras = 0;
      message.segment = 0;
      if (message.offset > PAGE_SIZE) {
        this.note('warning', `the offset ${message.offset} of a response is corrupt`);
        batch.dropLast();
      } else isDescribed = this.axes.acceptsGso && (message.flags & FLAG_EXTRA_INFO) !== 0;
    }
    if (isDescribed) this.note('warning', 'a descriptor was announced, but none came');
    for (let first = 0, end = 0; first < batch.count; first = end) {
      end = batch.lenientEnd(first);
      if (!this.isWhole(first, end)) {
        this.note('warning', 'a frame is cut off, or carries an error status');
      }
    }
  }

  private isWhole(first: number, end: number): boolean {
    return !this.responses.isCutOff(end) && this.responses.errorsIn(first, end) === 0;
  }

  /** @returns false if it has to wait for a callback before it has taken all */
  private takeLeniently(from: number): boolean {
    const batch = this.responses;
    for (let first = from, end = 0; first < batch.count; first = end) {
      end = batch.lenientEnd(first);
      if (!this.isWhole(first, end)) {
        this.discard(first, end);
      } else if (this.receiveLeniently(first, end)) {
        this.next = end;
        return false;
      }
    }
    return true;
  }

  /** Takes the pages back of a frame that is not delivered. */
  private discard(first: number, end: number): void {
    this.note('warning', 'a frame is dropped that cannot be put together');
    for (let i = first; i < end; i++) this.takeBack(this.responses.at(i).id);
  }

  private takeBack(id: number): void {
    const gref = this.grefOf(id);
    if (gref === 0) this.note('warning', `no page is out for response ${id}`);
    else this.returnPage(this.endGrant(id, gref));
  }

  /**
   * Receives a frame. If a fragment cannot be copied, its page and those behind it are lost.
   * @returns whether the callback is to be waited for
   */
  private receiveLeniently(first: number, end: number): boolean {
    const batch = this.responses;
    const { id: firstId, extras } = batch.at(first);
    try {
      this.delivery.open(batch.sumOfSizes(first, end), end - first);
      for (let i = first; i < end; i++) {
        const { id, offset, size } = batch.at(i);
        const gref = this.grefOf(id);
        if (gref === 0) throw new ListenDied(`Cannot take RX response ${id}: no such request is out`);
        this.delivery.append(this.memory, this.grants.addressOf(gref), offset, size);
        this.returnPage(this.endGrant(id, gref));
      }
    } catch (error) {
      if (!(error instanceof ListenDied || error instanceof CannotWrite)) throw error;
      this.note('error', error.message);
      return false;
    }
    for (let k = 1; k <= extras; k++) this.takeBack((firstId + k) & 0xffff);
    return this.deliver(first, end);
  }

  /** Ends the grant of the page that message `i` answers. @returns the page's frame number */
  private popPage(i: number): number {
    const { id } = this.responses.at(i);
    const gref = this.rxGref[id] as number;
    if (gref === 0) throw new ListenDied(`Cannot take RX response ${id}: no such request is out`);
    return this.endGrant(id, gref);
  }

  private endGrant(id: number, gref: number): number {
    this.rxGref[id] = 0;
    this.pagesOut--;
    const frame = this.grants.endAccess(gref);
    if (this.grants.kept > 0 && this.grants.mappingsOf(gref) > 0) this.freed.push(frame);
    this.grants.put(gref);
    return frame;
  }

  private returnPage(frame: number): void {
    if (this.grants.kept > 0 && this.freed.includes(frame)) return;
    if (this.kept === undefined) {
      this.memory.freePage(frame);
      return;
    }
    this.used.push(frame);
  }

  /** Zeroes the pages that came back and keeps them. */
  private keepUsed(kept: number[]): void {
    for (const frame of this.used) {
      this.memory.bytes.fill(0, frame * PAGE_SIZE, (frame + 1) * PAGE_SIZE);
      kept.push(frame);
    }
    this.used.length = 0;
  }

  private note(level: 'warning' | 'error', text: string): void {
    if (this.axes.logs) this.observer.logged?.('netfront', level, text);
  }
}
