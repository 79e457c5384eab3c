import type { Arena } from '../simd/arena.ts';
import { CannotWrite } from '../wire/cannot-write.ts';
import { copyBytes } from '../wire/copy.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { Window } from '../wire/window.ts';
import type { EventChannel } from '../xen/event-channel.ts';
import { GrantError, type GrantTable } from '../xen/grant-table.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import { type BackRing, RingRunaway } from '../xen/shared-ring.ts';
import type { BackAxes } from './axes.ts';
import { checkLength } from './checked-fill.ts';
import { rxChecksumFlags } from './checksum-flags.ts';
import type { BackTransport } from './ends.ts';
import { writeGsoTcpv4 } from './extra.ts';
import { FLAG_EXTRA_INFO, FLAG_MORE_DATA } from './flags.ts';
import type { FrameWrite, FrameWriter, UnfilledFrame } from './frame-write.ts';
import { segmentSize } from './gso.ts';
import type { NetchannelObserver } from './observer.ts';
import { type FinishedFrame, keepFrame, PrivateBuffer } from './private-buffer.ts';
import { type ReceivePage, ReceivePages, TooManyPages } from './receive-pages.ts';
import { RX_ERROR, rxRequestGref, rxRequestId, writeRxResponse } from './rx.ts';
import type { Statistics } from './statistics.ts';
import { finishWaiting, type WaitingWrite, WriterQueue } from './writer-queue.ts';

/** The hypervisor refused a page of netfront's. */
export class PageRefused extends CannotWrite {
  override readonly name = 'PageRefused';

  constructor(why: string) {
    super(`Cannot send the frame: ${why}`);
  }
}

/** The sending side of netback: puts frames into pages of netfront's. */
export class BackSender implements FrameWriter {
  readonly rx: BackRing;
  /** Bytes zeroed because the release clears pages. */
  bytesCleared = 0;
  /** It could not get to the end of the RX ring, so that no page comes any more. */
  hasRunAway = false;
  private readonly axes: BackAxes;
  private readonly memory: MachineMemory;
  private readonly grants: GrantTable;
  private readonly domain: number;
  private readonly events: EventChannel;
  private readonly observer: NetchannelObserver;
  private readonly statistics: Statistics;
  private readonly window = new Window();
  private readonly privateBuffer: PrivateBuffer;
  private readonly writers = new WriterQueue();
  private readonly pages = new ReceivePages();
  /** From this many bytes on frames are sent that netfront is to segment, as far as they are of TCP over IPv4. */
  private readonly gsoAbove: number;
  private readonly mtu: number;

  constructor(
    transport: BackTransport,
    axes: BackAxes,
    observer: NetchannelObserver,
    statistics: Statistics,
    mtu: number,
    arena: Arena,
  ) {
    this.privateBuffer = new PrivateBuffer(arena);
    this.memory = transport.memory;
    this.grants = transport.grants;
    this.domain = transport.domain;
    this.rx = transport.rx;
    this.events = transport.events;
    this.axes = axes;
    this.observer = observer;
    this.statistics = statistics;
    this.mtu = mtu;
    this.gsoAbove = axes.sendsGso && transport.peerAcceptsGso ? mtu + ETHERNET_HEADER_LENGTH : Infinity;
  }

  /**
   * Sends a frame to netfront, or queues it until netfront has given enough pages.
   * @returns false if the write has to wait
   * @throws CannotWrite if the frame is empty or longer than announced, or what the fill function throws
   * @throws TooManyWaiting if it has to wait and too many do
   */
  write(frame: FrameWrite): boolean {
    if (this.axes.fillInto === 'private buffer') return this.writeFinished(frame);
    if (this.axes.pagesBy === 'written length') {
      if (!this.writers.locked) return this.writeFinished(frame);
      this.defer(frame);
      return false;
    }
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
    if (this.axes.fillInto === 'private buffer') this.deferFinished(frame, this.privateBuffer.fill(frame));
    else this.writers.add({ write: frame.retain(), needed: pagesNeeded(frame.size), finished: undefined });
  }

  /** Lets writers that wait go on for as long as there are pages. */
  resumeWriters(): void {
    if (this.axes.pagesBy === 'announced size') this.writers.run(this.hasPagesFor, this.resume);
    else this.writers.run(this.hasPagesFor, this.resume, this.finishFirst);
  }

  /** Takes all requests off the RX ring. */
  takeRequests(): void {
    if (this.hasRunAway) return;
    try {
      this.takeAll();
    } catch (error) {
      if (!(error instanceof RingRunaway || error instanceof TooManyPages)) throw error;
      this.hasRunAway = true;
      this.observer.listenDied('netback', error);
    }
  }

  /** Takes the request that has waited longest, and whoever takes it answers it. @returns undefined if there is none */
  takePage(): Readonly<ReceivePage> | undefined {
    return this.hasPages(1) ? this.pages.take() : undefined;
  }

  /** Pages that have waited longest, `count` at most: it goes on to use them. */
  peekPages(count: number): readonly Readonly<ReceivePage>[] {
    this.hasPages(count);
    return this.pages.peek(count);
  }

  private takeAll(): void {
    for (let slot = this.rx.takeRequest(); slot >= 0; slot = this.rx.takeRequest()) {
      this.pages.add(rxRequestId(this.memory.view, slot), rxRequestGref(this.memory.view, slot));
    }
  }

  /** Whether writes wait for pages. */
  get hasWaitingWrites(): boolean {
    return this.writers.locked;
  }

  /** What each write that waits was written by. */
  waitingTags(): number[] {
    return this.writers.tags();
  }

  /** How many requests it has taken and not used. */
  get pagesHeld(): number {
    return this.pages.count;
  }

  /** Whether netfront is told to segment frames. */
  get sendsGso(): boolean {
    return this.gsoAbove !== Infinity;
  }

  private writeFinished(frame: FrameWrite): boolean {
    const finished = this.privateBuffer.fill(frame);
    const needed = this.slotsFor(finished);
    if (this.writers.locked || !this.hasPages(needed)) {
      this.deferFinished(frame, finished);
      return false;
    }
    this.sendFinished(finished, frame.tag);
    return true;
  }

  private deferFinished(frame: FrameWrite, finished: FinishedFrame): void {
    const needed = this.slotsFor(finished);
    this.writers.add({ write: frame.retainFinished(), needed, finished: keepFrame(finished) });
  }

  /** How many requests a finished frame takes: one for each page, and one for the descriptor. */
  private slotsFor(frame: FinishedFrame): number {
    return pagesNeeded(frame.length) + (this.segmentOf(frame) > 0 ? 1 : 0);
  }

  /** Bytes in each segment that netfront is to make of the frame; 0 if it is to make none. */
  private segmentOf({ bytes, offset, length }: FinishedFrame): number {
    return length > this.gsoAbove ? segmentSize(bytes, offset, length, this.mtu) : 0;
  }

  /** Whether there are `needed` pages; takes new requests off the ring if there are not. */
  private hasPages(needed: number): boolean {
    if (this.pages.count >= needed) return true;
    this.takeRequests();
    return this.pages.count >= needed;
  }

  private readonly hasPagesFor = (entry: WaitingWrite): boolean => this.hasPages(entry.needed);

  /** A frame that waits is written once those before it are gone. */
  private readonly finishFirst = (entry: WaitingWrite): WaitingWrite => {
    if (entry.finished !== undefined || entry.failure !== undefined) return entry;
    return finishWaiting(
      entry,
      () => this.privateBuffer.fill(entry.write),
      (finished) => this.slotsFor(finished),
    );
  };

  private readonly resume = (entry: WaitingWrite): void => {
    if (entry.finished !== undefined) this.sendFinished(entry.finished, entry.write.tag);
    else if (entry.failure === undefined) this.transmit(entry.write, entry.needed);
    else throw entry.failure;
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

  private sendFinished(finished: FinishedFrame, tag: number): void {
    const pages = pagesNeeded(finished.length);
    if (this.axes.pagesBy === 'written length') this.copyInOrder(finished, pages, tag);
    else this.copyOut(finished, this.pages.takeMany(pages), finished.length, tag);
  }

  private fillPage(frame: UnfilledFrame): void {
    const { id, gref } = this.pages.take();
    const address = this.map(gref);
    if (this.axes.clearBeforeFill !== 'nothing') {
      const cleared = this.axes.clearBeforeFill === 'page' ? PAGE_SIZE : frame.size;
      this.memory.bytes.fill(0, address, address + cleared);
      this.bytesCleared += cleared;
    }
    const window = this.window;
    const room = this.axes.window === 'page' ? PAGE_SIZE : frame.size;
    window.bind(this.memory.bytes, this.memory.view, address, room, false);
    // If this fails the page stays mapped and its request unanswered, as upstream.
    const length = frame.fill(window);
    if (this.axes.unmaps === 'before the check') this.grants.unmap(gref);
    checkLength(frame, length);
    if (this.axes.unmaps === 'after the check') this.grants.unmap(gref);
    writeRxResponse(
      this.memory.view,
      this.rx.nextResponse(),
      id,
      rxChecksumFlags(frame.checksum ?? 0),
      length,
    );
    this.statistics.sent(length);
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
    { bytes, offset, length, written, marks, checksum }: FinishedFrame,
    pages: readonly Readonly<ReceivePage>[],
    announced: number,
    tag: number,
  ): void {
    for (let i = 0; i < pages.length; i++) {
      const page = pages[i] as ReceivePage;
      const at = i * PAGE_SIZE;
      const part = Math.max(0, Math.min(PAGE_SIZE, length - at));
      const address = this.map(page.gref);
      copyBytes(bytes, offset + at, this.memory.bytes, address, part);
      this.grants.unmap(page.gref);
      const ofFrame = i === 0 ? rxChecksumFlags(checksum) : 0;
      const flags = (i < pages.length - 1 ? FLAG_MORE_DATA : 0) | ofFrame;
      writeRxResponse(this.memory.view, this.rx.nextResponse(), page.id, flags, i === 0 ? announced : part);
    }
    this.statistics.sent(length);
    this.observer.receivePageFilled(pages[0]?.id ?? 0, length, written, tag, marks, bytes, offset);
    this.pushResponses();
  }

  /** Has a finished frame copied into as many pages as it takes, in their order; each response tells its own size. */
  private copyInOrder(frame: FinishedFrame, pages: number, tag: number): void {
    const { bytes, offset, length, written, marks, checksum } = frame;
    const segment = this.segmentOf(frame);
    let first = 0;
    for (let i = 0; i < pages; i++) {
      const { id, gref } = this.pages.take();
      // The second request is spent on the descriptor.
      if (i === 0 && segment > 0) this.pages.take();
      const at = i * PAGE_SIZE;
      const part = Math.min(PAGE_SIZE, length - at);
      const status = this.copyTo(gref, id, bytes, offset + at, part) ? part : RX_ERROR;
      const ofFrame = i > 0 ? 0 : rxChecksumFlags(checksum) | (segment > 0 ? FLAG_EXTRA_INFO : 0);
      const flags = (i < pages - 1 ? FLAG_MORE_DATA : 0) | ofFrame;
      writeRxResponse(this.memory.view, this.rx.nextResponse(), id, flags, status);
      if (i > 0) continue;
      first = id;
      if (segment > 0) writeGsoTcpv4(this.memory.view, this.rx.nextResponse(), segment);
    }
    this.statistics.sent(length);
    this.observer.receivePageFilled(first, length, written, tag, marks, bytes, offset);
    this.pushResponses();
  }

  /** @returns false if the hypervisor refuses to copy: then the page holds what it held */
  private copyTo(gref: number, id: number, bytes: Uint8Array, offset: number, length: number): boolean {
    try {
      const address = this.grants.copy(this.domain, gref, true);
      copyBytes(bytes, offset, this.memory.bytes, address, length);
      return true;
    } catch (error) {
      if (!(error instanceof GrantError)) throw error;
      this.note('error', `cannot copy for RX request ${id}: ${error.message}`);
      return false;
    }
  }

  /** @throws PageRefused if the hypervisor refuses */
  private map(gref: number): number {
    try {
      return this.grants.map(this.domain, gref, true);
    } catch (error) {
      if (error instanceof GrantError) throw new PageRefused(error.message);
      throw error;
    }
  }

  private note(level: 'warning' | 'error', text: string): void {
    if (this.axes.logs) this.observer.logged?.('netback', level, text);
  }

  private pushResponses(): void {
    if (this.rx.pushResponses()) this.events.notifyFront();
  }
}

/** How many receive pages a frame of `bytes` bytes takes: one at least. */
function pagesNeeded(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / PAGE_SIZE));
}
