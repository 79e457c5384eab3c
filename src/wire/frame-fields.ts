import { ARP_LENGTH } from './arp.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_PAYLOAD, ETHERNET_TRAILER } from './ethernet.ts';
import { IPV6_EXTENSION } from './ipv6.ts';
import { LAYER_ARP, LAYER_ETHERNET, LAYER_IPV4, LAYER_IPV6, LAYER_UDP } from './layers.ts';
import type { Protocol } from './protocol.ts';
import { PROTOCOLS } from './protocols.ts';
import { UDP, UDP_PAYLOAD } from './udp.ts';

/** The id of what is no field, outside of a frame. */
const NONE = 0;

/**
 * The fields that a byte of a frame can belong to. A field's id is its index here, so that it can be counted in flat
 * arrays.
 */
const NAMES: readonly string[] = ['none', ...PROTOCOLS.flatMap(({ fields }) => fields)];

/** Indexed by layer. By themselves, since objects of nine shapes are slow to look into. */
const FIELD_AT = PROTOCOLS.map(({ fieldAt }) => fieldAt);
/** Indexed by layer: the id of the first of its fields. */
const FIRST_IDS: number[] = [];
let next = NONE + 1;
for (const { fields } of PROTOCOLS) {
  FIRST_IDS.push(next);
  next += fields.length;
}

/** Field ids are below this. */
export const FIELD_COUNT = NAMES.length;

/** The name of a field for people and for reports: 'ipv4.tos', 'udp.payload', … */
export function fieldName(id: number): string {
  return NAMES[id] ?? 'none';
}

/**
 * The field of the frame that a byte belongs to. The frame must still lie where it was read.
 *
 * @param offset - of the byte in the frame
 * @returns a field id, 0 ('none') for an offset outside the frame
 */
export function fieldAt(frame: DissectedFrame, offset: number): number {
  if (offset < 0 || offset >= frame.length) return NONE;
  const { layer, ipVersion, ipEnd, transportOffset, messageOffset } = frame;
  if (offset < ETHERNET_HEADER_LENGTH) return idIn(LAYER_ETHERNET, frame, offset);
  const at = offset - ETHERNET_HEADER_LENGTH;
  if (layer === LAYER_ARP)
    return at < ARP_LENGTH ? idIn(LAYER_ARP, frame, at) : idOf(LAYER_ETHERNET, ETHERNET_TRAILER);
  if (ipVersion === 0) return idOf(LAYER_ETHERNET, ETHERNET_PAYLOAD);
  if (offset >= ipEnd) return idOf(LAYER_ETHERNET, ETHERNET_TRAILER);
  const ip = ipVersion === 4 ? LAYER_IPV4 : LAYER_IPV6;
  if (at < frame.ipHeaderLength || transportOffset < 0) return idIn(ip, frame, at);
  // Behind an IPv4 header there can be authentication headers: they go by the same name.
  if (offset < transportOffset) return idOf(LAYER_IPV6, IPV6_EXTENSION);
  if (layer === ip) return idIn(ip, frame, at);
  if (messageOffset < 0) return idIn(layer, frame, offset - transportOffset);
  const inDatagram = UDP.fieldAt(frame, offset - transportOffset);
  if (inDatagram !== UDP_PAYLOAD) return idOf(LAYER_UDP, inDatagram);
  return idIn(layer, frame, offset - messageOffset);
}

/** The id of the field that a byte of a protocol belongs to. @param at - counted from where the protocol begins */
function idIn(layer: number, frame: DissectedFrame, at: number): number {
  return idOf(layer, (FIELD_AT[layer] as Protocol['fieldAt'])(frame, at));
}

/** @param field - the index of the field in its protocol */
function idOf(layer: number, field: number): number {
  return (FIRST_IDS[layer] as number) + field;
}
