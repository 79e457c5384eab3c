import type { CapturedPacket } from '../capture-reader/packet.ts';
import { isCut, lengthOnWire } from './cut-packet.ts';
import { FCS_LENGTH, hasFrameCheckSequence } from './frame-check-sequence.ts';
import type { FrameDescriber } from './frame-describer.ts';
import { KeptFindings } from './kept-findings.ts';
import { innerTrailer, LENGTH_UNKNOWN, paddingStart } from './padding.ts';
import type { InspectionTotals, Padding, UnjudgedPadding, UnjudgedReason } from './result.ts';

type Totals = Pick<
  InspectionTotals,
  'zeroPaddedFrames' | 'paddedFrames' | 'paddingBytes' | 'unjudgedPaddings'
>;

/** The most bytes of padding that a finding keeps. */
const KEPT_PADDING = 256;

/** What is behind the packets of frames: zeros or not, or nobody can tell. */
export class PaddingFindings {
  readonly kept: KeptFindings<Padding>;
  /** Where the padding of the frame begins that was looked at last: less than 0 if nothing tells. */
  start = 0;
  /** Where it ends: a check sequence that nobody told of left out. */
  end = 0;
  readonly #totals: Totals;
  readonly #describer: FrameDescriber;
  readonly #unjudged: Readonly<Record<UnjudgedReason, UnjudgedPadding>> = {
    undeclared: { reason: 'undeclared', frames: 0, firstFrame: 0 },
    offloaded: { reason: 'offloaded', frames: 0, firstFrame: 0 },
    cut: { reason: 'cut', frames: 0, firstFrame: 0 },
    inner: { reason: 'inner', frames: 0, firstFrame: 0 },
  };

  /**
   * @param totals - are counted up
   * @param listed - how many findings to keep
   * @param inFrame - takes all of them
   */
  constructor(totals: Totals, describer: FrameDescriber, listed: number, inFrame: Padding[] | undefined) {
    this.#totals = totals;
    this.#describer = describer;
    this.kept = new KeptFindings(listed, inFrame);
  }

  /** Of which frames it cannot be told whether they have padding. */
  listUnjudged(): UnjudgedPadding[] {
    return Object.values(this.#unjudged).filter(({ frames }) => frames > 0);
  }

  /** Notes a frame that has none. @param length - of the frame */
  noteNone(length: number): void {
    this.start = length;
    this.end = length;
  }

  /**
   * Looks at what is behind the packet of a frame, and sets where it begins and ends in the frame.
   *
   * @param frameView - of the memory that the frame was read from
   * @param tags - bytes of VLAN tags that the frame has
   * @param shift - what an offset in the frame is moved by to be one in the packet
   * @param length - of the packet, without a check sequence that the capture says is there
   */
  inspect(packet: CapturedPacket, frameView: DataView, tags: number, shift: number, length: number): void {
    const { bytes, view, offset } = packet;
    const { reader } = this.#describer;
    const totals = this.#totals;
    this.end = length - shift;
    const untagged = paddingStart(reader, frameView);
    this.start = untagged;
    if (untagged < 0) {
      const reason = isCut(packet) ? 'cut' : untagged === LENGTH_UNKNOWN ? 'undeclared' : 'offloaded';
      this.#noteUnjudged(packet, reason);
      return;
    }
    const start = untagged + tags + shift;
    this.start = start - shift;
    if (lengthOnWire(packet) > Math.max(length, start)) this.#noteUnjudged(packet, 'cut');
    else if (reader.inner !== undefined && innerTrailer(reader, frameView, untagged) >= 0) {
      this.#noteUnjudged(packet, 'inner');
    }
    if (start >= length) return;
    let nonZero = countNonZero(bytes, offset + start, offset + length);
    let end = length;
    if (nonZero > 0 && length - start >= FCS_LENGTH && hasFrameCheckSequence(bytes, view, offset, length)) {
      end -= FCS_LENGTH;
      this.end = end - shift;
      nonZero = countNonZero(bytes, offset + start, offset + end);
    }
    if (nonZero === 0) {
      if (end > start) totals.zeroPaddedFrames++;
      return;
    }
    totals.paddedFrames++;
    totals.paddingBytes += nonZero;
    if (!this.kept.isNextWanted) return;
    const kept = bytes.slice(offset + start, offset + Math.min(end, start + KEPT_PADDING));
    this.kept.keep({ frame: this.#describer.frame(packet), start, end, nonZero, bytes: kept });
  }

  #noteUnjudged({ number }: CapturedPacket, reason: UnjudgedReason): void {
    const unjudged = this.#unjudged[reason];
    if (unjudged.frames === 0) unjudged.firstFrame = number;
    unjudged.frames++;
    this.#totals.unjudgedPaddings++;
  }
}

function countNonZero(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (bytes[i] !== 0) count++;
  return count;
}
