import { PAGE_SIZE } from './memory.ts';

/** Bytes before the first slot: four indices and 48 bytes of padding (ring.h, struct sring). */
const HEADER_SIZE = 64;

const REQ_PROD = 0;
const REQ_EVENT = 4;
const RSP_PROD = 8;
const RSP_EVENT = 12;

/**
 * The shared page of a ring (Xen's io/ring.h): little-endian indices, then slots that a request and its
 * response share. Indices run freely and wrap at 2^32; a slot is found by the index modulo the number of
 * slots.
 */
export class SharedRing {
  readonly view: DataView;
  /** Number of slots: the largest power of two that fits into the page. */
  readonly entries: number;
  private readonly base: number;
  private readonly slotSize: number;

  /**
   * @param view - machine memory
   * @param base - offset of the ring's page
   * @param slotSize - bytes per slot
   */
  constructor(view: DataView, base: number, slotSize: number) {
    this.view = view;
    this.base = base;
    this.slotSize = slotSize;
    // A whole number to V8, too.
    this.entries = (2 ** Math.floor(Math.log2((PAGE_SIZE - HEADER_SIZE) / slotSize))) | 0;
  }

  /** SHARED_RING_INIT: no requests, no responses, and both sides want to hear of the first. */
  initialise(): void {
    this.reqProd = 0;
    this.reqEvent = 1;
    this.rspProd = 0;
    this.rspEvent = 1;
  }

  /** Offset in machine memory of the slot for a free-running index. */
  slot(index: number): number {
    return this.base + HEADER_SIZE + (index & (this.entries - 1)) * this.slotSize;
  }

  get reqProd(): number {
    return this.view.getUint32(this.base + REQ_PROD, true);
  }
  set reqProd(index: number) {
    this.view.setUint32(this.base + REQ_PROD, index, true);
  }
  get reqEvent(): number {
    return this.view.getUint32(this.base + REQ_EVENT, true);
  }
  set reqEvent(index: number) {
    this.view.setUint32(this.base + REQ_EVENT, index, true);
  }
  get rspProd(): number {
    return this.view.getUint32(this.base + RSP_PROD, true);
  }
  set rspProd(index: number) {
    this.view.setUint32(this.base + RSP_PROD, index, true);
  }
  get rspEvent(): number {
    return this.view.getUint32(this.base + RSP_EVENT, true);
  }
  set rspEvent(index: number) {
    this.view.setUint32(this.base + RSP_EVENT, index, true);
  }
}

/** How many times round a ring an end goes that is told so: more than that is told as going round for ever. */
const MOST_ROUNDS = 16;

/**
 * The peer's producer index is so far from what an end has read that it would not get there: upstream counts up one by one
 * until both are equal, which an index that lies behind makes it do for ever (compare XSA-39).
 */
export class RingRunaway extends Error {
  override readonly name = 'RingRunaway';
}

/** @throws RingRunaway if that is more than anybody waits for */
function checkUnread(unread: number, entries: number): void {
  if (unread > MOST_ROUNDS * entries) {
    throw new RingRunaway(
      `Cannot get to the producer index of the ring: ${unread} messages are before it, and there are ${entries} slots`,
    );
  }
}

/**
 * Whether the peer wants to hear that the producer index went from `before` to `now`: its event index lies
 * in (before, now]. The comparison is signed, as upstream makes it on native integers; so a push of nothing
 * (before = now) notifies as long as the event index is ahead, which ring.h would not.
 */
function notificationDue(before: number, now: number, event: number): boolean {
  return ((now - event) | 0) < ((now - before) | 0);
}

/** The requesting side of a ring: netfront's. */
export class FrontRing {
  readonly shared: SharedRing;
  /** Index of the next request to write; the peer sees it after a push. */
  reqProdPvt = 0;
  /** Index of the next response to read. */
  rspCons = 0;
  /** Messages that were there when the peer's producer index was last looked at, and were not taken yet. */
  private unread = 0;

  constructor(shared: SharedRing) {
    this.shared = shared;
    shared.initialise();
  }

  /**
   * How many requests can be written before a response must come. Responses that nobody asked for make it more than there
   * are slots, as upstream.
   */
  get freeRequests(): number {
    return this.shared.entries - ((this.reqProdPvt - this.rspCons) | 0);
  }

  /** @returns the offset of the slot for the next request */
  nextRequest(): number {
    const slot = this.shared.slot(this.reqProdPvt);
    this.reqProdPvt = (this.reqProdPvt + 1) >>> 0;
    return slot;
  }

  /** Shows the peer all requests written so far. @returns whether it is to be notified */
  pushRequests(): boolean {
    const before = this.shared.reqProd;
    this.shared.reqProd = this.reqProdPvt;
    return notificationDue(before, this.reqProdPvt, this.shared.reqEvent);
  }

  /** @returns the offset of the next response's slot; -1 if there is none, and the peer then notifies of the next */
  takeResponse(): number {
    if (this.unread === 0 && !this.checkForResponses()) return -1;
    this.unread--;
    const slot = this.shared.slot(this.rspCons);
    this.rspCons = (this.rspCons + 1) >>> 0;
    return slot;
  }

  /** Undoes the last `takeResponse`. */
  giveBackResponse(): void {
    this.rspCons = (this.rspCons - 1) >>> 0;
    this.unread++;
  }

  /** Number of the slot that a response was taken from last. */
  get lastResponse(): number {
    return (this.rspCons - 1) & (this.shared.entries - 1);
  }

  /** All indices, its own and the shared ones, added up: none ever goes down, so it changes if and only if one does. */
  progress(): number {
    const { reqProd, reqEvent, rspProd, rspEvent } = this.shared;
    return reqProd + reqEvent + rspProd + rspEvent + this.reqProdPvt + this.rspCons;
  }

  /** RING_FINAL_CHECK_FOR_RESPONSES, once all that is known of has been taken. */
  private checkForResponses(): boolean {
    this.unread = this.awaiting();
    if (this.unread > 0) return true;
    this.shared.rspEvent = (this.rspCons + 1) >>> 0;
    this.unread = this.awaiting();
    return this.unread > 0;
  }

  /** @throws RingRunaway if the peer claims more than anybody waits for */
  private awaiting(): number {
    const { rspProd, entries } = this.shared;
    const awaiting = (rspProd - this.rspCons) >>> 0;
    if (awaiting > entries) checkUnread(awaiting, entries);
    return awaiting;
  }
}

/** The answering side of a ring: netback's. */
export class BackRing {
  readonly shared: SharedRing;
  /** Index of the next response to write; the peer sees it after a push. */
  rspProdPvt = 0;
  /** Index of the next request to read. */
  reqCons = 0;
  /** Messages that were there when the peer's producer index was last looked at, and were not taken yet. */
  private unread = 0;

  constructor(shared: SharedRing) {
    this.shared = shared;
  }

  /** @returns the offset of the slot for the next response */
  nextResponse(): number {
    const slot = this.shared.slot(this.rspProdPvt);
    this.rspProdPvt = (this.rspProdPvt + 1) >>> 0;
    return slot;
  }

  /** Shows the peer all responses written so far. @returns whether it is to be notified */
  pushResponses(): boolean {
    const before = this.shared.rspProd;
    this.shared.rspProd = this.rspProdPvt;
    return notificationDue(before, this.rspProdPvt, this.shared.rspEvent);
  }

  /** @returns the offset of the next request's slot; -1 if there is none, and the peer then notifies of the next */
  takeRequest(): number {
    if (this.unread === 0 && !this.checkForRequests()) return -1;
    this.unread--;
    const slot = this.shared.slot(this.reqCons);
    this.reqCons = (this.reqCons + 1) >>> 0;
    return slot;
  }

  /** Number of the slot that a request was taken from last. */
  get lastRequest(): number {
    return (this.reqCons - 1) & (this.shared.entries - 1);
  }

  /** Its own indices, added up: none ever goes down, so it changes if and only if one does. */
  progress(): number {
    return this.rspProdPvt + this.reqCons;
  }

  /** RING_FINAL_CHECK_FOR_REQUESTS, once all that is known of has been taken. */
  private checkForRequests(): boolean {
    this.unread = this.awaiting();
    if (this.unread > 0) return true;
    this.shared.reqEvent = (this.reqCons + 1) >>> 0;
    this.unread = this.awaiting();
    return this.unread > 0;
  }

  /** @throws RingRunaway if the peer claims more than anybody waits for */
  private awaiting(): number {
    const { reqProd, entries } = this.shared;
    const awaiting = (reqProd - this.reqCons) >>> 0;
    if (awaiting > entries) checkUnread(awaiting, entries);
    return awaiting;
  }
}
