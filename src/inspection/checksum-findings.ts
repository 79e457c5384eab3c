import type { CapturedPacket } from '../capture-reader/packet.ts';
import {
  CHECKSUM_COUNT,
  CHECKSUM_NAMES,
  STATUS_ABSENT,
  STATUS_BAD,
  STATUS_UNVERIFIABLE,
} from '../wire/checksum-status.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { wrappingsOf } from '../wire/wrappings-of.ts';
import { isCut } from './cut-packet.ts';
import type { FrameDescriber } from './frame-describer.ts';
import { KeptFindings } from './kept-findings.ts';
import { leftToCard, NOT_LEFT, OFFLOAD_CAUSES } from './offload.ts';
import type { InspectionTotals, OffloadedChecksum, WrongChecksum, WrongChecksumGroup } from './result.ts';
import type { Senders } from './senders.ts';
import { coversUncaptured } from './uncaptured.ts';

type Totals = Pick<InspectionTotals, 'checksumFailures' | 'offloadedChecksums' | 'partialChecksums'>;

/** Checksums that are not right: wrong ones, and those that are left to a network card. */
export class ChecksumFindings {
  readonly kept: KeptFindings<WrongChecksum>;
  readonly offloaded: OffloadedChecksum[] = [];
  /** Of the frame that was looked at last: how many are wrong, and how many are left to a card. */
  wrong = 0;
  left = 0;
  readonly #totals: Totals;
  readonly #describer: FrameDescriber;
  readonly #senders: Senders;
  readonly #listed: number;
  readonly #groups: WrongChecksumGroup[] = CHECKSUM_NAMES.map((protocol) => ({
    protocol,
    failures: 0,
    firstFrame: 0,
  }));

  /**
   * @param totals - are counted up
   * @param senders - have counted whose checksums they are
   * @param listed - how many findings to keep
   * @param inFrame - takes all of them
   */
  constructor(
    totals: Totals,
    describer: FrameDescriber,
    senders: Senders,
    listed: number,
    inFrame: WrongChecksum[] | undefined,
  ) {
    this.#totals = totals;
    this.#describer = describer;
    this.#senders = senders;
    this.#listed = listed;
    this.kept = new KeptFindings(listed, inFrame);
  }

  /** By protocol, those of which some are wrong. */
  listGroups(): WrongChecksumGroup[] {
    return this.#groups.filter(({ failures }) => failures > 0);
  }

  /**
   * Looks at those of a frame not all of which are right.
   *
   * @param view - of the memory that the frame was read from
   * @param sender - an index of `senders`
   * @param moved - what an offset in the frame is moved by to be one in the packet
   */
  inspect(packet: CapturedPacket, view: DataView, sender: number, moved: number): void {
    const { reader } = this.#describer;
    this.wrong = 0;
    this.left = 0;
    if (reader.ipVersion === 0 && reader.inner === undefined) return;
    for (let part: FrameReader | undefined = reader; part !== undefined; part = part.inner) {
      this.#inspectPart(packet, part, view, sender, moved);
    }
  }

  /** @param reader - of the frame, or of a packet in it */
  #inspectPart(
    packet: CapturedPacket,
    reader: FrameReader,
    view: DataView,
    sender: number,
    moved: number,
  ): void {
    for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
      const { status, isQuoted } = reader.checksum(checksum);
      if (status === STATUS_ABSENT || status === STATUS_UNVERIFIABLE) continue;
      this.#senders.noteSeen(sender, checksum);
      if (status !== STATUS_BAD || (isCut(packet) && coversUncaptured(reader, view, checksum))) continue;
      const cause = leftToCard(reader, checksum, packet.flags);
      if (cause === NOT_LEFT) {
        this.wrong++;
        this.#noteWrong(packet, reader, checksum, moved);
      } else {
        this.left++;
        if (!isQuoted) this.#senders.noteLeft(sender, checksum, packet);
        const why = OFFLOAD_CAUSES[cause] as OffloadedChecksum['cause'];
        this.#noteOffloaded(packet, reader, checksum, moved, why);
      }
    }
  }

  #noteWrong(packet: CapturedPacket, reader: FrameReader, checksum: number, moved: number): void {
    const group = this.#groups[checksum] as WrongChecksumGroup;
    this.#totals.checksumFailures++;
    if (group.failures === 0) group.firstFrame = packet.number;
    group.failures++;
    if (!this.kept.isNextWanted) return;
    this.kept.keep(this.#describe(packet, reader, checksum, moved));
  }

  #noteOffloaded(
    packet: CapturedPacket,
    reader: FrameReader,
    checksum: number,
    moved: number,
    cause: OffloadedChecksum['cause'],
  ): void {
    this.#totals.offloadedChecksums++;
    if (cause === 'partial') this.#totals.partialChecksums++;
    if (this.offloaded.length >= this.#listed) return;
    this.offloaded.push({ ...this.#describe(packet, reader, checksum, moved), cause });
  }

  #describe(packet: CapturedPacket, reader: FrameReader, checksum: number, moved: number): WrongChecksum {
    const { offset, found, expected, isQuoted, isMissing } = reader.checksum(checksum);
    const within = wrappingsOf(this.#describer.reader, reader);
    return {
      frame: this.#describer.frame(packet),
      within,
      packet: within.length === 0 ? null : this.#describer.flowOf(reader),
      protocol: (this.#groups[checksum] as WrongChecksumGroup).protocol,
      offset: offset + moved,
      found,
      expected,
      quoted: isQuoted,
      missing: isMissing,
    };
  }
}
