import { finish } from '../wire/checksum.ts';
import { CHECKSUM_COUNT, STATUS_BAD } from '../wire/checksum-status.ts';
import { copyBytes } from '../wire/copy.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { IPV6_HEADER_LENGTH } from '../wire/ipv6.ts';
import { ETHERTYPE_IPV6 } from '../wire/protocol-numbers.ts';
import type { BlockAudit, Contribution } from './block-audit.ts';
import type { StaleRange, StaleRanges } from './stale-ranges.ts';

/** The largest frame that a single block can hold; only those can have stale bytes. */
const MAX_LENGTH = 2048;

/**
 * The frame that the same writer would have sent from clean memory: stale bytes are zero, and what stale
 * memory added to checksums is taken out of them. It tells who is to blame for a wrong checksum.
 */
export class CleanFrame {
  private readonly bytes = new Uint8Array(MAX_LENGTH);
  private readonly view = new DataView(this.bytes.buffer);
  private readonly reader = new FrameReader();
  private readonly bad = new Uint8Array(CHECKSUM_COUNT);

  /** @returns for each of the CHECKSUM constants whether it would be bad on clean memory too; reused */
  judge(
    bytes: Uint8Array,
    offset: number,
    length: number,
    stale: StaleRanges,
    block: BlockAudit,
  ): Readonly<Uint8Array> {
    copyBytes(bytes, offset, this.bytes, 0, length);
    for (let i = 0; i < stale.count; i++) {
      const { start, end } = stale.ranges[i] as StaleRange;
      this.bytes.fill(0, start, end);
    }
    for (let i = 0; i < block.contributionCount; i++) {
      const { field, sum } = block.contributions[i] as Contribution;
      if (field + 2 > length) continue;
      // In ones' complement arithmetic, subtracting is adding the complement.
      const without = (~this.view.getUint16(field) & 0xffff) + (~sum & 0xffff);
      this.view.setUint16(field, finish(without));
    }
    this.completeIpv6(length);
    this.reader.read(this.bytes, this.view, 0, length);
    const { bad } = this;
    for (let i = 0; i < CHECKSUM_COUNT; i++) {
      bad[i] = this.reader.checksum(i).status === STATUS_BAD ? 1 : 0;
    }
    return bad;
  }

  /**
   * No writer ever writes the payload length of IPv6; while it is zero nobody can judge the checksum behind it.
   * With the right length it shows whether the writer's sum was wrong by itself.
   */
  private completeIpv6(length: number): void {
    const header = ETHERNET_HEADER_LENGTH + IPV6_HEADER_LENGTH;
    if (length < header || this.view.getUint16(12) !== ETHERTYPE_IPV6) return;
    const field = ETHERNET_HEADER_LENGTH + 4;
    if (this.view.getUint16(field) === 0) this.view.setUint16(field, length - header);
  }
}
