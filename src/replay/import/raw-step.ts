import {
  ETHERNET_DESTINATION,
  ETHERNET_HEADER_LENGTH,
  ETHERNET_SOURCE,
  ETHERNET_TYPE,
} from '../../wire/ethernet.ts';
import type { StepMaker } from './ipv4-steps.ts';
import { payloadData } from './payload-data.ts';
import type { StepData } from './proof.ts';

const LOCAL_EXPERIMENT = 0x88b5;

/** @returns a step that sends `frame` as it is: its writer writes every byte */
export function rawStep(frame: Uint8Array, { names, book }: StepMaker): StepData {
  const host = hostAt(frame, ETHERNET_DESTINATION, ETHERNET_SOURCE, { names, book });
  return { raw: fields(frame, host === undefined ? undefined : { to: host }) };
}

/** @returns a step that has the unikernel receive `frame` as it is */
export function receiveStep(frame: Uint8Array, { names, book }: StepMaker): StepData {
  const host = hostAt(frame, ETHERNET_SOURCE, ETHERNET_DESTINATION, { names, book });
  return { receive: fields(frame, host === undefined ? undefined : { from: host }) };
}

/** @returns the name for the MAC address at `at`, if the unikernel's own is at `own` */
function hostAt(frame: Uint8Array, at: number, own: number, { names, book }: StepMaker): string | undefined {
  if (frame.length <= ETHERNET_HEADER_LENGTH) return undefined;
  const isOwn = book.unikernel.mac.every((byte, i) => byte === frame[own + i]);
  return isOwn ? names.hostOfMac(frame.subarray(at, at + 6)) : undefined;
}

/** @param header - says who the Ethernet header is written for; undefined to write the whole frame by its bytes */
function fields(frame: Uint8Array, header: StepData | undefined): StepData {
  // Nothing would be sent of a size of 0.
  if (frame.length === 0) return { size: 1, returns: 0 };
  const at = header === undefined ? 0 : ETHERNET_HEADER_LENGTH;
  const type = ((frame[ETHERNET_TYPE] ?? 0) << 8) | (frame[ETHERNET_TYPE + 1] ?? 0);
  return {
    ...header,
    ...(header === undefined || type === LOCAL_EXPERIMENT ? {} : { ethertype: type }),
    size: frame.length,
    writes: [{ at, data: payloadData({ bytes: frame, offset: at, length: frame.length - at }) }],
  };
}
