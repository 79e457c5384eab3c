import type { ExposureResult } from '../../audit/exposure-result.ts';
import type { FrameIdentity, Verdict } from '../../audit/findings.ts';
import type { RunResult } from '../result.ts';

/** The same workload under several releases, as it ended. */
export interface ComparisonResult
  extends Pick<RunResult, 'script' | 'seed' | 'steps' | 'names' | 'complete'> {
  /** Steps taken under each release, repetitions included. */
  stepsTaken: number;
  /** In the order in which they were asked for. */
  releases: ReleaseOutcome[];
  differences: Differences;
}

/** What a run under one release came to: exact counts, no findings one by one. */
export interface ReleaseOutcome
  extends Pick<
    RunResult,
    | 'release'
    | 'totals'
    | 'notJudgedReasons'
    | 'checksumGroups'
    | 'leakGroups'
    | 'writes'
    | 'blockedWrites'
    | 'errors'
    | 'errorCount'
    | 'device'
    | 'secrets'
    | 'ownBytes'
  > {
  /** If devices are measured: what netback could read besides. */
  exposure?: ExposureResult;
  /** If devices are measured. */
  measures?: DeviceMeasures;
}

/** What a device achieves and costs, besides what is counted of every run. */
export interface DeviceMeasures {
  /** The longest run of stale bytes in one frame, whoever they were for. */
  longestRun: number;
  /** Frames that are not those that the same writers send from clean memory. */
  differingFrames: number;
  /** Bytes of frames from netfront. */
  sentBytes: number;
  /** Bytes cleared for each byte sent; null if none was. */
  clearAmplification: number | null;
  /** How often access to a page was granted, the device's set-up included. */
  grants: number;
  /** How often netback mapped a page, and had one copied. */
  maps: number;
  copies: number;
  /** The most pages of netfront's that were granted for sending at a time. */
  pagesPinned: number;
}

/** Frames that did not cross alike under all releases. */
export interface Differences {
  /** Frames that crossed under at least one release, each counted once. */
  compared: number;
  /** How many of them differ, or did not cross under every release. */
  frames: number;
  /** The first ones; `frames` counts all. */
  first: FrameDifference[];
}

/** A frame that differs between releases. Who it is for is told from the first release that delivered it. */
export interface FrameDifference extends Omit<FrameIdentity, 'number'> {
  /** One for each release that delivered it, in the order of the releases. */
  frames: ComparedFrame[];
  /** Releases under which it did not cross. */
  missing: string[];
}

/** A frame as it crossed under one release. Offsets count from its start. */
export interface ComparedFrame {
  release: string;
  /** Position among the frames of that release, counted from 1. */
  number: number;
  verdict: Verdict;
  bytes: Uint8Array;
  /** Its stale bytes: neighbouring ones together, in order. */
  stale: StaleSpan[];
  /** Its checksum fields that stale memory was summed into. */
  staleSums: StaleSum[];
  /** Its bytes that leaked in the frame that a firewall made it of, as `stale`; absent if there are none. */
  passedOn?: StaleSpan[];
}

/** Stale bytes of a frame. */
export interface StaleSpan {
  start: number;
  /** One past the last byte. */
  end: number;
  /** The protocol field that `start` falls in. */
  field: string;
}

/** A checksum that was computed over stale memory. */
export interface StaleSum {
  /** Of the checksum field. */
  offset: number;
  /** Its name, such as 'ipv4.checksum'. */
  field: string;
}
