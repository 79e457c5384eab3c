import type { Arena, LentBytes } from '../simd/arena.ts';
import { finish } from '../wire/checksum.ts';
import { copyBytes } from '../wire/copy.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from '../wire/ethernet.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { IPV6_HEADER_LENGTH, IPV6_PAYLOAD_LENGTH } from '../wire/ipv6.ts';
import { ETHERTYPE_IPV6 } from '../wire/protocol-numbers.ts';
import type { BlockAudit, Contribution } from './block-audit.ts';
import type { StaleRange, StaleRanges } from './stale-ranges.ts';

/** A block. Larger frames are put together in private memory, and copied: they have no stale bytes. */
const MAX_LENGTH = 2048;

/**
 * The frame that the same writer would have sent from clean memory: stale bytes are zero, and what stale
 * memory added to checksums is taken out of them. It tells who is to blame for a wrong checksum.
 */
export class CleanFrame {
  readonly #lent: LentBytes;
  readonly #reader = new FrameReader();

  /** @param arena - that lends it memory */
  constructor(arena: Arena) {
    this.#lent = arena.lend(MAX_LENGTH);
  }

  /** @returns what a receiver would make of the frame on clean memory; reused */
  judge(
    bytes: Uint8Array,
    offset: number,
    length: number,
    stale: StaleRanges,
    block: BlockAudit,
  ): FrameReader {
    const { bytes: clean, view, start: at } = this.#lent;
    copyBytes(bytes, offset, clean, at, length);
    for (let i = 0; i < stale.count; i++) {
      const { start, end } = stale.ranges[i] as StaleRange;
      clean.fill(0, at + start, at + end);
    }
    const { patterned } = stale;
    for (let i = 0; i < patterned.length; i += 2) {
      clean.fill(0, at + (patterned[i] as number), at + (patterned[i + 1] as number));
    }
    for (let i = 0; i < block.contributionCount; i++) {
      const { field, sum } = block.contributions[i] as Contribution;
      if (field + 2 > length) continue;
      // In ones' complement arithmetic, subtracting is adding the complement.
      const without = (~view.getUint16(at + field) & 0xffff) + (~sum & 0xffff);
      view.setUint16(at + field, finish(without));
    }
    this.#completeIpv6(length);
    this.#reader.read(clean, view, at, length);
    return this.#reader;
  }

  /**
   * No writer ever writes the payload length of IPv6; while it is zero nobody can judge the checksum behind it.
   * With the right length it shows whether the writer's sum was wrong by itself.
   */
  #completeIpv6(length: number): void {
    const header = ETHERNET_HEADER_LENGTH + IPV6_HEADER_LENGTH;
    const { view, start } = this.#lent;
    if (length < header || view.getUint16(start + ETHERNET_TYPE) !== ETHERTYPE_IPV6) return;
    const field = start + ETHERNET_HEADER_LENGTH + IPV6_PAYLOAD_LENGTH;
    if (view.getUint16(field) === 0) view.setUint16(field, length - header);
  }
}
