import type { AuditedFrame } from '../../audit/audited-frame.ts';
import type { ChecksumState } from '../../audit/findings.ts';
import type { ChannelResult } from './network-result.ts';

/** Counts what crosses one channel of several. */
export class ChannelCounts {
  readonly #counts: ChannelResult;

  constructor(name: string, netfront: string, netback: string) {
    this.#counts = {
      name,
      netfront,
      netback,
      frames: 0,
      txFrames: 0,
      rxFrames: 0,
      bytes: 0,
      delivered: 0,
      discarded: 0,
      unverifiable: 0,
      notJudged: 0,
      leakedBytes: 0,
      nonZeroLeakedBytes: 0,
      crossRecipientBytes: 0,
      leakingFrames: 0,
      crossRecipientFrames: 0,
      passedOnBytes: 0,
      passedOnFrames: 0,
    };
  }

  /** A frame has crossed. */
  add(frame: AuditedFrame): void {
    const counts = this.#counts;
    counts.frames++;
    if (frame.direction === 'tx') counts.txFrames++;
    else counts.rxFrames++;
    counts.bytes += frame.length;
    counts[frame.verdict === 'not-judged' ? 'notJudged' : frame.verdict]++;
    if (frame.isOverlooked) counts.overlooked = (counts.overlooked ?? 0) + 1;
    const checksum = frame.checksum();
    if (checksum !== undefined) this.#addChecksum(checksum);
    if (frame.passedOnBytes > 0) counts.passedOnFrames++;
    counts.passedOnBytes += frame.passedOnBytes;
    if (frame.leakedBytes === 0) return;
    counts.leakingFrames++;
    counts.leakedBytes += frame.leakedBytes;
    counts.nonZeroLeakedBytes += frame.nonZeroLeakedBytes;
    counts.crossRecipientBytes += frame.crossRecipientBytes;
    if (frame.crossRecipientBytes > 0) counts.crossRecipientFrames++;
  }

  /** As the tally counts it over all channels. */
  #addChecksum({ flags, segmentSize, fate }: ChecksumState): void {
    const counts = this.#counts;
    if (flags.includes('csum_blank')) counts.leftToCard = (counts.leftToCard ?? 0) + 1;
    else if (flags.length > 0) counts.validated = (counts.validated ?? 0) + 1;
    if (segmentSize !== undefined) counts.segmented = (counts.segmented ?? 0) + 1;
    if (fate === 'fixed-up') counts.fixedUp = (counts.fixedUp ?? 0) + 1;
    if (fate === 'dropped') counts.sumsDropped = (counts.sumsDropped ?? 0) + 1;
  }

  /** @param ownBytes - that netback got at */
  result(ownBytes: number): ChannelResult {
    return { ...this.#counts, ...(ownBytes === 0 ? {} : { ownBytes }) };
  }
}
