import type { AuditTotals } from '../../audit/findings.ts';

/** What crossed one channel of several, counted as the totals of a run are. */
export interface ChannelResult
  extends Pick<
    AuditTotals,
    | 'frames'
    | 'txFrames'
    | 'rxFrames'
    | 'bytes'
    | 'delivered'
    | 'discarded'
    | 'unverifiable'
    | 'notJudged'
    | 'leakedBytes'
    | 'nonZeroLeakedBytes'
    | 'crossRecipientBytes'
    | 'leakingFrames'
    | 'crossRecipientFrames'
    | 'leftToCard'
    | 'validated'
    | 'segmented'
    | 'fixedUp'
    | 'sumsDropped'
    | 'overlooked'
  > {
  /** The guest's; or that of the uplink. */
  name: string;
  /** The device that its netfront is of. */
  netfront: string;
  /** The device that its netback is of. */
  netback: string;
  /** Bytes that the domain of its netfront had for itself, and its netback got at; absent if there are none. */
  ownBytes?: number;
  /** Leaked bytes of other channels that the firewall passed on over this one, and the frames that they are in. */
  passedOnBytes: number;
  passedOnFrames: number;
}

/** What a firewall did with the frames that came to it. */
export interface FirewallResult {
  /** Frames that it made another of, which it sent or tried to. */
  forwarded: number;
  /** Of these, how many got other addresses. */
  translated: number;
  /** ARP requests that it answered. */
  answered: number;
  /** Frames that went no further. */
  dropped: number;
  /** The same by reason, most frames first. */
  reasons: DropReason[];
}

/** Frames that a firewall dropped for the same reason. */
export interface DropReason {
  why: string;
  frames: number;
  /** Position in the capture of the first, from 1. */
  firstFrame: number;
}
