import { createHash } from 'node:crypto';
import type { RawFrame } from '../../src/guest/packets.ts';
import { fillRaw } from '../../src/guest/raw-fill.ts';
import { Stack } from '../../src/guest/stack.ts';
import { connect } from '../../src/netchannel/connect.ts';
import type { FrameWrite, RetainedWrite } from '../../src/netchannel/frame-write.ts';
import { Message } from '../../src/netchannel/messages.ts';
import type { DeliveredFrame, NetchannelObserver } from '../../src/netchannel/observer.ts';
import type { FinishedFrame } from '../../src/netchannel/private-buffer.ts';
import type { Release } from '../../src/netchannel/releases.ts';
import { BLOCK_SIZE } from '../../src/netchannel/shared-page-pool.ts';
import { readTxRequest } from '../../src/netchannel/tx.ts';
import { parseMac } from '../../src/wire/address.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import type { Window } from '../../src/wire/window.ts';
import { PAGE_SIZE } from '../../src/xen/memory.ts';
import type { FrontRing } from '../../src/xen/shared-ring.ts';
import { packetOf, rawFrame } from './packets.ts';
import type { Vector, WorkloadStep } from './vector.ts';

interface Request {
  id: number;
  gref: number;
  offset: number;
  flags: number;
  size: number;
}

/** Runs the workload of a vector under a release. @returns what a vector records of it */
export function replay(vector: Vector, release: Release): Record<string, unknown> {
  return new Replay(vector, release).run();
}

class Replay implements NetchannelObserver {
  private readonly vector: Vector;
  private readonly channel: ReturnType<typeof connect>;
  private readonly stack: Stack;
  private readonly frames: unknown[] = [];
  private readonly errors: { step: number; message: string }[] = [];
  private readonly blocked: { step: number; resolved_at: number | null }[] = [];
  private readonly stepOfBlock = new Map<number, number>();
  private readonly stepOfPage = new Map<number, number>();
  private step = 0;
  private readonly setup: { front_to_back: number; back_to_front: number };

  constructor(vector: Vector, release: Release) {
    const { netfront, mtu } = vector.workload;
    this.vector = vector;
    this.channel = connect({ release, mac: netfront.mac }, this);
    this.setup = this.notifications();
    this.stack = new Stack({
      device: this.channel.netfront,
      mac: parseMac(netfront.mac) ?? new Uint8Array(6),
      mtu: Number(mtu),
      settled: this.settled,
    });
  }

  run(): Record<string, unknown> {
    for (const [i, step] of this.vector.workload.steps.entries()) {
      this.step = i;
      try {
        if (!this.take(step)) this.blocked.push({ step: i, resolved_at: null });
      } catch (error) {
        if (!(error instanceof CannotWrite)) throw error;
        this.errors.push({ step: i, message: error.message });
      }
    }
    return this.outcome();
  }

  /** @returns false if the step's write has to wait */
  private take(step: WorkloadStep): boolean {
    if (step.op === 'poll') {
      this.channel.poll();
      return true;
    }
    if (step.op === 'rx') {
      return this.channel.netback.write(new RxWrite(rawFrame(step), this.step, this.settled));
    }
    return this.stack.send(packetOf(step, this.vector.workload.netfront), this.step);
  }

  private readonly settled = (step: number, error: Error | undefined): void => {
    const entry = this.blocked.find((blocked) => blocked.step === step);
    if (entry !== undefined) entry.resolved_at = this.step;
    if (error !== undefined) this.errors.push({ step, message: error.message });
  };

  poolGrown(): void {}
  blockCleared(): void {}
  fillFailed(): void {}
  withheld(): void {}
  refused(): void {}
  strayResponse(): void {}

  blockFilled(block: number, _window: Window, _length: number, tag: number): void {
    this.stepOfBlock.set(block, tag);
  }

  blockCopied(
    block: number,
    _bytes: number,
    _frameOffset: number,
    _frame: Readonly<FinishedFrame>,
    tag: number,
  ): void {
    this.stepOfBlock.set(block, tag);
  }

  receivePageFilled(id: number, _length: number, _written: number, tag: number): void {
    this.stepOfPage.set(id, tag);
  }

  delivered(frame: DeliveredFrame): void {
    const { messages } = frame;
    const first = messages.at(frame.first).id;
    const tx = frame.direction === 'tx';
    const slots: unknown[] = [];
    for (let i = frame.first; i < frame.end; i++) {
      const { id, gref, offset, flags, size } = messages.at(i);
      slots.push(tx ? { id, gref, offset, flags, size } : { id, offset, flags, status: size });
    }
    this.frames.push({
      step: (tx ? this.stepOfBlock : this.stepOfPage).get(first),
      poll: this.step,
      dir: frame.direction,
      hex: Buffer.from(frame.bytes.subarray(frame.offset, frame.offset + frame.length)).toString('hex'),
      [tx ? 'requests' : 'responses']: slots,
    });
  }

  listenDied(end: string, error: Error): void {
    this.errors.push({ step: this.step, message: `${end} listen died: ${error.message}` });
  }

  private outcome(): Record<string, unknown> {
    const { netfront, events, txRingRef, rxRingRef } = this.channel;
    const { pool } = netfront;
    const free = pool.freeBlocks();
    const now = this.notifications();
    return {
      frames: this.frames,
      errors: this.errors,
      blocked: this.blocked,
      undelivered_requests: this.undelivered(),
      pool: {
        next_id: pool.nextId,
        in_use: pool.inUse,
        free,
        free_blocks: free.map((id) => ({
          id,
          gref: pool.gref[id],
          offset: pool.offset[id],
          md5: digest('md5', this.memory(pool.address[id] ?? 0, BLOCK_SIZE)),
        })),
      },
      tx_ring: { ...this.ring(netfront.tx, txRingRef), page_hex: this.page(netfront.tx).toString('hex') },
      rx_ring: this.ring(netfront.rx, rxRingRef),
      notifications: {
        front_to_back: now.front_to_back - this.setup.front_to_back,
        back_to_front: now.back_to_front - this.setup.back_to_front,
      },
      setup_notifications: this.setup,
      sent: events.sentToBack,
    };
  }

  private notifications(): { front_to_back: number; back_to_front: number } {
    const { events } = this.channel;
    return { front_to_back: events.sentToBack, back_to_front: events.sentToFront };
  }

  /** The requests that netback has not answered, frame by frame. */
  private undelivered(): Request[][] {
    const { tx } = this.channel.netfront;
    const view = this.channel.memory.view;
    const frames: Request[][] = [];
    let frame: Request[] = [];
    for (let i = this.channel.netback.tx.rspProdPvt; i !== tx.reqProdPvt; i = (i + 1) >>> 0) {
      const request = new Message();
      readTxRequest(view, tx.shared.slot(i), request);
      frame.push({ ...request });
      if ((request.flags & 4) !== 0) continue;
      frames.push(frame);
      frame = [];
    }
    return frames;
  }

  private ring(ring: FrontRing, gref: number): Record<string, unknown> {
    const { shared } = ring;
    return {
      req_prod: shared.reqProd,
      req_event: shared.reqEvent,
      rsp_prod: shared.rspProd,
      rsp_event: shared.rspEvent,
      req_prod_pvt: ring.reqProdPvt,
      rsp_cons: ring.rspCons,
      gref,
      page_sha256: digest('sha256', this.page(ring)),
    };
  }

  private page(ring: FrontRing): Buffer {
    return this.memory(ring.shared.slot(0) - 64, PAGE_SIZE);
  }

  private memory(address: number, length: number): Buffer {
    return Buffer.from(this.channel.memory.bytes.subarray(address, address + length));
  }
}

/** A frame from netback, filled by a list of writes. */
class RxWrite implements FrameWrite, RetainedWrite {
  readonly keptBytes = 0;
  readonly size: number;
  readonly tag: number;
  private readonly frame: RawFrame;
  private readonly handler: (tag: number, error: Error | undefined) => void;

  constructor(frame: RawFrame, tag: number, handler: (tag: number, error: Error | undefined) => void) {
    this.frame = frame;
    this.size = frame.size;
    this.tag = tag;
    this.handler = handler;
  }

  fill(window: Window): number {
    return fillRaw(window, this.frame);
  }

  retain(): RetainedWrite {
    return this;
  }

  retainFinished(): RetainedWrite {
    return this;
  }

  settled(error: Error | undefined): void {
    this.handler(this.tag, error);
  }
}

function digest(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
