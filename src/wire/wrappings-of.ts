import { WRAPPED_IN_NOTHING, WRAPPING_NAMES } from './encapsulations.ts';
import type { FrameReader } from './frame-reader.ts';

/**
 * What a packet is wrapped in, from the outside in: `vxlan`, or `gre`, `ipv4`. VLAN tags do not count.
 *
 * @param frame - has read the frame
 * @param packet - the same, or what has read a packet in it
 */
export function wrappingsOf(frame: FrameReader, packet: FrameReader): string[] {
  const names: string[] = [];
  for (let part: FrameReader | undefined = frame; part !== undefined; part = part.inner) {
    if (part.wrapping !== WRAPPED_IN_NOTHING) names.push(WRAPPING_NAMES[part.wrapping] ?? '');
    if (part === packet) break;
  }
  return names;
}
