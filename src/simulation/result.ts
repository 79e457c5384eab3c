import type { ExposureResult } from '../audit/exposure-result.ts';
import type { AuditResult, FrameEntry } from '../audit/findings.ts';
import type { ExpectationResult } from './expectations/expectation-result.ts';
import type { ChannelResult, FirewallResult } from './guests/network-result.ts';
import type { HostileResult } from './hostile-log.ts';
import type { LostResult } from './lost-writes.ts';
import type { ShardInfo } from './shard/shard-result.ts';

/**
 * A write that failed: its fill function, or a layer or netback that refused it; nothing of it was sent. Or an end that stopped
 * listening, or answered what nobody waits for.
 */
export interface WriteError {
  /** Index of the step that asked for it; for a listen loop that died, of the step that polled. */
  step: number;
  message: string;
}

/** Where in the script a step stands, for reports. */
export interface StepSite {
  index: number;
  /** The step's `name` in the script, or a short description of it. */
  label: string;
  /** 1-based; 0 for a step that did not come from a file. */
  line: number;
  /** The included script that it stands in; the script itself if absent. */
  file?: string;
  /** Number of the packet in a capture that is replayed, from 1, as Wireshark counts its frames. */
  packet?: number;
}

/** A run as it ended. */
export interface RunResult extends AuditResult {
  script: { name: string; file: string; description: string };
  release: string;
  seed: number;
  steps: StepSite[];
  /** Address (as in Recipient.address) to the script's name of the host that it belongs to. */
  names: Record<string, string>;
  /** The first that crossed; `totals.frames` counts all. */
  frames: FrameEntry[];
  /** Steps taken, repetitions included. */
  stepsTaken: number;
  writes: number;
  /** How many writes had to wait for a free ring slot, for the writer before them, or for netback to go on. */
  blockedWrites: number;
  /** The first ones; `errorCount` counts all. */
  errors: WriteError[];
  errorCount: number;
  /** Of these, those that are no write's, but of an end; absent if there are none. */
  endErrorCount?: number;
  /** What was written and had not crossed when the run was over; absent if there is nothing. */
  lost?: LostResult;
  device: DeviceCounts;
  /** False if the run was stopped early. */
  complete: boolean;
  /** What the script expected of the run, and whether it was so. */
  expectations: ExpectationResult;
  /** What the script told its reader: the first 100; `noteCount` counts all. */
  notes: NoteEntry[];
  noteCount: number;
  /** What hostile ends did, and what came of it, the first 100, and how many acts there were; absent if there were none. */
  hostile?: HostileResult;
  /** Bytes of the unikernel's own pages that netback read or changed; absent if none. */
  ownBytes?: number;
  /** What crossed each channel, those of guests first, in the order of the script; absent if there is one. */
  channels?: ChannelResult[];
  /** What the unikernel did with frames as a firewall; absent if it is none. */
  firewall?: FirewallResult;
  /** If only a part of the run was made: which, and what joins it to the others. */
  shard?: ShardInfo;
  /** What netback could read besides what it was told of; absent if nobody looked. */
  exposure?: ExposureResult;
}

/** A note of the script, and what crossed the channel from it to the next one, or to the end of the run. */
export interface NoteEntry {
  /** Index of the step that tells it. */
  step: number;
  text: string;
  /** Seconds of virtual time from the first step of the script to what follows the note. */
  time: number;
  frames: number;
  delivered: number;
  discarded: number;
  notJudged: number;
  leakedBytes: number;
}

/** What the device did besides carrying frames. */
export interface DeviceCounts {
  /** Pages of the transmit pool. */
  pagesGranted: number;
  /** Bytes zeroed because the release clears shared memory. */
  bytesCleared: number;
  /** Bytes copied from private buffers into shared blocks. */
  bytesCopied: number;
  /** Signals on the event channel, set-up included. */
  notifications: { frontToBack: number; backToFront: number };
  /** TX responses that a fault of the script's kept from ever being given. */
  responsesDropped: number;
  /** TX requests that a fault answered with the status ERROR; their frames were not delivered. */
  responsesRefused: number;
  /** TX responses that a fault made late. */
  responsesDelayed: number;
  /** Maps and copies of granted pages that a fault had the hypervisor refuse. */
  grantsRefused: number;
}
