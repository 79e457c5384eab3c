import type { Arena } from '../simd/arena.ts';
import { CHECKSUM_COUNT, CHECKSUM_NAMES, STATUS_BAD } from '../wire/checksum-status.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { isPartial, offloadable } from '../wire/partial-checksum.ts';
import type { BlockAudit } from './block-audit.ts';
import type { ChecksumReceiver } from './checksum-receiver.ts';
import { CleanFrame } from './clean-frame.ts';
import type { ChecksumFailure } from './findings.ts';
import type { StaleRanges } from './stale-ranges.ts';

/** A checksum of a frame that the receiver finds wrong, and why. */
export interface WrongChecksum extends Pick<ChecksumFailure, 'protocol' | 'cause'> {
  /** Of the checksum field in the frame. */
  offset: number;
}

/** Tells who is to blame for the wrong checksums of the frame at hand: stale memory, or the writer. */
export class Blame {
  readonly #reader: FrameReader;
  readonly #stale: StaleRanges;
  readonly #cleanFrame: CleanFrame;
  readonly #receiver: ChecksumReceiver;
  #whenClean: FrameReader | undefined;

  /**
   * @param reader, stale, receiver - of the frame at hand
   * @param arena - that lends it memory
   */
  constructor(reader: FrameReader, stale: StaleRanges, receiver: ChecksumReceiver, arena: Arena) {
    this.#receiver = receiver;
    this.#cleanFrame = new CleanFrame(arena);
    this.#reader = reader;
    this.#stale = stale;
  }

  /**
   * Takes up a frame with a wrong checksum.
   * @param block - that it was in, undefined for one from netback
   */
  judge(
    { bytes, offset, length }: { bytes: Uint8Array; offset: number; length: number },
    block: BlockAudit | undefined,
  ): void {
    const stale = this.#stale;
    const dirty =
      block !== undefined && (stale.count > 0 || stale.patternedBytes > 0 || block.contributionCount > 0);
    this.#whenClean = dirty ? this.#cleanFrame.judge(bytes, offset, length, stale, block) : undefined;
  }

  /**
   * @param checksum - one of the CHECKSUM constants, wrong in the frame at hand
   * @param depth - of the packet that it is in: 0 for the frame's own
   */
  causeOf(checksum: number, depth: number): ChecksumFailure['cause'] {
    const receiver = this.#receiver;
    const isBlank = depth === 0 && receiver.isBlank && checksum === offloadable(this.#reader);
    if (isBlank && receiver.isPartial) return 'left-to-card';
    if (this.#whenClean === undefined) return 'writer';
    let packet: FrameReader | undefined = this.#whenClean;
    for (let i = 0; i < depth; i++) packet = packet?.inner;
    // The sum of the pseudo header is what the ring promises.
    if (isBlank && packet !== undefined && isPartial(packet, checksum)) return 'stale-memory';
    if (isBlank && receiver.isRefused) return 'writer';
    return packet?.checksum(checksum).status === STATUS_BAD ? 'writer' : 'stale-memory';
  }

  /** Those of the frame at hand; if there are any, it has been judged. */
  wrongChecksums(): WrongChecksum[] {
    const reader = this.#reader;
    const wrong: WrongChecksum[] = [];
    let depth = 0;
    for (let packet: FrameReader | undefined = reader; packet !== undefined; packet = packet.inner) {
      for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
        const { status, offset } = packet.checksum(checksum);
        if (status !== STATUS_BAD) continue;
        const protocol = CHECKSUM_NAMES[checksum] ?? 'ipv4';
        wrong.push({ protocol, cause: this.causeOf(checksum, depth), offset });
      }
      depth++;
    }
    return wrong;
  }
}
