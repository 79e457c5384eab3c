import { type CapturedPacket, LINK_TYPE_ETHERNET } from '../capture-reader/index.ts';
import { FCS_LENGTH } from './frame-check-sequence.ts';

/** Whether not all of a packet was captured. */
export function isCut({ length, originalLength }: CapturedPacket): boolean {
  return originalLength > length;
}

/** @returns how much of a frame was captured, without the check sequence that the capture says is at its end */
export function lengthWithoutFcs(packet: CapturedPacket): number {
  return Math.min(packet.length, lengthOnWire(packet));
}

/** @returns the length of a frame on the wire, without the check sequence that the capture says is at its end */
export function lengthOnWire({ linkType, length, originalLength, fcsLength }: CapturedPacket): number {
  const whole = Math.max(length, originalLength);
  // Whatever the capture says how long it is: an Ethernet has but one, and what is not Ethernet none.
  return fcsLength > 0 && linkType === LINK_TYPE_ETHERNET ? Math.max(0, whole - FCS_LENGTH) : whole;
}
