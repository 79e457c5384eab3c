import type { DeliveredFrame, NetchannelObserver } from '../../src/netchannel/observer.ts';
import { BLOCK_SIZE, MAX_BLOCKS } from '../../src/netchannel/shared-page-pool.ts';
import type { Window } from '../../src/wire/window.ts';
import { runsOf } from './ranges.ts';

/** Where a byte is from: a write over a channel, a place in it, and if it was old in the frame that this write forwards: whence. */
export interface NetworkTag {
  write: number;
  offset: number;
  origin: NetworkTag | undefined;
}

/** An old byte in a frame: of the frame itself, or carried on. */
export interface OldByte {
  frame: number;
  at: number;
  kind: 'leaked' | 'passed on';
  tag: NetworkTag;
}

/** A frame that has come to the firewall, of which it may make others at once. */
interface Arrived {
  bytes: Uint8Array;
  /** Of each of its bytes, what is old: undefined if its write wrote it, or nobody. */
  old: (NetworkTag | undefined)[];
}

/**
 * The brute-force judge of several channels with a firewall between them: a tag for every byte of every pool, and for
 * every byte that the firewall copies the tag that it had where it came in. Which bytes it copies is worked out from the
 * bytes of both frames (RFC 791, 768, 9293, 792), not from what the program says. It is only right where no write waits.
 */
export class ShadowNetwork {
  readonly old: OldByte[] = [];
  /** By frame: who it is for. */
  readonly recipients = new Map<number, string>();
  /** By write: the frame that it became. */
  readonly frameOfWrite = new Map<number, number>();
  /** Bytes that were to be copied and have another value: there must be none. */
  untrue = 0;
  private readonly recipientOf: (frame: Uint8Array) => string;
  private writes = 0;
  private frames = 0;
  private arrived: Arrived | undefined;

  constructor(recipientOf: (frame: Uint8Array) => string) {
    this.recipientOf = recipientOf;
  }

  /** What is written from now on, until a frame comes to the firewall, is a step's. */
  stepBegins(): void {
    this.arrived = undefined;
  }

  /** @param isUplink - else it is a guest's, where the firewall is netback */
  channel(isUplink: boolean): Partial<NetchannelObserver> {
    const tags = Array.from({ length: MAX_BLOCKS }, () =>
      new Array<NetworkTag | undefined>(BLOCK_SIZE).fill(undefined),
    );
    const current = new Map<number, number>();
    const pages = new Map<number, (NetworkTag | undefined)[]>();
    const clear = (block: number): void => void tags[block]?.fill(undefined);
    // Of a guest's netfront, what it fills it fills by itself; of netback's pages, the firewall fills a guest's.
    const madeOf = (isFirewalls: boolean): Arrived | undefined => (isFirewalls ? this.arrived : undefined);
    const copied = (frame: Uint8Array, isFirewalls: boolean): (NetworkTag | undefined)[] =>
      this.carried(frame, madeOf(isFirewalls));
    const written = (block: number, window: Window, isSent: boolean): void => {
      const write = ++this.writes;
      if (isSent) current.set(block, write);
      const frame = window.bytes.slice(window.start, window.start + window.length);
      const origins = copied(frame, isUplink);
      for (const [start, end] of runsOf(window.footprint)) {
        for (let at = start; at < end; at++) {
          (tags[block] ?? [])[at] = { write, offset: at, origin: origins[at] };
        }
      }
    };
    return {
      poolGrown: (block) => {
        clear(block);
        clear(block + 1);
      },
      blockCleared: clear,
      blockCleaned: (block, start, end) => void tags[block]?.fill(undefined, start, end),
      blockFilled: (block, window) => written(block, window, true),
      fillFailed: (block, window) => written(block, window, false),
      blockCopied: (block, bytes, frameOffset, { bytes: memory, offset, length }) => {
        if (frameOffset === 0) this.writes++;
        current.set(block, this.writes);
        const origins = copied(memory.slice(offset, offset + length), isUplink);
        for (let at = 0; at < bytes; at++) {
          const from = frameOffset + at;
          (tags[block] ?? [])[at] = { write: this.writes, offset: from, origin: origins[from] };
        }
      },
      receivePageFilled: (id, length, _written, _tag, _marks, memory, offset) => {
        this.writes++;
        pages.set(id, copied(memory.slice(offset, offset + length), !isUplink));
      },
      delivered: (frame) => {
        if (frame.direction === 'tx') this.sent(frame, tags, current, isUplink);
        else this.received(frame, pages.get(frame.messages.at(frame.first).id) ?? [], isUplink);
      },
    };
  }

  private sent(
    frame: DeliveredFrame,
    tags: readonly (NetworkTag | undefined)[][],
    current: ReadonlyMap<number, number>,
    isUplink: boolean,
  ): void {
    const bytes = this.begin(frame);
    const old: (NetworkTag | undefined)[] = [];
    for (let i = frame.first; i < frame.end; i++) {
      const block = frame.messages.at(i).id;
      const write = current.get(block) ?? 0;
      this.frameOfWrite.set(write, this.frames);
      const size = frame.messages.fragmentSize(i, frame.first, frame.end);
      for (let byte = 0; byte < size; byte++) {
        const tag = tags[block]?.[byte];
        const isStale = tag !== undefined && tag.write !== write;
        if (isStale) this.note(old.length, 'leaked', tag);
        if (!isStale && tag?.origin !== undefined) this.note(old.length, 'passed on', tag.origin);
        old.push(isStale ? tag : undefined);
      }
    }
    if (!isUplink) this.arrived = { bytes, old };
  }

  private received(
    frame: DeliveredFrame,
    carried: readonly (NetworkTag | undefined)[],
    isUplink: boolean,
  ): void {
    const bytes = this.begin(frame);
    for (const [at, tag] of carried.entries()) if (tag !== undefined) this.note(at, 'passed on', tag);
    if (isUplink) this.arrived = { bytes, old: [] };
  }

  private begin({ bytes, offset, length }: DeliveredFrame): Uint8Array {
    const frame = bytes.slice(offset, offset + length);
    this.recipients.set(++this.frames, this.recipientOf(frame));
    return frame;
  }

  private note(at: number, kind: OldByte['kind'], tag: NetworkTag): void {
    this.old.push({ frame: this.frames, at, kind, tag });
  }

  /** @returns for each byte of a frame that the firewall makes, what is old in the byte that it copies */
  private carried(frame: Uint8Array, arrived: Arrived | undefined): (NetworkTag | undefined)[] {
    if (arrived === undefined || !isIpv4(arrived.bytes) || !isIpv4(frame)) return [];
    const carried: (NetworkTag | undefined)[] = [];
    for (const [from, to] of naiveCopies(arrived.bytes, frame)) {
      if (arrived.bytes[from] !== frame[to]) this.untrue++;
      carried[to] = arrived.old[from];
    }
    return carried;
  }
}

function isIpv4(frame: Uint8Array): boolean {
  return frame.length >= 34 && frame[12] === 8 && frame[13] === 0;
}

/** Offsets of what is copied, in the frame that comes in and in the one that is made of it. */
function naiveCopies(from: Uint8Array, to: Uint8Array): [number, number][] {
  const copies: [number, number][] = [];
  const same = (at: number, length: number): boolean =>
    from.subarray(at, at + length).every((byte, i) => byte === to[at + i]);
  const field = (at: number, length: number): void => {
    if (same(at, length)) for (let i = 0; i < length; i++) copies.push([at + i, at + i]);
  };
  const header = ((from[14] ?? 0) & 15) * 4;
  const end = 14 + (((from[16] ?? 0) << 8) | (from[17] ?? 0));
  for (const [at, length] of [
    [18, 2],
    [20, 2],
    [22, 1],
    [26, 4],
    [30, 4],
    [34, header - 20],
  ] as const)
    field(at, length);
  const t = 14 + header;
  const protocol = from[23];
  const fields = { 17: [0, 2, 4], 6: [0, 2, 4, 8, 12], 1: [0, 1, 2] }[protocol ?? 0] ?? [];
  if (protocol === 1)
    for (const [at, length] of [
      [0, 1],
      [1, 1],
      [4, 2],
      [6, 2],
    ] as const)
      field(t + at, length);
  else
    for (let i = 0; i + 1 < fields.length; i++)
      field(t + (fields[i] ?? 0), (fields[i + 1] ?? 0) - (fields[i] ?? 0));
  if (protocol === 6) field(t + 14, 2);
  const words = (frame: Uint8Array): number => (frame[t + 12] ?? 0) >>> 4;
  const payload = protocol === 6 ? t + words(from) * 4 : t + 8;
  const shift = protocol === 6 ? (words(to) - words(from)) * 4 : 0;
  for (let at = payload; at < end; at++) copies.push([at, at + shift]);
  return copies;
}
