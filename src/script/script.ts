import type { FirewallRule } from '../guest/firewall.ts';
import type { Sum } from '../guest/packets.ts';
import type { FlagUse } from '../netchannel/checksum-flags.ts';
import type { DeviceName, DeviceRow } from '../netchannel/devices.ts';
import type { ByteRange } from '../wire/bytes.ts';
import type { Secret } from '../wire/secret-marks.ts';
import type { ChosenDevice } from './compile/device.ts';
import type { SetIndex } from './compile/index-fields.ts';
import type { ScriptError } from './errors.ts';
import type { Expectation } from './expectation.ts';
import type { PayloadSource } from './payload.ts';
import type { ScriptSite, Step } from './step.ts';

/** The guest's name among the hosts. */
export const UNIKERNEL = 'unikernel';

/** The largest MTU: with an Ethernet header a frame of it can still be told the device. */
export const MOST_MTU = 65_521;

/** Addresses of one that takes part. */
export interface Party {
  /** 6 bytes. */
  mac: Uint8Array;
  /** Unsigned 32-bit number. */
  ip: number;
  /** 16 bytes. */
  ip6: Uint8Array;
  /** Which of them the script leaves out: they were made from the others. */
  derived?: readonly ('mac' | 'ip6')[];
}

/** A guest that the unikernel serves. */
export interface GuestParty extends Party {
  /** What its netfront is of; the same as the unikernel's if absent. */
  device?: ChosenDevice;
  /** What it does about checksums; as all guests if absent. */
  checksums?: ChecksumHabits;
}

/** A unikernel that is a firewall between guests of its own and the hosts. */
export interface ScriptNetwork {
  /** In the order of the script; one at least. */
  guests: ReadonlyMap<string, GuestParty>;
  rules: readonly FirewallRule[];
  /** Whether the ring says data_validated of what the unikernel forwards. */
  validated?: true;
}

/** When netback and netfront handle what is pending, besides at poll steps. Unless manual, also once at the end. */
export type PollPolicy =
  | { kind: 'each' }
  /** After every so many steps. */
  | { kind: 'every'; steps: number }
  /** So much after the first write since the last poll. */
  | { kind: 'after'; nanoseconds: number }
  | { kind: 'manual' };

/** What is between netback and the machines behind it; each direction has the same. */
export interface Link {
  /** Infinity if frames take no time to be sent. */
  bitsPerSecond: number;
  latencyNanoseconds: number;
}

/** What those at one end of the channel do about UDP and TCP checksums. */
export interface ChecksumHabits {
  /** Who sums up those of what they send. */
  sum: Sum;
  /** What they do with what the ring says about those of what they receive. */
  flags: FlagUse;
}

/** Gives a payload a range of bytes that the cursor moves on with every repetition. */
export type PlacePayload = (source: PayloadSource) => ByteRange;

/** A step as it stands in the script, from which each cursor makes its own. */
export interface PlannedStep {
  kind: 'step';
  site: ScriptSite;
  build(place: PlacePayload): Step;
  /** Fields of the step that are loop indexes. */
  indexed: readonly IndexedField[];
}

/** A field of a step that is the index of a repeat. */
export interface IndexedField {
  /** How many repeats are around that repeat. */
  level: number;
  set: SetIndex;
}

/** Steps that are repeated `count` times, at least one of each. */
export interface PlannedRepeat {
  kind: 'repeat';
  count: number;
  /** Virtual time from one repetition to the next, if the repeat says so. */
  pace?: { site: ScriptSite; nanoseconds: number };
  steps: readonly Planned[];
}

/** One of several lists of steps is taken, not all of them empty. */
export interface PlannedChoice {
  kind: 'choice';
  site: ScriptSite;
  alternatives: readonly PlannedAlternative[];
}

export interface PlannedAlternative {
  /** At least 1. */
  weight: number;
  steps: readonly Planned[];
}

export type Planned = PlannedStep | PlannedRepeat | PlannedChoice;

/** A script, checked and with all names resolved. */
export interface Script {
  name: string;
  /** As it was given to `loadScript`. */
  file: string;
  description: string;
  /** The release or other device that the script asks for, if it does. */
  release?: DeviceName;
  /** The device named "own", if the script describes one. */
  ownDevice?: DeviceRow;
  seed: number;
  mtu: number;
  /** Virtual time of the first step, in nanoseconds since 1970. */
  epochNanoseconds: bigint;
  /** Virtual time from one step to the next. */
  intervalNanoseconds: number;
  poll: PollPolicy;
  link?: Link;
  /** Absent if it is as upstream: everybody sums up, and nobody reads flags. */
  checksums?: { unikernel: ChecksumHabits; hosts: ChecksumHabits; guests?: ChecksumHabits };
  unikernel: Party;
  hosts: ReadonlyMap<string, Party>;
  /** The guests that the unikernel serves, if the script has any. */
  network?: ScriptNetwork;
  /** In the order in which they first stand in the script; the marks of payloads name them by index. */
  secrets: readonly Secret[];
  /** What a StepCursor expands. */
  steps: readonly Planned[];
  /** Every step's site, at its index; repeats and choices have one too. */
  sites: readonly ScriptSite[];
  /** How many steps a cursor yields, repetitions included, at most if there are choices; rounded above 2^53. */
  stepCount: number;
  /** What must be true of a run, in the order of the text. */
  expectations: readonly Expectation[];
  /** What is allowed, but may not be what is meant, with its place; of very many, the first. None if absent. */
  warnings?: readonly ScriptError[];
}
