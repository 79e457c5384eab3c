import { ORDINARY_MEMORY } from '../simd/arena.ts';
import { CannotWrite } from '../wire/cannot-write.ts';
import { copyBytes } from '../wire/copy.ts';
import { Window } from '../wire/window.ts';
import type { EventChannel } from '../xen/event-channel.ts';
import type { GrantTable } from '../xen/grant-table.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import type { FrontRing } from '../xen/shared-ring.ts';
import { fillChecked } from './checked-fill.ts';
import { DeliveryBuffer } from './delivery-buffer.ts';
import type { FrontEnd, FrontTransport } from './ends.ts';
import { FLAG_MORE_DATA } from './flags.ts';
import type { FrameWrite, FrameWriter, UnfilledFrame } from './frame-write.ts';
import { ListenDied, MessageBatch } from './messages.ts';
import type { NetchannelObserver } from './observer.ts';
import { type FinishedFrame, keepFrame, PrivateBuffer } from './private-buffer.ts';
import type { ReleasePolicy } from './releases.ts';
import { readRxResponse, writeRxRequest } from './rx.ts';
import { BLOCK_SIZE, blocksNeeded, MAX_BLOCKS, SharedPagePool } from './shared-page-pool.ts';
import { TxStatus, txResponseId, txResponseStatus, writeTxRequest } from './tx.ts';
import { type WaitingWrite, WriterQueue } from './writer-queue.ts';

/** The frontend of the network device, in the unikernel (upstream: frontend.ml). */
export class Netfront implements FrontEnd, FrameWriter {
  readonly pool: SharedPagePool;
  readonly tx: FrontRing;
  readonly rx: FrontRing;
  /** Bytes zeroed because the release clears blocks. */
  bytesCleared = 0;
  /** Bytes copied from private buffers into blocks. */
  bytesCopied = 0;
  private readonly policy: ReleasePolicy;
  private readonly memory: MachineMemory;
  private readonly grants: GrantTable;
  private readonly backend: number;
  private readonly events: EventChannel;
  private readonly observer: NetchannelObserver;
  private readonly window = new Window();
  private readonly privateBuffer: PrivateBuffer;
  private readonly writers = new WriterQueue();
  /** 1 for each block whose TX request has not been answered. */
  private readonly unanswered = new Uint8Array(MAX_BLOCKS);
  /** Grant reference of each RX request that is out, by id; 0 for ids that are not. */
  private readonly rxGref = new Uint16Array(65536);
  private nextRxId = 0;
  private readonly newGrefs: Uint16Array;
  private readonly responses = new MessageBatch();
  private readonly delivery: DeliveryBuffer;
  private listening = true;

  /** @param arena - that lends it memory. Ordinary memory if absent */
  constructor(
    transport: FrontTransport,
    policy: ReleasePolicy,
    observer: NetchannelObserver,
    arena = ORDINARY_MEMORY,
  ) {
    this.privateBuffer = new PrivateBuffer(arena);
    this.memory = transport.memory;
    this.grants = transport.grants;
    this.backend = transport.backend;
    this.tx = transport.tx;
    this.rx = transport.rx;
    this.events = transport.events;
    this.policy = policy;
    this.observer = observer;
    this.pool = new SharedPagePool(this.memory, this.grants, this.backend);
    this.newGrefs = new Uint16Array(this.rx.shared.entries);
    this.delivery = new DeliveryBuffer('rx', this.responses, arena);
  }

  /**
   * Sends a frame to netback, or queues it while the ring is full.
   * @returns false if the write has to wait
   * @throws CannotWrite if the frame is longer than announced or than the ring can hold, or what the fill function throws
   * @throws TooManyWaiting if it has to wait and too many do
   */
  write(frame: FrameWrite): boolean {
    if (this.policy.fillInto === 'private buffer') return this.writeFinished(frame);
    const needed = blocksNeeded(frame.size);
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
    try {
      this.receive();
    } catch (error) {
      if (!(error instanceof ListenDied)) throw error;
      this.listening = false;
      this.observer.listenDied('netfront', error);
      return;
    }
    this.refill();
    this.freeBlocks();
  }

  /** Lets no more frames out; the pages of the pool are un-granted once all blocks are back. */
  close(): void {
    this.pool.shutdown();
  }

  /** Whether writes wait for room on the ring. */
  get hasWaitingWrites(): boolean {
    return this.writers.locked;
  }

  /** Tells, as numbers, all that decides what becomes of writes to come; not what is in the blocks. */
  describeState(note: (value: number) => void): void {
    const { pool, tx, rx } = this;
    note(this.listening ? 1 : 0);
    note(pool.nextId);
    for (const block of pool.freeBlocks()) note(block);
    for (const isOut of this.unanswered) note(isOut);
    for (const ring of [tx, rx]) {
      note(ring.freeRequests);
      note((ring.shared.rspProd - ring.rspCons) | 0);
      note((ring.shared.rspEvent - ring.rspCons) | 0);
      note((ring.shared.reqProd - ring.reqProdPvt) | 0);
    }
  }

  /** Whether a write that needs `needed` slots can go on at once. */
  private mayGoOn(needed: number): boolean {
    if (this.writers.locked) return false;
    if (needed <= this.tx.freeRequests) return true;
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

  /** The interface before 1.10.0: the frame is finished before the device sees it. */
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

  private transmit(frame: UnfilledFrame, needed: number): void {
    if (needed === 1) this.fillBlock(frame);
    else if (needed > 1) this.copyOut(this.privateBuffer.fill(frame), needed, frame.tag);
  }

  /** An ordinary frame: its writer is handed the shared block. */
  private fillBlock(frame: UnfilledFrame): void {
    const block = this.takeBlock();
    const address = this.pool.address[block] as number;
    if (this.policy.clearBeforeFill) {
      this.memory.bytes.fill(0, address, address + BLOCK_SIZE);
      this.bytesCleared += BLOCK_SIZE;
      this.observer.blockCleared(block);
    }
    const window = this.window;
    window.bind(this.memory.bytes, this.memory.view, address, BLOCK_SIZE, !this.policy.clearBeforeFill);
    let length: number;
    try {
      length = fillChecked(frame, window);
    } catch (error) {
      this.observer.fillFailed(block, window, frame.tag);
      this.pool.put(block);
      throw error;
    }
    this.observer.blockFilled(block, window, length, frame.tag);
    this.request(block, 0, length);
    this.pushRequests();
  }

  /**
   * Copies a finished frame into `blocks` blocks and sends them together. The first request tells the whole
   * length.
   */
  private copyOut(frame: FinishedFrame, blocks: number, tag: number): void {
    if (blocks === 0) return;
    const { bytes, offset, length } = frame;
    for (let i = 0; i < blocks; i++) {
      const block = this.takeBlock();
      const at = i * BLOCK_SIZE;
      const part = Math.max(0, Math.min(BLOCK_SIZE, length - at));
      copyBytes(bytes, offset + at, this.memory.bytes, this.pool.address[block] as number, part);
      this.bytesCopied += part;
      this.observer.blockCopied(block, part, at, frame, tag);
      this.request(block, i < blocks - 1 ? FLAG_MORE_DATA : 0, i === 0 ? length : part);
    }
    this.pushRequests();
  }

  private takeBlock(): number {
    const grows = this.pool.empty;
    const block = this.pool.take();
    if (grows) this.observer.poolGrown(block);
    return block;
  }

  private request(block: number, flags: number, size: number): void {
    const pool = this.pool;
    this.unanswered[block] = 1;
    writeTxRequest(
      this.memory.view,
      this.tx.nextRequest(),
      block,
      pool.gref[block] as number,
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
    this.writers.run(this.hasRoomFor, this.resume);
  }

  private freeBlock(slot: number): void {
    const id = txResponseId(this.memory.view, slot);
    if (this.unanswered[id] !== 1) {
      this.observer.strayResponse(id);
      return;
    }
    this.unanswered[id] = 0;
    const status = txResponseStatus(this.memory.view, slot);
    if (status !== TxStatus.okay) this.observer.refused(id, status);
    this.pool.put(id);
  }

  private readonly hasRoomFor = (entry: WaitingWrite): boolean =>
    entry.needed <= this.tx.freeRequests || entry.needed > this.tx.shared.entries;

  private readonly resume = (entry: WaitingWrite): void => {
    this.refuseOversized(entry.needed);
    if (entry.finished === undefined) this.transmit(entry.write, entry.needed);
    else this.copyOut(entry.finished, entry.needed, entry.write.tag);
  };

  /** Takes the responses off the RX ring and copies their frames out. */
  private receive(): void {
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
    if (message.offset > PAGE_SIZE) {
      throw new ListenDied(`Cannot read an RX response: its offset ${message.offset} is corrupt`);
    }
  }

  /** Receives a frame; of one that netback answered with an error only the pages come back. */
  private takeFrame(first: number, end: number): void {
    if (this.responses.check(first, end, true)) this.receiveFrame(first, end);
    else for (let i = first; i < end; i++) this.memory.freePage(this.popPage(i));
  }

  private receiveFrame(first: number, end: number): void {
    const batch = this.responses;
    this.delivery.open(batch.at(first).size);
    for (let i = first; i < end; i++) {
      const frame = this.popPage(i);
      const size = batch.fragmentSize(i, first, end);
      this.delivery.append(this.memory, frame * PAGE_SIZE, batch.at(i).offset, size);
      this.memory.freePage(frame);
    }
    this.observer.delivered(this.delivery.close(first, end));
  }

  /** Ends the grant of the page that message `i` answers. @returns the page's frame number */
  private popPage(i: number): number {
    const { id } = this.responses.at(i);
    const gref = this.rxGref[id] as number;
    if (gref === 0) throw new ListenDied(`Cannot take RX response ${id}: no such request is out`);
    this.rxGref[id] = 0;
    const frame = this.grants.endAccess(gref);
    this.grants.put(gref);
    return frame;
  }

  /** Fills the RX ring with requests for fresh pages. */
  private refill(): void {
    const count = this.rx.freeRequests;
    if (count === 0) return;
    this.grants.getMany(count, this.newGrefs);
    for (let i = 0; i < count; i++) {
      const gref = this.newGrefs[i] as number;
      while (this.rxGref[this.nextRxId] !== 0) this.nextRxId = (this.nextRxId + 1) & 0xffff;
      const id = this.nextRxId;
      this.nextRxId = (this.nextRxId + 1) & 0xffff;
      this.grants.grantAccess(gref, this.backend, this.memory.allocatePage(), true);
      this.rxGref[id] = gref;
      writeRxRequest(this.memory.view, this.rx.nextRequest(), id, gref);
    }
    if (this.rx.pushRequests()) this.events.notifyBack();
  }
}
