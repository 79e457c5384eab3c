import type { Audit } from '../audit/audit.ts';
import type { AuditedFrame } from '../audit/audited-frame.ts';
import type { ChecksumFailure, Leak } from '../audit/findings.ts';
import type { Hosts } from '../audit/hosts.ts';
import type { DeviceName, DeviceRow } from '../netchannel/devices.ts';
import type { NetchannelObserver } from '../netchannel/observer.ts';
import type { SharedPagePool } from '../netchannel/shared-page-pool.ts';
import type { Link, PollPolicy, Script } from '../script/script.ts';
import type { Arena } from '../simd/arena.ts';
import type { Secret } from '../wire/secret-marks.ts';
import type { Capture } from './capture/capture.ts';
import type { NetworkOptions } from './guests/network-options.ts';
import type { WriteError } from './result.ts';

/** How many findings of a kind a result lists one by one if nobody says another number. */
export const DEFAULT_LISTED = 1000;

/** The most bytes behind an Ethernet header if nobody says another number (RFC 894). */
export const DEFAULT_MTU = 1500;

/** Virtual time from one step to the next if nobody says another: a millisecond, in nanoseconds. */
export const DEFAULT_INTERVAL = 1_000_000;

/** What a simulation can be watched by. */
export interface SimulationListener {
  /** A frame crossed the channel. The record is reused: keep nothing of it. */
  frame?(frame: AuditedFrame): void;
  leak?(leak: Leak): void;
  checksumFailure?(failure: ChecksumFailure): void;
  error?(error: WriteError): void;
  /** The script tells its reader something. */
  note?(note: { step: number; text: string }): void;
  /** The run is over. @param end - virtual time at which another step would be taken, and every frame has arrived */
  finished?(end: { seconds: number; nanoseconds: number }): void;
}

/**
 * @param audit - of the channel
 * @param pool - of its netfront; asked for when there is something to be seen
 * @param now - virtual time, in nanoseconds since 1970
 * @param channel - what it is called, if there are several
 */
export type ChannelObserver = (
  audit: Audit,
  pool: () => SharedPagePool,
  now: () => bigint,
  channel: string | undefined,
) => Partial<NetchannelObserver>;

/** Is shown frames and failed writes before the listener is. */
export type SimulationWatcher = Required<Pick<SimulationListener, 'frame' | 'error'>>;

export interface SimulationOptions {
  /** A release, or another device. */
  release: DeviceName;
  /** The device named "own", if that is asked for. */
  own?: DeviceRow;
  /** The guest's own MAC address, 6 bytes. */
  mac: Uint8Array;
  /** The most bytes behind an Ethernet header. 1500 if absent. */
  mtu?: number;
  /** When netback and netfront handle what is pending. After each step if absent. */
  poll?: PollPolicy;
  /** Virtual time of the first step, nanoseconds since 1970. 0 if absent. */
  epoch?: bigint;
  /** Virtual time from one step to the next, nanoseconds. 1,000,000 if absent. */
  interval?: number;
  /** What is between netback and the machines behind it: when frames arrive there, or came from there. None if absent. */
  link?: Link;
  /** What the guest, and the machines behind netback, do about checksums. As upstream if absent. */
  checksums?: NonNullable<Script['checksums']>;
  /** How many findings of a kind, and errors, are listed one by one. 1000 if absent. */
  listed?: number;
  /** Whose which addresses are. Every address is a recipient of its own if absent. */
  hosts?: Hosts;
  /** Where a step stands, for the error that ends the run, by its index. "step 3" and the like if absent. */
  placeOf?: (step: number) => string;
  /** The guests that the unikernel serves, if it is a firewall. None if absent. */
  network?: NetworkOptions;
  /** What the marks of payloads name by index. None if absent. */
  secrets?: readonly Secret[];
  /** Lends memory; whoever made it disposes of it when the simulation is over. Ordinary memory if absent. */
  arena?: Arena;
  /** Whether to look at what netback could read besides what it is told of. It costs; not if absent. */
  exposure?: boolean;
  capture?: Capture;
  listener?: SimulationListener;
  watcher?: SimulationWatcher;
  /** Makes a further observer of each channel, which is told after the audit. */
  observer?: ChannelObserver | undefined;
}
