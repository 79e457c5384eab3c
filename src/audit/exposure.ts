import type { MessageBatch } from '../netchannel/messages.ts';
import { BLOCK_SIZE, MAX_BLOCKS } from '../netchannel/shared-page-pool.ts';
import { Flow, recipientEquals } from '../wire/flow.ts';
import type { Secret } from '../wire/secret-marks.ts';
import type { Describer } from './describer.ts';
import type {
  ExposedGroup,
  ExposedInFrame,
  ExposedMemory,
  ExposedOwner,
  ExposedPiece,
  ExposedPlace,
  ExposedSecret,
  ExposureResult,
} from './exposure-result.ts';
import type { Recipient } from './findings.ts';
import type { Hosts } from './hosts.ts';
import type { PoolLedger } from './pool-ledger.ts';
import { NOBODY, Recipients } from './recipients.ts';
import { SecretReaches } from './secret-reaches.ts';
import { CLEAN, PATTERNED, type WriteRecord } from './write-records.ts';

/** What decides what netback could read, and when. */
export interface ExposureSources {
  /** Whether netback may read the page of a block at present. */
  isGranted(block: number): boolean;
  /** Whether the next block is the other half of the same page. */
  sharesPages: boolean;
  /** Virtual time, in nanoseconds. */
  now(): bigint;
  /** What a block holds; nothing is quoted if absent. */
  bytesOf?(block: number, start: number, end: number): Uint8Array;
}

const PLACES: readonly ExposedPlace[] = ['behind the frame', 'other half of its page', 'another page'];

/** Requests that are out at a time: the ring has no more slots. */
const MOST_OUT = 256;

/** Pieces that are told of a frame, and bytes that they quote together. */
const MOST_PIECES = 64;
const MOST_QUOTED = 2048;

/** Exposed bytes, as they are found; used again for each frame. */
interface FoundPiece {
  block: number;
  from: number;
  to: number;
  place: number;
  isSeen: boolean;
  write: WriteRecord;
}

/** Bytes of one owner in one place, seen before or not. */
interface Counts extends Omit<ExposedGroup, 'seconds'> {
  inFrame: number;
  lastFrame: number;
  lastTime: bigint;
  held: bigint;
}

/**
 * Counts what netback could read through grants and was not told of: whenever it takes a frame, whatever is in granted
 * pages and in no request that is out. It announces nothing, and nobody has to read it: another kind of finding than a
 * leak, and in every release.
 */
export class Exposure {
  readonly #ledger: PoolLedger;
  readonly #hosts: Hosts;
  readonly #sources: ExposureSources;
  readonly #secrets: readonly Secret[];
  readonly #recipients = new Recipients();
  /** How many bytes of each block the requests tell of that are out. */
  readonly #announced = new Uint16Array(MAX_BLOCKS);
  /** Of a block with several, because it was filled again too early: what each tells of, the oldest first. */
  readonly #several = new Map<number, number[]>();
  /** How many requests tell of each block. */
  readonly #out = new Uint16Array(MAX_BLOCKS);
  readonly #groups = new Map<number, Counts>();
  readonly #all: SecretReaches;
  readonly #neverSent: SecretReaches;
  /** To whom all secrets are exposed: netback, whoever that is. */
  readonly #netback = new Flow();
  #frames = 0;
  #exposedFrames = 0;
  #bytes = 0;
  #most = 0;
  #mostNeverSent = 0;
  #crossBytes = 0;
  #last: ExposedInFrame = { bytes: 0, neverSent: 0, crossRecipient: 0 };
  readonly #pieces: FoundPiece[] = [];
  #pieceCount = 0;

  constructor(ledger: PoolLedger, hosts: Hosts, secrets: readonly Secret[], sources: ExposureSources) {
    this.#ledger = ledger;
    this.#hosts = hosts;
    this.#secrets = secrets;
    this.#sources = sources;
    this.#all = new SecretReaches(secrets, this.#recipients, hosts);
    this.#neverSent = new SecretReaches(secrets, this.#recipients, hosts);
  }

  /** A request is about to be out that tells of the first `bytes` bytes of the block. */
  announced(block: number, bytes: number): void {
    const out = this.#out[block] as number;
    this.#out[block] = out + 1;
    if (out === 0) {
      this.#announced[block] = bytes;
      return;
    }
    const several = this.#several.get(block) ?? [this.#announced[block] as number];
    several.push(bytes);
    if (several.length > MOST_OUT) this.#forgetOldest(block, several);
    this.#several.set(block, several);
    this.#announced[block] = Math.max(...several);
  }

  /** Netback takes a frame: what it could read besides. @param flow - of the frame, resolved */
  taken(messages: MessageBatch, first: number, end: number, flow: Readonly<Flow>, number: number): void {
    this.#lookAt(messages, first, end);
    this.#frames++;
    this.#pieceCount = 0;
    const now = this.#sources.now();
    const found = { bytes: 0, neverSent: 0, crossRecipient: 0 };
    for (let block = 0; block < MAX_BLOCKS; block++) {
      if (!this.#sources.isGranted(block)) continue;
      const place = this.#placeOf(block, messages, first, end);
      this.#look(block, place, flow, number, now, found);
    }
    this.#last = found;
    if (found.bytes > 0) this.#exposedFrames++;
    this.#bytes += found.bytes;
    this.#crossBytes += found.crossRecipient;
    this.#most = Math.max(this.#most, found.bytes);
    this.#mostNeverSent = Math.max(this.#mostNeverSent, found.neverSent);
    this.#takeBack(messages, first, end);
  }

  /** Netback takes a frame that nobody gets. */
  withheld(messages: MessageBatch, first: number, end: number): void {
    this.#lookAt(messages, first, end);
    this.#takeBack(messages, first, end);
  }

  /** What was exposed when the last frame was taken. */
  get last(): ExposedInFrame {
    return this.#last;
  }

  /**
   * All that was exposed when the last frame was taken; to be asked for before the next one is.
   * @param describe - says where bytes come from
   */
  memory(
    describe: Pick<Describer, 'source' | 'secretsIn'>,
    flow: Readonly<Flow>,
    number: number,
  ): ExposedMemory {
    const found = this.#pieces.slice(0, this.#pieceCount).sort((a, b) => a.place - b.place);
    const owners = new Map<number, ExposedOwner>();
    let room = MOST_QUOTED;
    const pieces: ExposedPiece[] = [];
    for (const { block, from, to, place, isSeen, write } of found) {
      const recipient = this.#recipients.numberOf(write.flow);
      const owner = owners.get(recipient) ?? {
        owner: this.#ownerOf(write.flow, recipient),
        bytes: 0,
        neverSent: 0,
      };
      owners.set(recipient, owner);
      owner.bytes += to - from;
      if (!isSeen) owner.neverSent += to - from;
      if (pieces.length === MOST_PIECES) continue;
      const bytes = this.#sources.bytesOf?.(block, from, Math.min(to, from + room)) ?? new Uint8Array(0);
      room -= bytes.length;
      const secrets = describe.secretsIn(write, from, to);
      pieces.push({
        block,
        start: from,
        end: to,
        place: PLACES[place] as ExposedPlace,
        seen: isSeen,
        crossRecipient: !recipientEquals(write.flow, flow),
        source: describe.source(write, from, number),
        bytes,
        ...(secrets.length === 0 ? {} : { secrets }),
      });
    }
    const byOwner = [...owners.values()].sort((a, b) => b.bytes - a.bytes);
    return { ...this.#last, owners: byOwner, pieces, leftOut: found.length - pieces.length };
  }

  result(): ExposureResult {
    return {
      frames: this.#frames,
      exposedFrames: this.#exposedFrames,
      byteFrames: this.#bytes,
      crossRecipientByteFrames: this.#crossBytes,
      mostBytes: this.#most,
      mostNeverSent: this.#mostNeverSent,
      groups: [...this.#groups.values()]
        .map(({ inFrame: _, lastFrame: _f, lastTime: _t, held, ...group }) => ({
          ...group,
          seconds: Number(held) / 1e9,
        }))
        .sort((a, b) => b.byteFrames - a.byteFrames),
      secrets: this.#secrets.map((secret, i) => this.#secret(secret, i)),
    };
  }

  #secret({ name, length }: Secret, index: number): ExposedSecret {
    const [all] = this.#all.list(index);
    const [never] = this.#neverSent.list(index);
    return {
      name,
      length,
      bytes: all?.bytes ?? 0,
      frames: all?.frames ?? 0,
      firstFrame: all?.firstFrame ?? null,
      neverSentBytes: never?.bytes ?? 0,
    };
  }

  #lookAt(messages: MessageBatch, first: number, end: number): void {
    for (let i = first; i < end; i++) {
      const block = this.#ledger.ownIdOf(messages.at(i));
      if (block >= 0) this.#seen(block, messages.fragmentSize(i, first, end));
    }
  }

  /** The requests of a frame are not out any more. */
  #takeBack(messages: MessageBatch, first: number, end: number): void {
    for (let i = first; i < end; i++) {
      const block = this.#ledger.ownIdOf(messages.at(i));
      if (block < 0) continue;
      const several = this.#several.get(block);
      if (several !== undefined) this.#forgetOldest(block, several);
      else {
        this.#out[block] = 0;
        this.#announced[block] = 0;
      }
    }
  }

  #forgetOldest(block: number, several: number[]): void {
    several.shift();
    this.#out[block] = several.length;
    this.#announced[block] = Math.max(...several);
    if (several.length === 1) this.#several.delete(block);
  }

  /** Netback has seen the first `bytes` bytes of the block as they are. */
  #seen(block: number, bytes: number): void {
    const { records } = this.#ledger;
    const { record, count } = this.#ledger.block(block).intervals();
    for (let i = 0; i < count; i++) {
      const id = record[i] as number;
      if (id === CLEAN || id === PATTERNED) continue;
      const write = records.at(id);
      if (bytes > write.seen) write.seen = bytes;
    }
  }

  #placeOf(block: number, messages: MessageBatch, first: number, end: number): number {
    let place = 2;
    for (let i = first; i < end; i++) {
      const id = this.#ledger.ownIdOf(messages.at(i));
      if (id === block) return 0;
      if (this.#sources.sharesPages && id === (block ^ 1)) place = 1;
    }
    return place;
  }

  #look(
    block: number,
    place: number,
    flow: Readonly<Flow>,
    number: number,
    now: bigint,
    found: ExposedInFrame,
  ): void {
    const { end: ends, record, count } = this.#ledger.block(block).intervals();
    let from = this.#announced[block] as number;
    for (let i = 0; i < count && from < BLOCK_SIZE; i++) {
      const to = ends[i] as number;
      if (to <= from) continue;
      const id = record[i] as number;
      if (id !== CLEAN && id !== PATTERNED) {
        const write = this.#ledger.records.at(id);
        const seenTo = Math.min(Math.max(write.seen, from), to);
        if (seenTo > from) this.#count(write, block, from, seenTo, place, true, flow, number, now, found);
        if (to > seenTo) this.#count(write, block, seenTo, to, place, false, flow, number, now, found);
      }
      from = to;
    }
  }

  #count(
    write: WriteRecord,
    block: number,
    from: number,
    to: number,
    place: number,
    isSeen: boolean,
    flow: Readonly<Flow>,
    number: number,
    now: bigint,
    found: ExposedInFrame,
  ): void {
    const bytes = to - from;
    this.#note(write, block, from, to, place, isSeen);
    found.bytes += bytes;
    if (!isSeen) found.neverSent += bytes;
    const isCross = !recipientEquals(write.flow, flow);
    if (isCross) found.crossRecipient += bytes;
    if (write.marks.count > 0) {
      this.#all.count(this.#netback, number, write.marks, from, to);
      if (!isSeen) this.#neverSent.count(this.#netback, number, write.marks, from, to);
    }
    const group = this.#group(write.flow, place, isSeen, number);
    group.byteFrames += bytes;
    if (isCross) group.crossRecipientByteFrames += bytes;
    if (group.lastFrame !== number) {
      // It was there all the time since the frame before, if it was there then.
      if (group.lastFrame === number - 1) group.held += now - group.lastTime;
      group.frames++;
      group.inFrame = 0;
      group.lastFrame = number;
      group.lastTime = now;
    }
    group.inFrame += bytes;
    group.mostBytes = Math.max(group.mostBytes, group.inFrame);
  }

  #note(write: WriteRecord, block: number, from: number, to: number, place: number, isSeen: boolean): void {
    const piece = this.#pieces[this.#pieceCount++];
    if (piece === undefined) {
      this.#pieces.push({ write, block, from, to, place, isSeen });
      return;
    }
    piece.write = write;
    piece.block = block;
    piece.from = from;
    piece.to = to;
    piece.place = place;
    piece.isSeen = isSeen;
  }

  #ownerOf(flow: Readonly<Flow>, recipient: number): Recipient {
    return recipient === 0 ? NOBODY : this.#hosts.recipientOf(flow);
  }

  #group(owner: Readonly<Flow>, place: number, isSeen: boolean, number: number): Counts {
    const recipient = this.#recipients.numberOf(owner);
    const key = recipient * 8 + place * 2 + (isSeen ? 1 : 0);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group: Counts = {
      owner: this.#ownerOf(owner, recipient),
      place: PLACES[place] as ExposedPlace,
      seen: isSeen,
      frames: 0,
      firstFrame: number,
      byteFrames: 0,
      crossRecipientByteFrames: 0,
      mostBytes: 0,
      inFrame: 0,
      lastFrame: 0,
      lastTime: 0n,
      held: 0n,
    };
    this.#groups.set(key, group);
    return group;
  }
}
