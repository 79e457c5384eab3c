import { Stack } from '../../guest/stack.ts';
import { fillChecked } from '../../netchannel/checked-fill.ts';
import type { FrameWrite, FrameWriter } from '../../netchannel/frame-write.ts';
import { BLOCK_SIZE, blocksNeeded } from '../../netchannel/shared-page-pool.ts';
import { AddressBook } from '../../script/compile/address-book.ts';
import { compileStep } from '../../script/compile/compile-step.ts';
import { ConversationLimits } from '../../script/compile/conversation-limits.ts';
import { PayloadCompiler } from '../../script/compile/payload-compiler.ts';
import { ScriptFiles } from '../../script/include/script-files.ts';
import type { PayloadSource } from '../../script/payload.ts';
import { Problems } from '../../script/problems.ts';
import { stepFor } from '../../script/schema/step.ts';
import { check } from '../../script/schema-problems.ts';
import { SCHEMA_READER } from '../../script/schema-reader.ts';
import { Templates } from '../../script/templates/templates.ts';
import { Variables } from '../../script/templates/variables.ts';
import { Peers } from '../../simulation/peers/peers.ts';
import { type ByteRange, wholeOf } from '../../wire/bytes.ts';
import { CannotWrite } from '../../wire/cannot-write.ts';
import { Window } from '../../wire/window.ts';
import type { Participants } from './participants.ts';

/** A step of a script, as plain data. */
export type StepData = Readonly<Record<string, unknown>>;

const NO_FILES = new ScriptFiles(SCHEMA_READER, undefined);

/** The step at hand is none that a script could have. */
class Refused extends Error {}

/** Gives up at the first problem: nobody wants to hear of them. */
class NoProblems extends Problems {
  constructor() {
    super({
      file: '',
      value: null,
      size: 0,
      locate: () => ({ line: 1, column: 1 }),
      spelling: () => undefined,
      excerpt: () => ({ text: '', column: 1, isCutBefore: false, isCutAfter: false }),
    });
  }

  override report(): void {
    throw new Refused();
  }
}

/**
 * Says what steps would send, by the loader's own checks and compilers and the stack's own writers, on the memory
 * that 1.10.1 hands out: blocks of zeros. So a step that is put into a script is known to give back its frame.
 */
export class Proof {
  readonly book: AddressBook;
  readonly #problems = new NoProblems();
  readonly #device = new CleanDevice();
  readonly #stack: Stack;
  readonly #peers: Peers;
  readonly #mtu: number;

  constructor({ unikernel, hosts }: Participants, mtu: number) {
    this.book = new AddressBook(unikernel, hosts, this.#problems, { isComplete: true });
    this.#stack = new Stack({
      device: this.#device,
      mac: unikernel.mac,
      mtu,
      settled: () => undefined,
    });
    this.#peers = new Peers(this.#device, mtu, () => undefined);
    this.#mtu = mtu;
  }

  /** Whether `step` makes this frame cross, and no other. */
  gives(step: StepData, frame: Uint8Array): boolean {
    this.#device.reset();
    try {
      this.#perform(step);
    } catch (error) {
      if (error instanceof Refused || error instanceof CannotWrite) return false;
      throw error;
    }
    return this.#device.frames === 1 && isSame(this.#device.frame, frame);
  }

  #perform(step: StepData): void {
    const problems = this.#problems;
    const expanded = new Templates(new Variables(), problems).expand(step, [], []);
    const record = check(stepFor(expanded?.value), expanded?.value, [], problems);
    if (record === undefined || typeof record === 'string') return;
    const content = compileStep(record, {
      book: this.book,
      problems,
      payloads: new PayloadCompiler(problems, NO_FILES),
      guests: new Map(),
      areGuestsNamed: true,
      conversations: new ConversationLimits(this.#mtu, 0, 0, problems),
      path: [],
    })?.content;
    if (content?.kind === 'send' || content?.kind === 'receive')
      this.#stack.send(content.build(placeFixed), 0);
    if (content?.kind === 'receive packet') this.#peers.send(content.build(placeFixed), content.sender, 0);
  }
}

function placeFixed(source: PayloadSource): ByteRange {
  if (source.kind !== 'fixed') throw new Refused();
  return wholeOf(source.bytes);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Stands in for netfront of 1.10.1: hands out zeros, and keeps the last frame. */
class CleanDevice implements FrameWriter {
  frames = 0;
  frame = new Uint8Array(0);
  readonly #window = new Window();

  reset(): void {
    this.frames = 0;
  }

  write(frame: FrameWrite): boolean {
    if (frame.size === 0) return true;
    // A writer that sums the rest of its window notices how long it is.
    const bytes = new Uint8Array(blocksNeeded(frame.size) === 1 ? BLOCK_SIZE : frame.size);
    this.#window.bind(bytes, new DataView(bytes.buffer), 0, bytes.length, false);
    const length = fillChecked(frame, this.#window);
    // Fragments of no bytes would make netback stop listening.
    if (blocksNeeded(frame.size) > 1 && blocksNeeded(length) < blocksNeeded(frame.size)) throw new Refused();
    this.frame = bytes.subarray(0, length);
    this.frames++;
    return true;
  }
}
