import { ORDINARY_MEMORY } from '../simd/arena.ts';
import { copyBytes } from '../wire/copy.ts';
import { Window } from '../wire/window.ts';
import type { EventChannel } from '../xen/event-channel.ts';
import type { GrantTable } from '../xen/grant-table.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import type { BackRing } from '../xen/shared-ring.ts';
import { fillChecked } from './checked-fill.ts';
import { DeliveryBuffer } from './delivery-buffer.ts';
import type { BackEnd, BackTransport } from './ends.ts';
import { FLAG_MORE_DATA } from './flags.ts';
import type { FrameWrite, FrameWriter, UnfilledFrame } from './frame-write.ts';
import { ListenDied, Message, MessageBatch } from './messages.ts';
import type { NetchannelObserver } from './observer.ts';
import { type FinishedFrame, keepFrame, PrivateBuffer } from './private-buffer.ts';
import { type ReceivePage, ReceivePages } from './receive-pages.ts';
import type { ReleasePolicy } from './releases.ts';
import { rxRequestGref, rxRequestId, writeRxResponse } from './rx.ts';
import { readTxRequest, TxStatus, writeTxResponse } from './tx.ts';
import { type TxResponder, TxResponses } from './tx-responder.ts';
import { type WaitingWrite, WriterQueue } from './writer-queue.ts';

/**
 * The backend of the network device, in the driver domain (upstream: backend.ml). TX and RX are named from
 * netfront's side: netback receives on TX.
 */
export class Netback implements BackEnd, FrameWriter {
  readonly tx: BackRing;
  readonly rx: BackRing;
  /** Bytes zeroed because the release clears pages. */
  bytesCleared = 0;
  /** Only a layer around it stalls. */
  readonly isStalled = false;
  private readonly policy: ReleasePolicy;
  private readonly memory: MachineMemory;
  private readonly grants: GrantTable;
  private readonly domain: number;
  private readonly events: EventChannel;
  private readonly observer: NetchannelObserver;
  private readonly requests = new MessageBatch();
  private readonly delivery: DeliveryBuffer;
  private readonly window = new Window();
  private readonly privateBuffer: PrivateBuffer;
  private readonly writers = new WriterQueue();
  private readonly pages = new ReceivePages();
  private readonly responder: TxResponder;
  private listening = true;

  /**
   * @param arena - that lends it memory. Ordinary memory if absent
   * @param responder - that answers TX requests. One that answers that all is well if absent
   */
  constructor(
    transport: BackTransport,
    policy: ReleasePolicy,
    observer: NetchannelObserver,
    arena = ORDINARY_MEMORY,
    responder: TxResponder = new TxResponses(transport.tx),
  ) {
    this.responder = responder;
    this.privateBuffer = new PrivateBuffer(arena);
    this.memory = transport.memory;
    this.grants = transport.grants;
    this.domain = transport.domain;
    this.tx = transport.tx;
    this.rx = transport.rx;
    this.events = transport.events;
    this.policy = policy;
    this.observer = observer;
    this.delivery = new DeliveryBuffer('tx', this.requests, arena);
  }

  /** What an event, or the start, makes netback do: listen, then let writers that wait for pages look again. */
  handleEvent(): void {
    this.listen();
    this.resumeWriters();
  }

  /**
   * Sends a frame to netfront, or queues it until netfront has given enough pages.
   * @returns false if the write has to wait
   * @throws CannotWrite if the frame is empty or longer than announced, or what the fill function throws
   * @throws TooManyWaiting if it has to wait and too many do
   */
  write(frame: FrameWrite): boolean {
    if (this.policy.fillInto === 'private buffer') return this.writeFinished(frame);
    const needed = pagesNeeded(frame.size);
    if (this.writers.locked || !this.hasPages(needed)) {
      this.writers.add({ write: frame.retain(), needed, finished: undefined });
      return false;
    }
    this.transmit(frame, needed);
    return true;
  }

  /**
   * Queues a frame without a look at whether it could be sent.
   * @throws TooManyWaiting if too many wait already
   */
  defer(frame: FrameWrite): void {
    if (this.policy.fillInto === 'private buffer') this.deferFinished(frame, this.privateBuffer.fill(frame));
    else this.writers.add({ write: frame.retain(), needed: pagesNeeded(frame.size), finished: undefined });
  }

  /** Lets writers that wait go on for as long as there are pages. */
  resumeWriters(): void {
    this.writers.run(this.hasPagesFor, this.resume);
  }

  /** Puts a response on the TX ring that was held back. */
  answerLate(id: number): void {
    if (!this.listening) return;
    writeTxResponse(this.memory.view, this.tx.nextResponse(), id, TxStatus.okay);
    if (this.tx.pushResponses()) this.events.notifyFront();
  }

  /** Whether frames wait to be received: for pages, or for netfront to look. */
  get hasWaitingFrames(): boolean {
    return this.writers.locked || this.rx.shared.rspProd !== this.rx.rspProdPvt;
  }

  /** Tells, as numbers, all that decides what becomes of requests to come, and those that are not handled yet. */
  describeState(note: (value: number) => void): void {
    const { tx, rx, memory } = this;
    const message = new Message();
    note(this.listening ? 1 : 0);
    note(this.pages.count);
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
    if (!this.listening) return;
    try {
      this.receive();
    } catch (error) {
      if (!(error instanceof ListenDied)) throw error;
      this.listening = false;
      this.observer.listenDied('netback', error);
      return;
    }
    if (this.tx.pushResponses()) this.events.notifyFront();
  }

  private receive(): void {
    const batch = this.requests;
    batch.clear();
    for (let slot = this.tx.takeRequest(); slot >= 0; slot = this.tx.takeRequest()) this.readRequest(slot);
    for (let first = 0, end = 0; first < batch.count; first = end) {
      end = batch.frameEnd(first);
      batch.check(first, end, false);
    }
    for (let first = 0, end = 0; first < batch.count; first = end) {
      end = batch.frameEnd(first);
      this.receiveFrame(first, end);
    }
  }

  private readRequest(slot: number): void {
    const message = this.requests.add();
    readTxRequest(this.memory.view, slot, message);
    message.slot = this.tx.lastRequest;
    // Upstream logs a request with a corrupt offset and leaves it out.
    if (message.offset > PAGE_SIZE) this.requests.dropLast();
  }

  /** Copies the frame out of the granted pages, answering each fragment. */
  private receiveFrame(first: number, end: number): void {
    const batch = this.requests;
    let refused = false;
    this.delivery.open(batch.at(first).size);
    for (let i = first; i < end; i++) {
      const { id, gref, offset } = batch.at(i);
      const page = this.grants.map(this.domain, gref, false);
      this.delivery.append(this.memory, page, offset, batch.fragmentSize(i, first, end));
      this.grants.unmap(gref);
      if (!this.responder.answer(id)) refused = true;
    }
    const frame = this.delivery.close(first, end);
    if (refused) this.observer.withheld(frame);
    else this.observer.delivered(frame);
  }

  private writeFinished(frame: FrameWrite): boolean {
    const finished = this.privateBuffer.fill(frame);
    const needed = pagesNeeded(finished.length);
    if (this.writers.locked || !this.hasPages(needed)) {
      this.deferFinished(frame, finished);
      return false;
    }
    this.sendFinished(finished, needed, frame.tag);
    return true;
  }

  private deferFinished(frame: FrameWrite, finished: FinishedFrame): void {
    const needed = pagesNeeded(finished.length);
    this.writers.add({ write: frame.retainFinished(), needed, finished: keepFrame(finished) });
  }

  /** Whether there are `needed` pages; takes new requests off the ring if there are not. */
  private hasPages(needed: number): boolean {
    if (this.pages.count >= needed) return true;
    for (let slot = this.rx.takeRequest(); slot >= 0; slot = this.rx.takeRequest()) {
      this.pages.add(rxRequestId(this.memory.view, slot), rxRequestGref(this.memory.view, slot));
    }
    return this.pages.count >= needed;
  }

  private readonly hasPagesFor = (entry: WaitingWrite): boolean => this.hasPages(entry.needed);

  private readonly resume = (entry: WaitingWrite): void => {
    if (entry.finished === undefined) this.transmit(entry.write, entry.needed);
    else this.sendFinished(entry.finished, entry.needed, entry.write.tag);
  };

  private transmit(frame: UnfilledFrame, pages: number): void {
    if (pages === 1) {
      this.fillPage(frame);
      return;
    }
    // The pages are taken before the fill function runs: if it fails they are lost to the device.
    const taken = this.pages.takeMany(pages);
    // The first response tells what was announced, not what was filled.
    this.copyOut(this.privateBuffer.fill(frame), taken, frame.size, frame.tag);
  }

  private sendFinished(finished: FinishedFrame, pages: number, tag: number): void {
    this.copyOut(finished, this.pages.takeMany(pages), finished.length, tag);
  }

  private fillPage(frame: UnfilledFrame): void {
    const { id, gref } = this.pages.take();
    const address = this.grants.map(this.domain, gref, true);
    if (this.policy.clearBeforeFill) {
      this.memory.bytes.fill(0, address, address + PAGE_SIZE);
      this.bytesCleared += PAGE_SIZE;
    }
    const window = this.window;
    window.bind(this.memory.bytes, this.memory.view, address, PAGE_SIZE, false);
    // If this fails the page stays mapped and its request unanswered, as upstream.
    const length = fillChecked(frame, window);
    this.grants.unmap(gref);
    writeRxResponse(this.memory.view, this.rx.nextResponse(), id, 0, length);
    const written = window.writtenWithin(length);
    const { bytes } = this.memory;
    this.observer.receivePageFilled(id, length, written, frame.tag, window.marks, bytes, address);
    this.pushResponses();
  }

  /**
   * Copies a finished frame into the pages, and answers their requests.
   * @param announced - the size that the first response tells
   */
  private copyOut(
    { bytes, offset, length, written, marks }: FinishedFrame,
    pages: readonly Readonly<ReceivePage>[],
    announced: number,
    tag: number,
  ): void {
    for (let i = 0; i < pages.length; i++) {
      const page = pages[i] as ReceivePage;
      const at = i * PAGE_SIZE;
      const part = Math.max(0, Math.min(PAGE_SIZE, length - at));
      const address = this.grants.map(this.domain, page.gref, true);
      copyBytes(bytes, offset + at, this.memory.bytes, address, part);
      this.grants.unmap(page.gref);
      const flags = i < pages.length - 1 ? FLAG_MORE_DATA : 0;
      writeRxResponse(this.memory.view, this.rx.nextResponse(), page.id, flags, i === 0 ? announced : part);
    }
    this.observer.receivePageFilled(pages[0]?.id ?? 0, length, written, tag, marks, bytes, offset);
    this.pushResponses();
  }

  private pushResponses(): void {
    if (this.rx.pushResponses()) this.events.notifyFront();
  }
}

/** How many receive pages a frame of `bytes` bytes takes: one at least. */
function pagesNeeded(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / PAGE_SIZE));
}
