import { BlockNames } from '../netchannel/block-names.ts';
import type { Message } from '../netchannel/messages.ts';
import type { DeliveredFrame } from '../netchannel/observer.ts';
import type { FinishedFrame } from '../netchannel/private-buffer.ts';
import { BLOCK_SIZE, MAX_BLOCKS } from '../netchannel/shared-page-pool.ts';
import { Flow, storeFlow } from '../wire/flow.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import type { SecretMarks } from '../wire/secret-marks.ts';
import type { Window } from '../wire/window.ts';
import { BlockAudit } from './block-audit.ts';
import { ForeignSteps } from './foreign-steps.ts';
import type { Forwarded } from './forwarded.ts';
import type { Hosts } from './hosts.ts';
import { PageMarks } from './page-marks.ts';
import { CLEAN, WriteRecord, WriteRecords } from './write-records.ts';

/** Ids that a message of the ring can name: 16 bits. */
const IDS = 65536;

/**
 * Which write a frame is of: the one that filled its block; one that another has overtaken, so that its block holds other
 * bytes now; or none of the pool's, because a hostile netfront made the request.
 */
export type FrameOrigin = 'own' | 'overtaken' | 'foreign';

/** Of a write that has no record in the pool. */
const FOREIGN = -1;

/**
 * Who put which bytes where: into the blocks of the pool, and into receive pages. Never begins anew, because what lies
 * in a block may leak however much later; what is counted of it all is the tally's business.
 */
export class PoolLedger {
  /** Of the writes whose bytes are somewhere in the pool. */
  readonly records = new WriteRecords();
  /** How many writes there were, failed ones included. */
  writes = 0;
  readonly #hosts: Hosts;
  /** Whether it notes which bytes are secret; a run without secrets is spared that. */
  readonly #notesMarks: boolean;
  /** By id. */
  readonly #blocks: BlockAudit[] = [];
  readonly #names = new BlockNames();
  /** Of the frame that was identified last. */
  origin: FrameOrigin = 'own';
  /** The steps that made what is on the rings and of no write. */
  readonly foreignSteps = new ForeignSteps();
  readonly #foreign = new WriteRecord(FOREIGN);
  /** The blocks of the frame at hand that its own writes fill: the first `#ownCount` count. */
  readonly #own: BlockAudit[] = [];
  #ownCount = 0;
  /** The overtaken writes of the frame at hand: each has a use to be dropped. */
  readonly #due: WriteRecord[] = [];
  /** Stands for a block where a request is in none of the pool's pages. */
  readonly #nowhere: BlockAudit;
  /** Reads frames when they are pushed; undefined if nobody wants to know what they were then. */
  readonly #pushed: FrameReader | undefined;
  #pushedBytes: Uint8Array = new Uint8Array(0);
  #pushedView = new DataView(this.#pushedBytes.buffer);
  /** Of receive pages, by id: the step that filled them, counted from 1, 0 if none has; and how many bytes it wrote. */
  readonly #pageStep = new Int32Array(IDS);
  readonly #pageWritten = new Int32Array(IDS);
  readonly #pageMarks = new PageMarks();
  /** Of the frame that was identified last: its flow, and by which `headers` of the reader it is known. */
  readonly #lastFlow = new Flow();
  #lastHeaders = 0;
  /** Step of the last frame that netback withheld, by block. */
  readonly #withheldStep = new Map<number, number>();

  /**
   * @param hosts - that flows are resolved with
   * @param notesMarks - whether there are secrets that marks may name
   * @param keepsPushed - whether a frame is looked at when it is pushed, because it may be overtaken
   */
  constructor(hosts: Hosts, notesMarks: boolean, keepsPushed = false) {
    this.#pushed = keepsPushed ? new FrameReader() : undefined;
    this.#hosts = hosts;
    this.#notesMarks = notesMarks;
    this.#nowhere = new BlockAudit(this.records);
    for (let i = 0; i < MAX_BLOCKS; i++) this.#blocks.push(new BlockAudit(this.records));
  }

  /** What is kept of the block with this id. */
  block(id: number): BlockAudit {
    return this.#blocks[id] as BlockAudit;
  }

  /** The pool got a page, zeroed: blocks `id` and `id + 1`. */
  addPage(id: number, gref: number): void {
    this.#names.addPage(id, gref);
    this.clear(id);
    this.clear(id + 1);
  }

  /** The block is in another page than before. */
  moveBlock(id: number, gref: number): void {
    this.#names.addPage(id, gref);
  }

  /** The block that a TX request is about; one that nothing is known of if it is in no page of the pool. */
  blockOf(message: Readonly<Message>): BlockAudit {
    const id = this.#names.of(message);
    return id < 0 ? this.#nowhere : this.block(id);
  }

  /** The id of that block; that of the request if it is in no page of the pool. */
  idOf(message: Readonly<Message>): number {
    const id = this.#names.of(message);
    return id < 0 ? message.id : id;
  }

  /** The same, but -1 if it is in no page of the pool. */
  ownIdOf(message: Readonly<Message>): number {
    return this.#names.of(message);
  }

  /** What the frame that was identified last is by its bytes. */
  get crossed(): Readonly<Flow> {
    return this.#lastFlow;
  }

  /** Whether records tell what frames were when they were pushed. */
  get keepsPushed(): boolean {
    return this.#pushed !== undefined;
  }

  /** The whole block was zeroed. */
  clear(id: number): void {
    this.block(id).clear();
  }

  /** Bytes of the block were overwritten. @param withPattern - else with zeros */
  clean(id: number, start: number, end: number, withPattern: boolean): void {
    this.block(id).clean(start, end, withPattern);
  }

  /** A writer filled the block itself: its write is on its way from there. */
  fill(id: number, window: Window, step: number): void {
    const block = this.block(id);
    block.overtake();
    if (window.sumCount > 0) block.noteSums(window);
    block.current = block.fill(++this.writes, step, window.footprint);
    if (this.#notesMarks) block.current.mark(window.marks, 0, BLOCK_SIZE);
  }

  /** A writer failed after it may have written to the block: what it wrote is there, and nothing is on its way. */
  fillFailed(id: number, window: Window, step: number): void {
    const record = this.block(id).fill(++this.writes, step, window.footprint);
    storeFlow(readWritten(window), record.flow);
    this.#hosts.resolve(record.flow);
    if (this.#notesMarks) record.mark(window.marks, 0, BLOCK_SIZE);
    this.records.drop(record.id);
  }

  /**
   * Part of a frame that was written elsewhere was copied to the start of the block, and is on its way from there.
   * @param frameOffset - of the part in the frame; a frame is one write, which begins at 0
   */
  copy(id: number, bytes: number, frameOffset: number, frame: Readonly<FinishedFrame>, step: number): void {
    const { written, marks } = frame;
    if (frameOffset === 0) this.writes++;
    const block = this.block(id);
    block.overtake();
    block.current = block.copy(bytes, this.writes, step, frameOffset);
    block.copiedWritten = written;
    if (this.#pushed !== undefined) this.#notePushed(this.#pushed, frame, block.current.flow);
    if (this.#notesMarks) block.current.mark(marks, frameOffset, frameOffset + bytes);
  }

  /** What the write that is on its way from the block forwards, if anything. */
  noteForwarded(id: number, forwarded: Forwarded | undefined): void {
    if (forwarded === undefined) return;
    const { current } = this.block(id);
    current.step = forwarded.step;
    current.forwarded = forwarded;
  }

  /**
   * Notes what the write is whose frame has crossed, or was withheld, and of which origin it is.
   * @param number - of the frame; 0 if it became none
   * @param reader - has read the frame; always the same one
   * @returns the record of its first block
   */
  identify({ messages, first, end }: DeliveredFrame, number: number, reader: FrameReader): WriteRecord {
    const message = messages.at(first);
    const record = this.#recordOf(message, messages.fragmentSize(first, first, end));
    record.frame = number;
    const { origin } = this;
    if (origin === 'overtaken' && this.keepsPushed) this.#readFlow(reader);
    else this.#storeFlow(reader, record.flow);
    for (let i = first + 1; i < end; i++) {
      const part = this.#recordOf(messages.at(i), messages.at(i).size);
      part.frame = number;
      part.flow.copy(record.flow);
    }
    this.origin = origin;
    return record;
  }

  /** The frame that was identified last has been dealt with. What is in the blocks stays, and may leak later. */
  settle(): void {
    for (let i = 0; i < this.#ownCount; i++) (this.#own[i] as BlockAudit).settle();
    this.#ownCount = 0;
    if (this.#due.length === 0) return;
    for (const { id } of this.#due) this.records.drop(id);
    this.#due.length = 0;
  }

  /** Netback took a frame off the ring that nobody gets: its bytes are of a write that never became a frame. */
  withhold(frame: DeliveredFrame, reader: FrameReader): void {
    const { messages, first, end } = frame;
    const { step } = this.identify(frame, 0, reader);
    for (let i = first; i < end; i++) this.#withheldStep.set(this.idOf(messages.at(i)), step);
    this.settle();
  }

  /**
   * Netback refused the request for the block.
   * @returns the step of the frame that was withheld there last; undefined if none ever was
   */
  refuse(id: number): number | undefined {
    this.block(id).settle();
    return this.#withheldStep.get(id);
  }

  /**
   * Netback put a frame into receive pages.
   * @param id - of the first
   * @param written - of the `length` bytes, how many its writer wrote
   */
  fillPage(id: number, length: number, written: number, step: number, marks: Readonly<SecretMarks>): void {
    this.writes++;
    if (this.#notesMarks) this.#pageMarks.set(id, marks, length);
    this.#pageStep[id] = step + 1;
    this.#pageWritten[id] = written;
  }

  /** The step of the frame that begins in the receive page of this response. */
  stepOfPage({ id, slot }: Readonly<Message>): number {
    const step = this.#pageStep[id] as number;
    return step === 0 ? this.foreignSteps.of('rx', slot) : step - 1;
  }

  /** How many bytes of it its writer wrote. */
  writtenInPage(id: number): number {
    return this.#pageWritten[id] as number;
  }

  /** Which bytes of it are secret. */
  marksOfPage(id: number): Readonly<SecretMarks> {
    return this.#pageMarks.get(id);
  }

  /** The frame that begins in this receive page was delivered: whatever comes from there next is not of its write. */
  emptyPage(id: number): void {
    this.#pageStep[id] = 0;
    this.#pageWritten[id] = 0;
    if (this.#notesMarks) this.#pageMarks.forget(id);
  }

  /** The steps of writes that are on their way to netback, one for each write, in their order. */
  unreadSteps(): number[] {
    const steps = new Map<number, number>();
    for (const block of this.#blocks) for (const { write, step } of block.pending()) steps.set(write, step);
    return [...steps].sort(([a], [b]) => a - b).map(([, step]) => step);
  }

  /** The steps of frames that lie in receive pages and that netfront has not taken, one for each. */
  stepsInPages(): number[] {
    const steps: number[] = [];
    for (const step of this.#pageStep) if (step !== 0) steps.push(step - 1);
    return steps;
  }

  /** Tells, as numbers, who put the bytes of the first `blocks` blocks there. */
  describeState(blocks: number, note: (value: number) => void): void {
    for (let id = 0; id < blocks; id++) this.block(id).describeState(note);
  }

  /** The record of the write that a request is of, which `origin` then says more of. */
  #recordOf(message: Readonly<Message>, size: number): WriteRecord {
    const block = this.blockOf(message);
    const isWhole = (message.offset & (BLOCK_SIZE - 1)) === 0 && size <= BLOCK_SIZE;
    const overtaken = isWhole ? block.takeOvertaken() : undefined;
    if (overtaken !== undefined) {
      this.origin = 'overtaken';
      this.#due.push(overtaken);
      return overtaken;
    }
    if (isWhole && block.current.id !== CLEAN) {
      this.origin = 'own';
      this.#own[this.#ownCount++] = block;
      return block.current;
    }
    this.origin = 'foreign';
    this.#foreign.begin(0, this.foreignSteps.of('tx', message.slot), 0);
    return this.#foreign;
  }

  /** In a stream, most frames are of the flow of the one before them. */
  #storeFlow(reader: FrameReader, flow: Flow): void {
    this.#readFlow(reader);
    flow.copy(this.#lastFlow);
  }

  #readFlow(reader: FrameReader): void {
    if (this.#lastHeaders === reader.headers) return;
    this.#lastHeaders = reader.headers;
    storeFlow(reader, this.#lastFlow);
    this.#hosts.resolve(this.#lastFlow);
  }

  /** What a frame is that is about to be on its way: once another has overtaken it, nobody can tell any more. */
  #notePushed(reader: FrameReader, { bytes, offset, length }: Readonly<FinishedFrame>, flow: Flow): void {
    if (this.#pushedBytes !== bytes) {
      this.#pushedBytes = bytes;
      this.#pushedView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    reader.read(bytes, this.#pushedView, offset, length);
    storeFlow(reader, flow);
    this.#hosts.resolve(flow);
  }
}

/** @returns what has read a frame as far as its writer got: what it did not write counts as zero */
function readWritten(window: Window): FrameReader {
  const { runs } = window.footprint;
  const length = runs.at(-1) ?? 0;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < runs.length; i += 2) {
    const from = runs[i] as number;
    const to = runs[i + 1] as number;
    bytes.set(window.bytes.subarray(window.start + from, window.start + to), from);
  }
  const reader = new FrameReader();
  reader.read(bytes, new DataView(bytes.buffer), 0, length);
  return reader;
}
