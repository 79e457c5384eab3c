import type { Recipient } from '../audit/findings.ts';
import type { PacketTime } from '../inspection/inspected-frame.ts';
import type { OldMemory } from '../inspection/old-memory/result.ts';
import type { OffloadedChecksum, Padding, WrongChecksum } from '../inspection/result.ts';
import type { FieldStretch } from './recording.ts';

/**
 * A capture as somebody looks at it. Plain data, bounded however long the capture: the first packets are there without a
 * gap, and of the others those in which most was found, with the packets that the bytes are from.
 */
export interface InspectionRecording {
  /** In the order of the capture. */
  frames: InspectedPacket[];
  /** How many of them, the first ones, are there without a gap. */
  unbroken: number;
  /** Packets that are not there. */
  leftOut: number;
}

/** A packet as it was captured, and what was found in it. */
export interface InspectedPacket {
  /** As Wireshark counts. */
  number: number;
  time: PacketTime | null;
  protocol: string;
  flow: string;
  recipient: Recipient;
  sender: Recipient;
  /** As captured. */
  length: number;
  /** On the wire. */
  originalLength: number;
  bytes: Uint8Array;
  /** From the first byte to the last. */
  fields: FieldStretch[];
  oldMemory: OldMemory[];
  wrong: WrongChecksum[];
  offloaded: OffloadedChecksum[];
  paddings: Padding[];
}
