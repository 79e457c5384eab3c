import { ORDINARY_MEMORY } from '../simd/arena.ts';
import { CannotWrite } from '../wire/cannot-write.ts';
import { copyBytes } from '../wire/copy.ts';
import { Window } from '../wire/window.ts';
import type { EventChannel } from '../xen/event-channel.ts';

import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import { type FrontRing, RingRunaway } from '../xen/shared-ring.ts';

import { type FrontAxes, grantsPerFrame } from './axes.ts';
import { BlockCleaner } from './block-cleaner.ts';
import { CallerPages } from './caller-pages.ts';
import { fillChecked } from './checked-fill.ts';
import { txChecksumFlags } from './checksum-flags.ts';
import type { FrontEnd, FrontTransport } from './ends.ts';
import { FLAG_MORE_DATA } from './flags.ts';
import type { FrameWrite, FrameWriter, UnfilledFrame } from './frame-write.ts';
import { FreshPages } from './fresh-pages.ts';
import { FrontReceiver } from './front-receiver.ts';
import { ListenDied } from './messages.ts';
import type { NetchannelObserver } from './observer.ts';
import { PoolPerRecipient } from './pool-per-recipient.ts';
import { type FinishedFrame, keepFrame, PrivateBuffer } from './private-buffer.ts';
import { RecipientOf } from './recipient-of.ts';
import { SeveralAnswers } from './several-answers.ts';
import { BLOCK_SIZE, blocksNeeded, SharedPagePool } from './shared-page-pool.ts';
import { Statistics } from './statistics.ts';
import { TxStatus, txResponseId, txResponseStatus, writeTxRequest } from './tx.ts';
import { BlocksById, BlocksByPage, type WaitingBlocks } from './waiting-blocks.ts';
import { finishWaiting, type WaitingWrite, WriterQueue } from './writer-queue.ts';

/** The frontend of the network device, in the unikernel (upstream: frontend.ml). */
export class Netfront implements FrontEnd, FrameWriter {
  readonly pool: SharedPagePool;
  readonly tx: FrontRing;
  readonly rx: FrontRing;
  /** Bytes zeroed because the release clears blocks. */
  bytesCleared = 0;
  /** Bytes copied from private buffers into blocks. */
  bytesCopied = 0;
  /** What it tells whoever asks. */
  readonly statistics = new Statistics();
  /** Its receiving side. */
  readonly receiver: FrontReceiver;
  /** Its MAC address. */
  readonly mac: string;
  /** The most bytes behind an Ethernet header; undefined if it leaves that to the stack. */
  readonly mtu: number | undefined;
  private readonly axes: FrontAxes;
  private readonly memory: MachineMemory;
  private readonly events: EventChannel;
  private readonly observer: NetchannelObserver;
  private readonly window = new Window();
  private readonly privateBuffer: PrivateBuffer;
  private readonly writers = new WriterQueue();
  private readonly waiting: WaitingBlocks;
  private readonly frames = new SeveralAnswers();
  /** What keeps recipients apart, if they are. */
  private readonly apart: { pool: PoolPerRecipient; recipientOf: RecipientOf } | undefined;
  private readonly hasFreshPages: boolean;
  /** What overwrites blocks once they are filled, or come back; undefined if nothing does. */
  private readonly cleaner: BlockCleaner | undefined;
  /** Whether a writer may find something in the memory that it is handed. */
  private readonly isStale: boolean;
  private listening = true;
  /** It goes round a ring for ever, and the unikernel with it. */
  private hangs = false;
  /** It waits until netback has unmapped a page. */
  private isHeld = false;
  /** An event came while it waited for a frame callback. */
  private isEventDue = false;

  /** @param arena - that lends it memory. Ordinary memory if absent */
  constructor(
    transport: FrontTransport,
    axes: FrontAxes,
    observer: NetchannelObserver,
    arena = ORDINARY_MEMORY,
  ) {
    this.privateBuffer = new PrivateBuffer(arena);
    this.memory = transport.memory;
    this.tx = transport.tx;
    this.rx = transport.rx;
    this.events = transport.events;
    this.axes = axes;
    this.observer = observer;
    this.mac = transport.mac;
    this.mtu = transport.mtu(axes.mtu);
    const parts = [this.memory, transport.grants, transport.backend] as const;
    this.hasFreshPages = grantsPerFrame(axes);
    this.pool = this.hasFreshPages ? new FreshPages(...parts) : new SharedPagePool(...parts);
    if (axes.pool === 'caller pages') this.pool = new CallerPages(...parts);
    if (axes.pool === 'per recipient') {
      this.apart = { pool: new PoolPerRecipient(...parts), recipientOf: new RecipientOf() };
      this.pool = this.apart.pool;
    }
    const isCleaned = axes.clearAfterFill !== 'nothing' || axes.cleansOnRelease !== 'nothing';
    this.cleaner = isCleaned ? new BlockCleaner(this.memory, this.pool, axes, observer) : undefined;
    this.isStale = mayBeStale(axes);
    this.waiting = axes.requestIds === 'of the block' ? new BlocksById() : new BlocksByPage(this.pool);
    this.receiver = new FrontReceiver(transport, axes, observer, this.statistics, arena);
  }

  /**
   * Sends a frame to netback, or queues it while the ring is full.
   * @returns false if the write has to wait
   * @throws CannotWrite if the frame is longer than announced or than the ring can hold, or what the fill function throws
   * @throws TooManyWaiting if it has to wait and too many do
   */
  write(frame: FrameWrite): boolean {
    if (this.axes.fillInto === 'private buffer') return this.writeFinished(frame);
    const needed = blocksNeeded(frame.size);
    if (needed !== 1 && this.axes.blocksBy === 'written length') return this.writeByLength(frame);
    if (!this.mayGoOn(needed)) {
      this.writers.add({ write: frame.retain(), needed, finished: undefined });
      return false;
    }
    this.transmit(frame, needed);
    return true;
  }

  /** One turn of the listen loop: what an event, or the start, makes netfront do. */
  handleEvent(): void {
    if (!this.listening) return;
    // Whoever waits for a page hears of no event: it looks again when its time has come.
    if (this.isHeld) return;
    const { heldBy } = this.receiver;
    if (heldBy !== 0) {
      this.isHeld = true;
      this.observer.logged?.('netfront', 'warning', `grant ${heldBy} is still mapped by the remote domain`);
      return;
    }
    if (this.receiver.isWaiting) this.isEventDue = true;
    else this.takeTurn(false);
  }

  /** Looks again whether netback has unmapped the page that is waited for, which nothing tells. @returns whether it waits on */
  retry(): boolean {
    if (!this.isHeld) return false;
    this.isHeld = false;
    this.handleEvent();
    return this.isHeld;
  }

  /** The frame callback that was waited for is over: the listen loop goes on. */
  callbackOver(): void {
    if (!this.receiver.isWaiting) return;
    this.takeTurn(true);
    while (this.isEventDue && !this.receiver.isWaiting) {
      this.isEventDue = false;
      this.handleEvent();
    }
  }

  private takeTurn(goesOn: boolean): void {
    try {
      if (!(goesOn ? this.receiver.goOn() : this.receiver.receive())) return;
      this.receiver.refill();
      this.freeBlocks();
    } catch (error) {
      if (!(error instanceof ListenDied || error instanceof RingRunaway)) throw error;
      this.listening = false;
      this.hangs = error instanceof RingRunaway;
      this.observer.listenDied('netfront', error);
    }
  }

  /** Lets no more frames out; the pages of the pool are un-granted once all blocks are back. */
  close(): void {
    this.pool.shutdown();
  }

  /** Whether writes wait for room on the ring. */
  get hasWaitingWrites(): boolean {
    return this.writers.locked;
  }

  /** What each write that waits was written by. */
  waitingTags(): number[] {
    return this.writers.tags();
  }

  /** Tells, as numbers, all that decides what becomes of writes to come; not what is in the blocks. */
  describeState(note: (value: number) => void): void {
    const { pool, tx, rx } = this;
    note(this.listening ? 1 : 0);
    pool.describeState(note);
    this.cleaner?.describeState(note);
    this.waiting.describeState(note);
    for (const ring of [tx, rx]) {
      note(ring.freeRequests);
      note((ring.shared.rspProd - ring.rspCons) | 0);
      note((ring.shared.rspEvent - ring.rspCons) | 0);
      note((ring.shared.reqProd - ring.reqProdPvt) | 0);
    }
  }

  /** Whether a write that needs `needed` slots can go on at once. */
  private mayGoOn(needed: number): boolean {
    if (this.hangs) throw new CannotWrite('Cannot write the frame: netfront goes round a ring for ever');
    if (this.writers.locked) return false;
    if (needed <= this.tx.freeRequests && needed <= this.pool.left) return true;
    this.refuseOversized(needed);
    return false;
  }

  private refuseOversized(needed: number): void {
    if (needed > this.tx.shared.entries) {
      throw new CannotWrite(
        `Cannot write the frame: it needs ${needed} slots, and the ring has ${this.tx.shared.entries}`,
      );
    }
  }

  /** The frame is finished before the device looks for room. */
  private writeFinished(frame: FrameWrite): boolean {
    const finished = this.privateBuffer.fill(frame);
    const needed = blocksNeeded(finished.length);
    if (!this.mayGoOn(needed)) {
      this.writers.add({ write: frame.retainFinished(), needed, finished: keepFrame(finished) });
      return false;
    }
    this.copyOut(finished, needed, frame.tag);
    return true;
  }

  /** A frame that is written before it is known how many blocks it takes. */
  private writeByLength(frame: FrameWrite): boolean {
    if (this.writers.locked) {
      this.writers.add({ write: frame.retain(), needed: blocksNeeded(frame.size), finished: undefined });
      return false;
    }
    return this.writeFinished(frame);
  }

  private transmit(frame: UnfilledFrame, needed: number): void {
    if (needed === 1) this.fillBlock(frame);
    else if (needed > 1) this.copyOut(this.privateBuffer.fill(frame), needed, frame.tag);
  }

  /** An ordinary frame: its writer is handed the shared block. */
  private fillBlock(frame: UnfilledFrame): void {
    const room = this.axes.window === 'block' ? BLOCK_SIZE : frame.size;
    if (this.apart !== undefined) this.apart.pool.recipient = this.apart.recipientOf.unfilled(frame, room);
    const block = this.takeBlock();
    const address = this.pool.address[block] as number;
    if (this.axes.clearBeforeFill !== 'nothing') this.clearBlock(block, address, frame.size);
    const window = this.window;
    window.bind(this.memory.bytes, this.memory.view, address, room, this.isStale);
    let length: number;
    try {
      length = fillChecked(frame, window);
    } catch (error) {
      this.fillFailed(block, frame.tag);
      throw error;
    }
    this.observer.blockFilled(block, window, length, frame.tag);
    if (this.cleaner !== undefined) this.bytesCleared += this.cleaner.filled(block, window, length);
    this.request(block, txChecksumFlags(frame.checksum ?? 0), length);
    this.statistics.sent(length);
    this.pushRequests();
  }

  private fillFailed(block: number, tag: number): void {
    this.observer.fillFailed(block, this.window, tag);
    this.cleaner?.failed(block, this.window);
    this.putBack(block, TxStatus.okay);
  }

  private clearBlock(block: number, address: number, size: number): void {
    if (this.axes.clearBeforeFill === 'announced size') {
      this.memory.bytes.fill(0, address, address + size);
      this.bytesCleared += size;
      this.observer.blockCleaned?.(block, 0, size, false);
      return;
    }
    this.memory.bytes.fill(0, address, address + BLOCK_SIZE);
    this.bytesCleared += BLOCK_SIZE;
    this.observer.blockCleared(block);
  }

  /**
   * Copies a finished frame into `blocks` blocks and sends them together. The first request tells the whole
   * length.
   */
  private copyOut(frame: FinishedFrame, blocks: number, tag: number): void {
    const { blocksBy, counts } = this.axes;
    if (blocks === 0 && blocksBy === 'announced size') return;
    const { bytes, offset, length } = frame;
    const entry = blocks > 1 ? this.frames.begin() : -1;
    const copied = this.axes.longFrames === 'whole' ? length : Math.min(length, BLOCK_SIZE);
    if (this.apart !== undefined) this.apart.pool.recipient = this.apart.recipientOf.finished(frame);
    for (let i = 0; i < blocks; i++) {
      const block = this.takeBlock();
      const at = i * BLOCK_SIZE;
      const part = Math.max(0, Math.min(BLOCK_SIZE, copied - at));
      copyBytes(bytes, offset + at, this.memory.bytes, this.pool.address[block] as number, part);
      this.bytesCopied += part;
      if (entry >= 0) this.frames.add(entry, block);
      this.observer.blockCopied(block, part, at, frame, tag);
      this.cleaner?.copied(block, part);
      const size = i === 0 ? length : part;
      const ofFrame = i === 0 ? txChecksumFlags(frame.checksum) : 0;
      this.request(block, (i < blocks - 1 ? FLAG_MORE_DATA : 0) | ofFrame, size);
      if (counts === 'requests') this.statistics.sent(size);
    }
    if (counts === 'frames') this.statistics.sent(length);
    this.pushRequests();
  }

  private takeBlock(): number {
    const grows = this.pool.empty;
    const block = this.pool.take();
    if (grows) this.observer.poolGrown(block, this.pool.gref[block] as number);
    if (this.hasFreshPages || this.apart?.pool.isTakenOver === true) this.zeroTaken(block);
    return block;
  }

  /** A block that was another's, or a page that was; the allocator has zeroed a page. */
  private zeroTaken(block: number): void {
    if (this.hasFreshPages) {
      this.bytesCleared += PAGE_SIZE;
      this.observer.blockMoved?.(block, this.pool.gref[block] as number);
    } else {
      const address = this.pool.address[block] as number;
      this.memory.bytes.fill(0, address, address + BLOCK_SIZE);
      this.bytesCleared += BLOCK_SIZE;
    }
    this.observer.blockCleared(block);
  }

  private putBack(block: number, status: number): void {
    if (this.cleaner !== undefined) this.bytesCleared += this.cleaner.released(block);
    this.pool.put(block);
    this.observer.blockReleased?.(block, status);
  }

  private request(block: number, flags: number, size: number): void {
    const pool = this.pool;
    const gref = pool.gref[block] as number;
    const id = this.waiting.add(block);
    writeTxRequest(
      this.memory.view,
      this.tx.nextRequest(),
      id,
      gref,
      pool.offset[block] as number,
      flags,
      size,
    );
  }

  private pushRequests(): void {
    if (this.tx.pushRequests()) this.events.notifyBack();
  }

  /** Takes the responses off the TX ring: their blocks are free again, and waiting writers may go on. */
  private freeBlocks(): void {
    for (let slot = this.tx.takeResponse(); slot >= 0; slot = this.tx.takeResponse()) this.freeBlock(slot);
    if (this.axes.blocksBy === 'announced size') this.writers.run(this.hasRoomFor, this.resume);
    else this.writers.run(this.hasRoomFor, this.resume, this.finishFirst);
  }

  private freeBlock(slot: number): void {
    const id = txResponseId(this.memory.view, slot);
    const block = this.waiting.take(id);
    if (block < 0) {
      this.observer.strayResponse(id);
      return;
    }
    const status = txResponseStatus(this.memory.view, slot);
    const isRefused = status !== TxStatus.okay && this.axes.responseStatus === 'looked at';
    if (isRefused) this.observer.refused(block, status);
    if (this.frames.answered(block, isRefused)) {
      this.observer.escaped?.('netfront', `netback answered with status ${status}`);
    }
    this.putBack(block, status);
  }

  /** A frame that waits and is larger than a block is written once those before it are gone. */
  private readonly finishFirst = (entry: WaitingWrite): WaitingWrite => {
    if (entry.finished !== undefined || entry.failure !== undefined || entry.needed === 1) return entry;
    return finishWaiting(
      entry,
      () => this.privateBuffer.fill(entry.write),
      ({ length }) => blocksNeeded(length),
    );
  };

  private readonly hasRoomFor = (entry: WaitingWrite): boolean =>
    (entry.needed <= this.tx.freeRequests && entry.needed <= this.pool.left) ||
    entry.needed > this.tx.shared.entries;

  private readonly resume = (entry: WaitingWrite): void => {
    this.refuseOversized(entry.needed);
    if (entry.finished !== undefined) this.copyOut(entry.finished, entry.needed, entry.write.tag);
    else if (entry.failure === undefined) this.transmit(entry.write, entry.needed);
    else throw entry.failure;
  };
}

/** Whether a writer may find something in the memory that it is handed, which could get into its checksums. */
function mayBeStale(axes: FrontAxes): boolean {
  const { clearBeforeFill, cleansOnRelease, cleansWith, window } = axes;
  if (clearBeforeFill === 'block' || grantsPerFrame(axes)) return false;
  if (clearBeforeFill === 'announced size' && window === 'announced size') return false;
  return cleansOnRelease === 'nothing' || cleansWith === 'pattern';
}
