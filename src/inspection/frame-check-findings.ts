import { type CapturedPacket, PACKET_FLAGS } from '../capture-reader/packet.ts';
import { isCut } from './cut-packet.ts';
import { FCS_LENGTH, frameCheckSequence } from './frame-check-sequence.ts';
import type { FrameDescriber } from './frame-describer.ts';
import { KeptFindings } from './kept-findings.ts';
import type { InspectionTotals, WrongFrameCheckSequence } from './result.ts';

type Totals = Pick<InspectionTotals, 'frameCheckSequences' | 'wrongFrameCheckSequences'>;

/** Frame check sequences that a capture says are there, and what is wrong with them. */
export class FrameCheckFindings {
  readonly kept: KeptFindings<WrongFrameCheckSequence>;
  readonly #totals: Totals;
  readonly #describer: FrameDescriber;

  /**
   * @param totals - are counted up
   * @param listed - how many findings to keep
   * @param inFrame - takes all of them
   */
  constructor(
    totals: Totals,
    describer: FrameDescriber,
    listed: number,
    inFrame: WrongFrameCheckSequence[] | undefined,
  ) {
    this.#totals = totals;
    this.#describer = describer;
    this.kept = new KeptFindings(listed, inFrame);
  }

  /** Looks at that of an Ethernet frame, if there is one, or its card says that it was wrong. */
  inspect(packet: CapturedPacket): void {
    const { bytes, view, offset, length, flags } = packet;
    const totals = this.#totals;
    const seenByCard = (flags & PACKET_FLAGS.crcError) !== 0;
    const isThere = packet.fcsLength > 0 && length >= FCS_LENGTH && !isCut(packet);
    if (!isThere && !seenByCard) return;
    const at = length - FCS_LENGTH;
    let found: number | null = null;
    let expected: number | null = null;
    if (isThere) {
      totals.frameCheckSequences++;
      found = view.getUint32(offset + at);
      expected = frameCheckSequence(bytes, offset, at);
      if (found === expected && !seenByCard) return;
    }
    totals.wrongFrameCheckSequences++;
    if (!this.kept.isNextWanted) return;
    this.kept.keep({
      frame: this.#describer.frame(packet),
      offset: isThere ? at : null,
      found,
      expected,
      seenByCard,
    });
  }
}
