import type { CopiedBytes } from '../wire/copied-bytes.ts';
import { Flow, recipientEquals } from '../wire/flow.ts';
import { SecretMarks } from '../wire/secret-marks.ts';
import type { BlockAudit } from './block-audit.ts';
import type { Books } from './books.ts';
import type { Describer } from './describer.ts';
import type { LeakHop, Recipient, StaleSource } from './findings.ts';
import type { Forwarded, PassedStretch } from './forwarded.ts';
import type { SecretAccounts } from './secret-accounts.ts';
import { meantFor, type StaleRange, type StaleRanges } from './stale-ranges.ts';
import type { WriteRecord } from './write-records.ts';

/** One channel of several. */
export interface ChannelOfSeveral {
  /** What it is called. */
  name: string;
  /** What it keeps together with the others. */
  books: Books;
  /** A flow to the firewall that takes the frames of netfront and may pass them on; whoever they are for has them if absent. */
  firewall?: Readonly<Flow>;
}

/** Writes that are awaited: what never crosses, because nothing more is read, is not to be awaited without end. */
const MOST_AWAITED = 512;

/** What goes from one channel of several to another: which frames are made of which, and what of them is old. */
export class Passage {
  /** The channel at hand. */
  readonly channel: string;
  readonly #firewall: Readonly<Flow> | undefined;
  readonly #books: Books;
  readonly #stale: StaleRanges;
  readonly #describer: Describer;
  /** Of receive pages that a firewall filled and netfront has not taken yet, by id. */
  readonly #pages = new Map<number, Forwarded>();
  /** What the frame at hand was made of; undefined if its sender made it. */
  forwarded: Forwarded | undefined;
  /** Old bytes that it carries on from there. */
  passedOnBytes = 0;
  /** Which of its bytes are secret, old ones too. */
  readonly marks = new SecretMarks();
  /** Where the bytes that leak in it go from here, if somebody reads of that. */
  way: LeakHop[] | undefined;
  /** Its position in the capture. */
  number = 0;
  /** The block that it was in; undefined for one from netback. */
  #block: BlockAudit | undefined;
  /** Sources of bytes that went on before the frame of their write had crossed, by the number of that write. */
  readonly #awaited = new Map<number, StaleSource[]>();
  #step = 0;
  #length = 0;

  /** @param stale, describer - of the frame at hand */
  constructor({ name, books, firewall }: ChannelOfSeveral, stale: StaleRanges, describer: Describer) {
    this.channel = name;
    this.#firewall = firewall;
    this.#books = books;
    this.#stale = stale;
    this.#describer = describer;
  }

  /** Whether a frame from netfront has come to whom it is for, and not only to a firewall on its way. */
  hasArrived(flow: Readonly<Flow>): boolean {
    return this.#firewall === undefined || recipientEquals(flow, this.#firewall);
  }

  /**
   * Counts secrets in a frame that was made of another, for whom it has come to: old bytes are disclosed to somebody whom
   * they were not meant for, the rest is sent.
   * @param marks - from `from` up to, not including, `to`
   * @param at - offset in the frame of what is at 0 there
   */
  countSecrets(
    accounts: SecretAccounts,
    flow: Readonly<Flow>,
    frame: number,
    marks: Readonly<SecretMarks>,
    from: number,
    to: number,
    at: number,
  ): void {
    let next = from;
    for (const { start, end, flow: meant } of this.forwarded?.passed ?? NOTHING) {
      const begin = Math.max(start - at, next);
      const stop = Math.min(end - at, to);
      if (begin >= stop) continue;
      accounts.sent.count(flow, frame, marks, next, begin);
      if (!recipientEquals(meant, flow)) accounts.disclosed.count(flow, frame, marks, begin, stop);
      next = stop;
    }
    accounts.sent.count(flow, frame, marks, next, to);
  }

  /** What the write with this tag forwards; undefined if it is a step's. */
  of(tag: number): Forwarded | undefined {
    return this.#books.forwardings.of(tag);
  }

  /** The step that the write with this tag is of. */
  stepOf(tag: number): number {
    return this.of(tag)?.step ?? tag;
  }

  /** The firewall put a frame into receive pages. @param id - of the first */
  pageFilled(id: number, tag: number): void {
    const forwarded = this.of(tag);
    if (forwarded !== undefined) this.#pages.set(id, forwarded);
  }

  /** What is forwarded in this receive page, which netfront takes. */
  takePage(id: number): Forwarded | undefined {
    const forwarded = this.#pages.get(id);
    if (forwarded !== undefined) this.#pages.delete(id);
    return forwarded;
  }

  /**
   * A frame has crossed.
   * @param forwarded - what it was made of
   * @param block - that it was in; undefined for one from netback
   */
  begin(forwarded: Forwarded | undefined, length: number, block?: BlockAudit): void {
    this.forwarded = forwarded;
    this.#block = block;
    this.way = undefined;
    this.marks.clear();
    this.#length = length;
    let bytes = 0;
    for (const stretch of forwarded?.passed ?? NOTHING) bytes += bytesOf(stretch, length);
    this.passedOnBytes = bytes;
    this.#books.tally.countPassedOn(bytes);
  }

  /** It has been looked at. @param number - its position in the capture @param flow - that it is of */
  end(number: number, step: number, flow: Readonly<Flow>, recipient: () => Recipient): void {
    this.number = number;
    this.#step = step;
    const { forwarded, channel, passedOnBytes: bytes } = this;
    if (forwarded?.way === undefined) return;
    let crossRecipientBytes = 0;
    for (const stretch of forwarded.passed) {
      if (!recipientEquals(stretch.flow, flow)) crossRecipientBytes += bytesOf(stretch, this.#length);
    }
    forwarded.way.push({ frame: number, channel, recipient: recipient(), bytes, crossRecipientBytes });
  }

  /** The frame of a write has crossed, or was withheld: what has gone on of its bytes before is known to be of it. */
  identified(record: WriteRecord): void {
    if (this.#awaited.size === 0) return;
    const sources = this.#awaited.get(record.write);
    if (sources === undefined) return;
    this.#awaited.delete(record.write);
    for (const source of sources) {
      const { isPending: _, ...known } = this.#describer.source(record, source.offset - record.base, 0);
      delete source.isPending;
      Object.assign(source, known);
    }
  }

  /**
   * What of the frame that crossed last goes on in one that a firewall makes of it.
   * @param copies - what it writes again as it is, in order; the rest it writes itself
   */
  forward(copies: readonly CopiedBytes[]): Forwarded {
    const stale = this.#stale;
    const passed: PassedStretch[] = [];
    for (const { from, to, length } of stale.count === 0 ? NOTHING : copies) {
      for (let i = 0; i < stale.count; i++) {
        const range = stale.ranges[i] as StaleRange;
        const start = Math.max(range.start, from);
        const end = Math.min(range.end, from + length);
        if (start >= end) continue;
        const source = this.#describer.source(range.source, start, this.number, this.#block);
        if (source.isPending === true) this.#await(range.source.write, source);
        const flow = new Flow();
        flow.copy(meantFor(range));
        passed.push({ start: start - from + to, end: end - from + to, source, flow });
      }
    }
    return { step: this.#step, number: this.number, channel: this.channel, passed, way: this.way };
  }

  #await(write: number, source: StaleSource): void {
    const known = this.#awaited.get(write);
    if (known !== undefined) known.push(source);
    else if (this.#awaited.size < MOST_AWAITED) this.#awaited.set(write, [source]);
  }

  /** It goes no further. @param why - in words */
  drop(why: string): void {
    const nobody = { frame: null, channel: null, recipient: null, bytes: 0, crossRecipientBytes: 0 };
    this.way?.push({ ...nobody, dropped: why });
  }
}

/** How many bytes of a stretch are in a frame of so many bytes. */
function bytesOf({ start, end }: PassedStretch, length: number): number {
  return Math.max(0, Math.min(end, length) - start);
}

const NOTHING: readonly never[] = [];
