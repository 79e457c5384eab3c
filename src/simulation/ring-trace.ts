import type { Leak } from '../audit/findings.ts';
import type { DeliveredFrame, NetchannelObserver } from '../netchannel/observer.ts';

/** Frames whose place in the trace is remembered, so that an arrow can begin there. */
const REMEMBERED = 4096;

const POOL = 1;
const TX_RING = 2;
const RX_RING = 3;

/** A block that holds a frame, or the request for one. */
interface Occupancy {
  began: number;
  request: Record<string, number> | undefined;
  slot: number;
}

/**
 * The pool and the rings of a run in Chrome's trace format, which Perfetto opens: a track for each block and each slot, a
 * slice for each time that it is occupied, and an arrow for each leak, from the block that the bytes are from. It is made
 * event by event, and keeps nothing but what is occupied and the last frames. Things that happen at one virtual time are
 * a nanosecond apart, in their order.
 */
export class RingTrace {
  readonly observer: Partial<NetchannelObserver>;
  readonly #write: (text: string) => void;
  #now: () => bigint = () => 0n;
  #start: bigint | undefined;
  #last = -1;
  #isFirst = true;
  #frames = 0;
  #arrows = 0;
  #leak: Leak | undefined;
  readonly #blocks = new Map<number, Occupancy>();
  readonly #pages = new Map<number, number>();
  readonly #named = new Set<string>();
  /** By frame: the block that it was in, and when that was taken. */
  readonly #places = new Map<number, { block: number; began: number }>();

  /** @param write - takes the text, piece by piece */
  constructor(write: (text: string) => void) {
    this.#write = write;
    write('{"displayTimeUnit":"ns","traceEvents":[');
    for (const [pid, name] of [
      [POOL, 'transmit pool'],
      [TX_RING, 'TX ring'],
      [RX_RING, 'RX ring'],
    ] as const) {
      this.#event({ ph: 'M', pid, tid: 0, name: 'process_name', args: { name } });
    }
    this.observer = {
      blockFilled: (block, _, length, tag) => this.#taken(block, length, tag),
      blockCopied: (block, bytes, __, ___, tag) => this.#taken(block, bytes, tag),
      blockReleased: (block, status) => this.#released(block, status),
      receivePageFilled: (id) => void this.#pages.set(id, this.#tick()),
      delivered: (frame) => this.#delivered(frame, 'delivered'),
      withheld: (frame) => this.#delivered(frame, 'refused'),
    };
  }

  /** @param now - virtual time, in nanoseconds */
  setClock(now: () => bigint): void {
    this.#now = now;
  }

  /** The frame that is delivered next leaks. */
  leak(leak: Leak): void {
    this.#leak = leak;
  }

  /** No more comes: what is occupied stays so. */
  end(): void {
    const ts = this.#tick();
    for (const block of this.#blocks.keys())
      this.#event({ ph: 'E', pid: POOL, tid: block + 1, ts: micros(ts) });
    this.#write(']}\n');
  }

  #taken(block: number, bytes: number, step: number): void {
    const began = this.#tick();
    this.#blocks.set(block, { began, request: undefined, slot: -1 });
    this.#name(POOL, block, 'block');
    const args = { step, bytes };
    this.#event({ ph: 'B', pid: POOL, tid: block + 1, ts: micros(began), name: `step ${step}`, args });
  }

  #released(block: number, status: number): void {
    const occupancy = this.#blocks.get(block);
    if (occupancy === undefined) return;
    this.#blocks.delete(block);
    const { began, request, slot } = occupancy;
    const ts = this.#tick();
    this.#event({ ph: 'E', pid: POOL, tid: block + 1, ts: micros(ts), args: { status } });
    if (request === undefined) return;
    this.#slice(TX_RING, slot, began, ts, { ...request, status });
  }

  #delivered({ direction, messages, first, end }: DeliveredFrame, fate: 'delivered' | 'refused'): void {
    const frame = fate === 'delivered' ? ++this.#frames : 0;
    const ts = this.#tick();
    if (direction === 'rx') {
      const began = this.#pages.get(messages.at(first).id) ?? ts;
      for (let i = first; i < end; i++) {
        const { id, offset, flags, size, slot } = messages.at(i);
        this.#pages.delete(id);
        this.#slice(RX_RING, slot, began, ts, { frame, slot, id, offset, flags, size });
      }
      return;
    }
    for (let i = first; i < end; i++) {
      const { id, gref, offset, flags, size, slot } = messages.at(i);
      const occupancy = this.#blocks.get(id);
      if (occupancy === undefined) continue;
      occupancy.slot = slot;
      occupancy.request = { frame, slot, id, gref, offset, flags, size };
    }
    const { id } = messages.at(first);
    const args = { frame };
    this.#event({ ph: 'i', s: 't', pid: POOL, tid: id + 1, ts: micros(ts), name: fate, args });
    this.#remember(frame, id);
    this.#arrowsTo(id);
  }

  #remember(frame: number, block: number): void {
    const began = this.#blocks.get(block)?.began;
    if (frame === 0 || began === undefined) return;
    this.#places.set(frame, { block, began });
    const [oldest] = this.#places.keys();
    if (this.#places.size > REMEMBERED && oldest !== undefined) this.#places.delete(oldest);
  }

  #arrowsTo(block: number): void {
    const leak = this.#leak;
    const to = this.#blocks.get(block);
    this.#leak = undefined;
    if (leak === undefined || to === undefined) return;
    const sources = new Set(leak.ranges.map(({ source }) => source.number));
    for (const source of sources) {
      const from = source === null ? undefined : this.#places.get(source);
      if (from === undefined) continue;
      const arrow = { cat: 'leak', name: 'leak', id: ++this.#arrows, pid: POOL };
      this.#event({ ...arrow, ph: 's', tid: from.block + 1, ts: micros(from.began) });
      const args = { bytes: leak.leakedBytes, crossRecipient: leak.crossRecipientBytes };
      this.#event({ ...arrow, ph: 'f', bp: 'e', tid: block + 1, ts: micros(to.began), args });
    }
  }

  #slice(pid: number, slot: number, began: number, ended: number, args: Record<string, number>): void {
    this.#name(pid, slot, 'slot');
    const name = `frame ${args['frame']}`;
    this.#event({ ph: 'X', pid, tid: slot + 1, ts: micros(began), dur: micros(ended - began), name, args });
  }

  #name(pid: number, index: number, noun: string): void {
    const key = `${pid} ${index}`;
    if (this.#named.has(key)) return;
    this.#named.add(key);
    const args = { name: `${noun} ${index}` };
    this.#event({ ph: 'M', pid, tid: index + 1, name: 'thread_name', args });
  }

  /** @returns nanoseconds since the first event: later than any before */
  #tick(): number {
    const now = this.#now();
    this.#start ??= now;
    this.#last = Math.max(this.#last + 1, Number(now - this.#start));
    return this.#last;
  }

  #event(event: Record<string, unknown>): void {
    this.#write(`${this.#isFirst ? '' : ','}\n${JSON.stringify(event)}`);
    this.#isFirst = false;
  }
}

function micros(nanoseconds: number): number {
  return nanoseconds / 1000;
}
