import type { CapturedPacket } from '../../capture-reader/packet.ts';
import { isUntold } from '../../link-layer/untold-mac.ts';
import { ETHERNET_DESTINATION, ETHERNET_HEADER_LENGTH } from '../../wire/ethernet.ts';
import { fieldAt, fieldName } from '../../wire/frame-fields.ts';
import type { FrameReader } from '../../wire/frame-reader.ts';
import { IPV4_TOS } from '../../wire/ipv4.ts';
import type { InspectedFrame } from '../inspected-frame.ts';
import { LONGEST_PADDED } from '../padding.ts';
import { isZero } from '../zeros.ts';
import { type Canary, canariesIn } from './canary.ts';
import { FrameHistory, type ReadMemory } from './frame-history.ts';
import { FrameLayout } from './frame-layout.ts';
import { ETHERNET_LINK, type FrameLink } from './frame-link.ts';
import type { Habits, InFrame } from './habits.ts';
import { type KernelPointer, kernelPointers } from './kernel-pointers.ts';
import type { MemoryFindings } from './memory-findings.ts';
import { type Poison, PoisonFinder, UNMISTAKABLE_POISONS } from './poison.ts';
import { type Reserved, ReservedFields } from './reserved.ts';
import type { Evidence, OldMemoryPlace } from './result.ts';
import { type Found, SourceFinder } from './source-finder.ts';
import { TypeOfService } from './type-of-service.ts';

/** What is looked for. */
export interface OldMemoryOptions {
  /** Whether the bodies of all packets are compared with earlier frames. False if absent: only of those that declare no length */
  body?: boolean;
  /** Those that are unmistakable, if absent. */
  poisons?: readonly Poison[];
  canaries?: readonly Canary[];
  /** Addresses, in the usual notation, of those who may get what `canaries` looks for; nobody if absent. */
  allowed?: ReadonlySet<string>;
}

/** What an inspector knows of a frame. */
export interface LookedAt {
  /** The frame, which begins at its offset: a packet of Ethernet is one. */
  packet: CapturedPacket;
  /** Of the frame, its VLAN tags taken out. */
  reader: FrameReader;
  /** Of tags, behind the addresses. */
  tags: number;
  /** Of the frame, a check sequence that the capture says is there left out. */
  length: number;
  /** Where padding or a trailer begins; `length` or more if there is none, less than 0 if nothing tells. */
  padding: number;
  /** A check sequence that nobody told of left out. */
  paddingEnd: number;
  /** A number below 1025. */
  sender: number;
  /** How long its link wants frames to be, a check sequence left out: shorter ones are padded. */
  least: number;
}

/** Senders are numbers below this. */
const SENDERS = 1025;

/** How many bytes of a finding are kept. */
const KEPT = 256;
/** Shorter texts are chance. */
const LEAST_TEXT = 8;
const TELLING_CHARACTERS = 4;

/** How many bytes of earlier frames are kept; where bodies are compared, a larger index finds its way in more of them. */
export const KEPT_FRAMES = 2 * 1024 * 1024;
const KEPT_BODY = 16 * 1024 * 1024;

const NO_POINTERS: readonly KernelPointer[] = [];

/**
 * Looks for old memory in the frames of one link of a capture, one after the other: bytes of earlier frames, values that
 * memory is filled with, pointers, secrets. It keeps the last frames, as many as fit into 2 MiB, or 16 MiB where bodies are
 * compared.
 */
export class OldMemoryFinder {
  readonly #findings: MemoryFindings;
  readonly #link: FrameLink;
  readonly #body: boolean;
  readonly #poisons: PoisonFinder;
  readonly #canaries: readonly Canary[];
  readonly #allowed: ReadonlySet<string>;
  readonly #history: FrameHistory;
  readonly #finder: SourceFinder;
  readonly #layout = new FrameLayout();
  readonly #habits: Habits;
  readonly #typeOfService = new TypeOfService();
  /** Of the frame that is looked at. */
  readonly #reserved = new ReservedFields();
  /** By sender: whether it sends old memory in bodies, for sure. */
  readonly #suspects = new Uint8Array(SENDERS);
  /** Whether anything was found in the frame that is looked at, and what. */
  #isAnyFound = false;
  readonly #inFrame: InFrame & { reserved: number } = {
    stale: 0,
    cross: 0,
    poison: 0,
    pointers: 0,
    reserved: 0,
  };

  /**
   * @param findings - takes what is found
   * @param link - that of the frames; Ethernet if absent
   * @param readMemory - where the packets will be, if that is known: they need not be copied then
   */
  constructor(
    findings: MemoryFindings,
    {
      body = false,
      poisons = UNMISTAKABLE_POISONS,
      canaries = [],
      allowed = new Set(),
    }: OldMemoryOptions = {},
    link = ETHERNET_LINK,
    readMemory?: ReadMemory,
  ) {
    this.#findings = findings;
    this.#habits = findings.habits;
    this.#link = link;
    this.#body = body;
    this.#history = body ? new FrameHistory(KEPT_BODY) : new FrameHistory(KEPT_FRAMES, readMemory);
    this.#finder = new SourceFinder(this.#history, body, link);
    this.#poisons = new PoisonFinder(poisons);
    this.#canaries = canaries;
    this.#allowed = allowed;
  }

  /**
   * Looks at the next frame.
   * @param describe - what a finding says of the frame; asked only if there is one
   */
  look(frame: LookedAt, describe: () => InspectedFrame, recipient: () => readonly string[]): void {
    const { packet, reader, tags, length, padding, sender } = frame;
    const { bytes, view, offset, number } = packet;
    const isDeclared = padding >= 0;
    const end = isDeclared ? Math.min(padding, length) : length;
    const sequence = this.#history.add(number, bytes, view, offset, length, end);
    if (this.#body) {
      this.#layout.read(reader, tags);
      this.#history.setLayout(sequence, this.#layout);
    }
    this.#habits.noteFrame(sender, length < frame.least && packet.originalLength <= packet.length);
    if (isDeclared && padding < length) this.#lookBehind(frame, sequence, describe);
    const reserved = this.#reserved;
    reserved.read(reader);
    for (let i = 0; i < reserved.count; i++) {
      this.#lookAtReserved(frame, sequence, reserved.at(i), describe);
    }
    if (tags === 0) this.#lookAtService(frame, describe);
    if (this.#body || !isDeclared) this.#lookAtBody(frame, sequence, end, describe);
    if (this.#canaries.length > 0) this.#lookForCanaries(frame, describe, recipient);
    if (this.#isAnyFound) this.#count(sender, number);
  }

  /** Counts what was found in a frame. */
  #count(sender: number, number: number): void {
    const inFrame = this.#inFrame;
    const { stale, cross, poison, pointers, reserved } = inFrame;
    const { totals } = this.#findings;
    if (stale > 0) {
      totals.staleFrames++;
      totals.staleBytes += stale;
      totals.crossRecipientBytes += cross;
    }
    if (stale + poison + pointers > 0) this.#habits.noteFound(sender, number, this.#inFrame);
    if (poison > 0) {
      totals.poisonFrames++;
      totals.poisonBytes += poison;
    }
    if (reserved > 0) {
      totals.reservedFrames++;
      totals.reservedBytes += reserved;
    }
    inFrame.stale = 0;
    inFrame.cross = 0;
    inFrame.poison = 0;
    inFrame.pointers = 0;
    inFrame.reserved = 0;
    this.#isAnyFound = false;
  }

  #lookBehind(frame: LookedAt, sequence: number, describe: () => InspectedFrame): void {
    const { packet, padding: start, paddingEnd: end, sender } = frame;
    const { bytes, view, offset } = packet;
    if (start >= end) return;
    if (isZero(view, offset + start, offset + end)) {
      this.#habits.noteZeroPadding(sender);
      return;
    }
    const { stale: staleBefore, poison: poisonBefore } = this.#inFrame;
    const found = this.#lookAt(frame, sequence, 'padding', start, end, describe);
    const { stale, poison } = this.#inFrame;
    const kind = stale > staleBefore ? 'earlier' : poison > poisonBefore ? 'poison' : 'other';
    this.#habits.notePadding(sender, packet.number, bytes, offset + start, end - start, kind);
    if (!found && start <= LONGEST_PADDED) this.#lookForText(frame, start, end, describe);
  }

  #lookAtReserved(frame: LookedAt, sequence: number, field: Reserved, describe: () => InspectedFrame): void {
    const { packet, tags, length } = frame;
    const start = field.start + tags;
    const end = Math.min(field.end + tags, length);
    if (isZero(packet.view, packet.offset + start, packet.offset + end)) return;
    let nonZero = 0;
    const { mask } = field;
    for (let at = start; at < end; at++) {
      if (((packet.bytes[packet.offset + at] as number) & mask) !== 0) nonZero++;
    }
    if (nonZero === 0) return;
    this.#inFrame.reserved += nonZero;
    // Of some bits nobody can tell where they are from.
    const found = mask === 0xff && this.#lookAt(frame, sequence, 'reserved', start, end, describe);
    if (!found) this.#add(frame, 'reserved', 'not-zero', start, end, null, undefined, describe);
  }

  #lookAtService(frame: LookedAt, describe: () => InspectedFrame): void {
    const { reader, packet, sender } = frame;
    const other = this.#typeOfService.look(reader, sender, packet.number);
    if (other === 0) return;
    this.#inFrame.reserved++;
    const at = reader.ipOffset + IPV4_TOS;
    const what = `not set by this sender: frame ${other} had this byte in its place`;
    this.#add(frame, 'reserved', 'not-zero', at, at + 1, what, undefined, describe);
  }

  /** Looks at what a frame carries, without the fields that have to be zero, which were looked at before. */
  #lookAtBody(frame: LookedAt, sequence: number, end: number, describe: () => InspectedFrame): void {
    let start = frame.padding >= 0 ? this.#layout.payload : ETHERNET_HEADER_LENGTH + frame.tags;
    for (let i = 0; i < this.#reserved.count; i++) {
      const field = this.#reserved.at(i);
      const stop = Math.min(field.start + frame.tags, end);
      if (start < stop) this.#lookAt(frame, sequence, 'body', start, stop, describe);
      start = Math.max(start, field.end + frame.tags);
    }
    if (start < end) this.#lookAt(frame, sequence, 'body', start, end, describe);
  }

  /** @returns whether anything was found */
  #lookAt(
    frame: LookedAt,
    sequence: number,
    place: OldMemoryPlace,
    start: number,
    end: number,
    describe: () => InspectedFrame,
  ): boolean {
    const { packet } = frame;
    const isBody = place === 'body';
    const kind = !isBody ? 'behind' : frame.padding >= 0 ? 'declared' : 'undeclared';
    const inFrame = this.#inFrame;
    const isTold = this.#isRecipientTold(packet);
    const suspect = isBody && this.#suspects[frame.sender] === 1;
    const found = this.#finder.find(sequence, { start, end, kind, alike: this.#body, suspect });
    if (kind === 'undeclared' && found.length > 0 && showsSuspect(found)) {
      this.#suspects[frame.sender] = 1;
    }
    for (const piece of found) {
      this.#history.mark(sequence, piece);
      inFrame.stale += piece.end - piece.start;
      if (isTold && isForAnother(piece)) inFrame.cross += piece.end - piece.start;
      const evidence = piece.sameOffset ? 'same-offset' : 'shifted';
      this.#add(frame, place, evidence, piece.start, piece.end, null, piece, describe);
    }
    const runs = this.#poisons.find(packet.bytes, packet.offset, start, end, isBody);
    for (const { poison, ...run } of runs) {
      inFrame.poison += run.end - run.start;
      this.#add(frame, place, 'poison', run.start, run.end, poison.meaning, undefined, describe);
    }
    // What is encrypted has some by chance.
    const pointers =
      kind === 'declared' ? NO_POINTERS : kernelPointers(packet.bytes, packet.offset, start, end, isBody);
    for (const pointer of pointers) {
      inFrame.pointers++;
      this.#findings.totals.kernelPointers++;
      this.#add(frame, place, 'pointer', pointer.start, pointer.end, pointer.value, undefined, describe);
    }
    return found.length + runs.length + pointers.length > 0;
  }

  /** Whether the link tells whom a frame is for. */
  #isRecipientTold({ bytes, offset }: CapturedPacket): boolean {
    return this.#link.made === 0 || !isUntold(bytes, offset + ETHERNET_DESTINATION);
  }

  /** Text behind a packet is neither padding nor a check sequence. Behind one that needs no padding it is mostly of the packet. */
  #lookForText(frame: LookedAt, start: number, end: number, describe: () => InspectedFrame): void {
    const { bytes, offset } = frame.packet;
    for (let from = start, at = start; at <= end; at++) {
      if (at < end && isPrintable(bytes[offset + at] as number)) continue;
      if (at - from >= LEAST_TEXT && isTelling(bytes, offset + from, offset + at)) {
        this.#add(frame, 'padding', 'text', from, at, null, undefined, describe);
      }
      from = at + 1;
    }
  }

  #lookForCanaries(
    frame: LookedAt,
    describe: () => InspectedFrame,
    recipient: () => readonly string[],
  ): void {
    const { packet, length, padding } = frame;
    const { made } = this.#link;
    const seen = canariesIn(packet.bytes, packet.offset + made, length - made, this.#canaries);
    if (seen.length === 0 || recipient().some((address) => this.#allowed.has(address))) return;
    for (const { canary, ...where } of seen) {
      const [start, end] = [where.start + made, where.end + made];
      this.#findings.totals.secretsSeen++;
      const place = padding >= 0 && start >= padding ? 'padding' : 'body';
      this.#add(frame, place, 'secret', start, end, canary.name, undefined, describe);
    }
  }

  #add(
    { packet, reader, tags }: LookedAt,
    place: OldMemoryPlace,
    evidence: Evidence,
    start: number,
    end: number,
    what: string | null,
    found: Found | undefined,
    describe: () => InspectedFrame,
  ): void {
    this.#isAnyFound = true;
    this.#findings.totals.oldMemoryFindings++;
    if (found !== undefined) this.#findings.totals.staleFindings++;
    if (evidence === 'poison') this.#findings.totals.poisonFindings++;
    const { kept } = this.#findings;
    if (!kept.isNextWanted) return;
    const { bytes, offset } = packet;
    // Only here do offsets in the frame become offsets in the packet as it was captured.
    const { shift } = this.#link;
    const isTold = found === undefined || (this.#isRecipientTold(packet) && found.origin.recipient !== '');
    kept.keep({
      frame: describe(),
      place,
      evidence,
      start: start + shift,
      end: end + shift,
      field: fieldName(fieldAt(reader, start - tags)),
      what,
      source:
        found === undefined
          ? null
          : {
              frame: found.origin.frame,
              flow: found.origin.flow,
              recipient: found.origin.recipient,
              offset: start + found.origin.shift + shift,
              ...(found.received ? { received: true } : {}),
            },
      crossRecipient: found !== undefined && isTold && isForAnother(found),
      ...(isTold ? {} : { recipientUntold: true }),
      ...(isTold && found?.returned === true && !found.sameRecipient ? { returned: true } : {}),
      bytes: bytes.slice(offset + start, offset + Math.min(end, start + KEPT)),
    });
  }
}

/** Whether something is sure to be old memory that was meant for somebody else. */
function showsSuspect(found: readonly Found[]): boolean {
  return found.some(({ sure, sameRecipient }) => sure && !sameRecipient);
}

/** Whether bytes were meant for somebody else than who gets them, who did not send them either. */
function isForAnother({ sameRecipient, returned, origin }: Found): boolean {
  return !sameRecipient && !returned && origin.recipient !== '';
}

/** Whether it is more than one character again and again. */
function isTelling(bytes: Uint8Array, start: number, end: number): boolean {
  return new Set(bytes.subarray(start, end)).size >= TELLING_CHARACTERS;
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}
