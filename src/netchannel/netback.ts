import { ORDINARY_MEMORY } from '../simd/arena.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import type { EventChannel } from '../xen/event-channel.ts';
import { GrantError, type GrantTable } from '../xen/grant-table.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import { type BackRing, RingRunaway } from '../xen/shared-ring.ts';
import type { BackAxes } from './axes.ts';
import { BackSender } from './back-sender.ts';
import { type FrameCallback, settleCallback } from './callbacks.ts';
import { DeliveryBuffer } from './delivery-buffer.ts';
import { type BackEnd, type BackTransport, USUAL_MTU } from './ends.ts';
import type { FrameWrite, FrameWriter } from './frame-write.ts';
import { ListenDied, Message, MessageBatch } from './messages.ts';
import type { NetchannelObserver } from './observer.ts';
import { Statistics } from './statistics.ts';
import { readTxRequest, TxStatus } from './tx.ts';
import { type TxResponder, TxResponses } from './tx-responder.ts';

/** An IPv4 packet's length has 16 bits. */
const LARGEST_PACKET = 65535;

/**
 * The backend of the network device, in the driver domain (upstream: backend.ml). TX and RX are named from
 * netfront's side: netback receives on TX.
 */
export class Netback implements BackEnd, FrameWriter {
  readonly tx: BackRing;
  readonly rx: BackRing;
  /** Only a layer around it stalls. */
  readonly isStalled = false;
  /** What it tells whoever asks. */
  readonly statistics = new Statistics();
  /** The most bytes behind an Ethernet header. */
  readonly mtu: number;
  /** Its own MAC address. */
  readonly mac: string;
  /** Its sending side. */
  readonly sender: BackSender;
  /** Is handed each frame, besides the observer. */
  callback: FrameCallback | undefined;
  private readonly axes: BackAxes;
  private readonly memory: MachineMemory;
  private readonly grants: GrantTable;
  private readonly domain: number;
  private readonly events: EventChannel;
  private readonly observer: NetchannelObserver;
  private readonly requests = new MessageBatch();
  private readonly delivery: DeliveryBuffer;
  private readonly responder: TxResponder;
  private listening = true;
  /** Message with which the frame begins that is to be taken next, once a callback is over; -1 if none is waited for. */
  private next = -1;
  /** An event came while it waited for a frame callback. */
  private isEventDue = false;

  /**
   * @param arena - that lends it memory. Ordinary memory if absent
   * @param responder - that answers TX requests. One that answers that all is well if absent
   */
  constructor(
    transport: BackTransport,
    axes: BackAxes,
    observer: NetchannelObserver,
    arena = ORDINARY_MEMORY,
    responder: TxResponder = new TxResponses(transport.tx),
  ) {
    this.responder = responder;
    this.memory = transport.memory;
    this.grants = transport.grants;
    this.domain = transport.domain;
    this.tx = transport.tx;
    this.rx = transport.rx;
    this.events = transport.events;
    this.axes = axes;
    this.observer = observer;
    this.mtu = transport.mtu(axes.mtu) ?? USUAL_MTU;
    this.mac = axes.mac === 'of the frontend' ? transport.mac : axes.mac;
    this.delivery = new DeliveryBuffer('tx', this.requests, arena);
    this.sender = new BackSender(transport, axes, observer, this.statistics, this.mtu, arena);
  }

  /** What an event, or the start, makes netback do: listen, then let writers that wait for pages look again. */
  handleEvent(): void {
    if (this.next >= 0) this.isEventDue = true;
    else this.listen();
    this.sender.resumeWriters();
  }

  /** The frame callback that was waited for is over: the listen loop goes on. */
  callbackOver(): void {
    if (this.next < 0) return;
    const { next } = this;
    this.next = -1;
    if (this.takeLeniently(next)) this.answer();
    while (this.isEventDue && this.next < 0) {
      this.isEventDue = false;
      this.listen();
    }
  }

  /**
   * Sends a frame to netfront, or queues it until netfront has given enough pages.
   * @returns false if the write has to wait
   * @throws CannotWrite if the frame is empty or longer than announced, or what the fill function throws
   * @throws TooManyWaiting if it has to wait and too many do
   */
  write(frame: FrameWrite): boolean {
    return this.sender.write(frame);
  }

  /** Puts a response on the TX ring that was held back. */
  answerLate(id: number): void {
    if (!this.listening) return;
    this.responder.respond(id, TxStatus.okay);
    if (this.tx.pushResponses()) this.events.notifyFront();
  }

  /** The largest frame that it sends, header included: more than the MTU allows if netfront segments. */
  get maxFrameSize(): number {
    return (this.sender.sendsGso ? LARGEST_PACKET : this.mtu) + ETHERNET_HEADER_LENGTH;
  }

  /** Bytes zeroed because the release clears pages. */
  get bytesCleared(): number {
    return this.sender.bytesCleared;
  }

  /** Whether frames wait to be received: for pages, or for netfront to look. */
  get hasWaitingFrames(): boolean {
    return this.sender.hasWaitingWrites || this.rx.shared.rspProd !== this.rx.rspProdPvt;
  }

  /** Tells, as numbers, all that decides what becomes of requests to come, and those that are not handled yet. */
  describeState(note: (value: number) => void): void {
    const { tx, rx, memory } = this;
    const message = new Message();
    note(this.listening ? 1 : 0);
    note(this.sender.pagesHeld);
    for (const ring of [tx, rx]) {
      note((ring.shared.reqProd - ring.reqCons) | 0);
      note((ring.shared.reqEvent - ring.reqCons) | 0);
      note((ring.shared.rspProd - ring.rspProdPvt) | 0);
    }
    for (let i = tx.reqCons; i !== tx.shared.reqProd; i = (i + 1) >>> 0) {
      readTxRequest(memory.view, tx.shared.slot(i), message);
      note(message.id);
      note(message.flags);
      note(message.size);
    }
  }

  private listen(): void {
    if (!this.listening || this.sender.hasRunAway) return;
    try {
      if (!this.receive()) return;
    } catch (error) {
      if (!(error instanceof ListenDied || error instanceof RingRunaway)) throw error;
      this.listening = false;
      this.observer.listenDied('netback', error);
      return;
    }
    this.answer();
  }

  /** The end of a turn: all that was taken is answered. */
  private answer(): void {
    if (this.axes.takesRequests === 'at every event') this.sender.takeRequests();
    if (this.tx.pushResponses()) this.events.notifyFront();
  }

  /** @returns false if it has to wait for a callback before it has taken all */
  private receive(): boolean {
    const batch = this.requests;
    batch.clear();
    for (let slot = this.tx.takeRequest(); slot >= 0; slot = this.tx.takeRequest()) this.readRequest(slot);
    if (this.axes.reading === 'lenient') {
      this.warnOfUnusable();
      return this.takeLeniently(0);
    }
    for (let first = 0, end = 0; first < batch.count; first = end) {
      end = batch.frameEnd(first);
      batch.check(first, end, false);
    }
    for (let first = 0, end = 0; first < batch.count; first = end) {
      end = batch.frameEnd(first);
      this.receiveFrame(first, end);
    }
    return true;
  }

  private readRequest(slot: number): void {
    const message = this.requests.add();
    readTxRequest(this.memory.view, slot, message);
    message.slot = this.tx.lastRequest;
    if (message.offset <= PAGE_SIZE) return;
    // It is left out.
    this.note('warning', `the offset ${message.offset} of a request is corrupt`);
    this.requests.dropLast();
  }

  /** Copies the frame out of the granted pages, answering each fragment. */
  private receiveFrame(first: number, end: number): void {
    const batch = this.requests;
    let refused = false;
    this.delivery.open(batch.at(first).size, end - first);
    for (let i = first; i < end; i++) {
      const { id, gref, offset } = batch.at(i);
      const page = this.map(gref);
      this.delivery.append(this.memory, page, offset, batch.fragmentSize(i, first, end));
      this.grants.unmap(gref);
      if (!this.responder.answer(id)) refused = true;
    }
    this.deliver(first, end, refused);
  }

  /** @returns whether the callback is to be waited for */
  private deliver(first: number, end: number, refused: boolean): boolean {
    const frame = this.delivery.close(first, end);
    this.statistics.received(frame.length);
    if (refused) {
      this.observer.withheld(frame);
      return false;
    }
    this.observer.delivered(frame);
    if (this.callback === undefined) return false;
    return settleCallback(this.callback(frame), this.axes.callbacks, 'netback', this.observer);
  }

  /** @throws ListenDied if the hypervisor refuses, as it does if netfront grants nothing of that reference */
  private map(gref: number): number {
    try {
      return this.grants.map(this.domain, gref, false);
    } catch (error) {
      if (error instanceof GrantError) throw new ListenDied(error.message);
      throw error;
    }
  }

  private warnOfUnusable(): void {
    const batch = this.requests;
    for (let first = 0, end = 0; first < batch.count; first = end) {
      end = batch.lenientEnd(first);
      if (!this.isUsable(first, end)) {
        this.note('warning', 'a frame is cut off, or its sizes do not add up');
      }
    }
  }

  private isUsable(first: number, end: number): boolean {
    return !this.requests.isCutOff(end) && this.requests.firstFragmentSize(first, end) >= 0;
  }

  /** @returns false if it has to wait for a callback before it has taken all */
  private takeLeniently(from: number): boolean {
    const batch = this.requests;
    for (let first = from, end = 0; first < batch.count; first = end) {
      end = batch.lenientEnd(first);
      if (!this.isUsable(first, end)) {
        this.discard(first, end);
      } else if (this.receiveLeniently(first, end)) {
        this.next = end;
        return false;
      }
    }
    return true;
  }

  /** Answers the requests of a frame that is not delivered, so that their blocks come back. */
  private discard(first: number, end: number): void {
    this.note('warning', 'a frame is dropped that cannot be put together');
    for (let i = first; i < end; i++) this.responder.respond(this.requests.at(i).id, TxStatus.error);
  }

  /**
   * Has the frame copied out of the granted pages, answering each fragment. If a copy is refused, those behind it are not
   * answered, as upstream.
   * @returns whether the callback is to be waited for
   */
  private receiveLeniently(first: number, end: number): boolean {
    const batch = this.requests;
    let refused = false;
    this.delivery.open(batch.at(first).size, end - first);
    for (let i = first; i < end; i++) {
      const { id, gref, offset } = batch.at(i);
      try {
        const page = this.grants.copy(this.domain, gref, false);
        this.delivery.append(this.memory, page, offset, batch.fragmentSize(i, first, end));
      } catch (error) {
        if (!(error instanceof GrantError || error instanceof ListenDied)) throw error;
        this.responder.respond(id, TxStatus.error);
        this.note('error', error.message);
        return false;
      }
      if (!this.responder.answer(id)) refused = true;
    }
    return this.deliver(first, end, refused);
  }

  private note(level: 'warning' | 'error', text: string): void {
    if (this.axes.logs) this.observer.logged?.('netback', level, text);
  }
}
