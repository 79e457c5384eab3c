import {
  CHECKSUM_BLANK,
  CHECKSUM_VALIDATED,
  type ChecksumFlag,
  checksumOf,
  type FlagUse,
} from '../netchannel/checksum-flags.ts';
import type { DeliveredFrame } from '../netchannel/observer.ts';
import { CHECKSUM_TCP, CHECKSUM_UDP, STATUS_BAD, VERDICT_DISCARDED } from '../wire/checksum-status.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { isPartial, NO_CHECKSUM, offloadable, partialOf } from '../wire/partial-checksum.ts';
import { TCP_CHECKSUM } from '../wire/tcp.ts';
import { transportChecksum } from '../wire/transport-checksum.ts';
import { UDP_CHECKSUM } from '../wire/udp.ts';
import type { ChecksumState } from './findings.ts';

/** As FlagUse. unread: as a firewall, which looks at no flag and no checksum of what it passes on, and makes its own. */
export type ReceiverUse = FlagUse | 'unread';

/** Who reads the flags of what: the machines behind netback those of sent frames (tx), the guest those of received ones (rx). */
export type FlagUses = Readonly<Record<DeliveredFrame['direction'], ReceiverUse>>;

/** As upstream, in every release. */
export const FLAGS_IGNORED: FlagUses = { tx: 'ignored', rx: 'ignored' };

const FIELDS: Readonly<Record<number, number>> = {
  [CHECKSUM_UDP]: UDP_CHECKSUM,
  [CHECKSUM_TCP]: TCP_CHECKSUM,
};

/** What the ring says about the checksum of the frame at hand, and what its receiver makes of that. */
export class ChecksumReceiver {
  /** CHECKSUM_BLANK and CHECKSUM_VALIDATED, or-ed together. */
  flags = 0;
  /** Bytes of payload in each segment that is to be made of it; 0 if none is. */
  segment = 0;
  fate: ChecksumState['fate'] = 'verified';
  /** Whether its checksum is the sum of the pseudo header. */
  isPartial = false;
  /** Whether it was thrown away because it is not, and should be. */
  isRefused = false;
  /** Whether it was thrown away for what the ring says, whatever its checksums are: nobody has looked at them. */
  isDropped = false;
  /** Whether a checksum of it is wrong, and its receiver has not looked. */
  isOverlooked = false;
  readonly #reader: FrameReader;
  readonly #uses: FlagUses;

  /** @param reader - of the frame at hand */
  constructor(reader: FrameReader, uses: FlagUses) {
    this.#reader = reader;
    this.#uses = uses;
  }

  /** Whether the ring says anything about the frame at hand. */
  get isTold(): boolean {
    return (this.flags | this.segment) !== 0;
  }

  /** Takes up a frame that was read: the reader's verdict becomes the receiver's. */
  take({ direction, messages, first }: DeliveredFrame): void {
    const { flags, segment } = messages.at(first);
    this.flags = checksumOf(direction, flags);
    this.segment = direction === 'rx' ? segment : 0;
    this.isRefused = false;
    this.isDropped = false;
    if (this.isTold) this.#decide(this.#uses[direction]);
  }

  /** To be called for frames of a channel of several, once they are taken: a firewall goes on with what has wrong checksums. */
  overlook(direction: DeliveredFrame['direction']): void {
    const reader = this.#reader;
    this.isOverlooked = this.#uses[direction] === 'unread' && reader.verdict === VERDICT_DISCARDED;
    if (this.isOverlooked) reader.overlook();
  }

  /** What is to be told of the frame at hand; undefined if the ring says nothing about it. */
  state(): ChecksumState | undefined {
    if (!this.isTold) return undefined;
    const flags: ChecksumFlag[] = [];
    if ((this.flags & CHECKSUM_BLANK) !== 0) flags.push('csum_blank');
    if ((this.flags & CHECKSUM_VALIDATED) !== 0) flags.push('data_validated');
    return {
      flags,
      ...(this.segment === 0 ? {} : { segmentSize: this.segment }),
      ...(this.isBlank ? { partial: this.isPartial } : {}),
      fate: this.fate,
    };
  }

  get isBlank(): boolean {
    return (this.flags & CHECKSUM_BLANK) !== 0;
  }

  #decide(use: ReceiverUse): void {
    const reader = this.#reader;
    const checksum = offloadable(reader);
    this.isPartial = checksum !== NO_CHECKSUM && isPartial(reader, checksum);
    if (use === 'unread') this.#leaveUnread(checksum);
    else if (use === 'ignored') {
      const isWrong = checksum !== NO_CHECKSUM && reader.checksum(checksum).status === STATUS_BAD;
      this.fate = this.isBlank && isWrong ? 'dropped' : 'verified';
    } else if (this.isBlank) this.#complete(checksum);
    else if (this.segment > 0 && use === 'heeded') this.#take(checksum, 'fixed-up');
    else if (this.flags !== 0) this.#takeValidated(use, checksum);
    else this.#drop();
  }

  /** Linux takes any checksum behind the IP header for validated. Windows knows of cards that do so for UDP and TCP alone. */
  #takeValidated(use: FlagUse, checksum: number): void {
    if (use === 'heeded') this.#take(transportChecksum(this.#reader), 'taken');
    else if (checksum !== NO_CHECKSUM) this.#take(checksum, 'taken');
    else this.fate = 'verified';
  }

  /**
   * Whoever gets a frame whose checksum is left to the card takes it, or has a card add the rest, which comes out wrong unless
   * the sum of the pseudo header is there. Linux drops what has no such checksum.
   */
  #complete(checksum: number): void {
    if (checksum === NO_CHECKSUM) {
      this.#drop();
    } else if (this.isPartial) {
      this.#take(checksum, 'taken');
    } else {
      this.#refuse(checksum);
      this.fate = 'dropped';
    }
  }

  /** It is no mistake that a checksum is left to the card; one that is neither that nor right is wrong, if nobody looks, too. */
  #leaveUnread(checksum: number): void {
    if (this.isBlank && checksum !== NO_CHECKSUM) {
      if (this.isPartial) this.#reader.takeAsRight(checksum);
      else this.#refuse(checksum);
    }
    this.fate = 'unread';
  }

  #refuse(checksum: number): void {
    const reader = this.#reader;
    const offset = reader.transportOffset + (FIELDS[checksum] ?? 0);
    reader.refuse(checksum, offset, partialOf(reader, checksum));
    this.isRefused = true;
  }

  /** Another checksum of it may be wrong, such as that of the IPv4 header: for that it is discarded, and not for what the ring says. */
  #take(checksum: number, fate: ChecksumState['fate']): void {
    if (checksum !== NO_CHECKSUM) this.#reader.takeAsRight(checksum);
    this.fate = fate;
  }

  #drop(): void {
    this.#reader.drop();
    this.isDropped = true;
    this.fate = 'dropped';
  }
}
