import type { CapturedPacket } from '../capture-reader/packet.ts';
import type { ClassicTarget } from './classic-feed.ts';
import { type ClassicHeader, checkSequenceLength, pcapngLinkType } from './classic-header.ts';
import type { MergedPcapng } from './merged-pcapng.ts';
import { BLOCK_BODY, type BlockOption, INTERFACE_DESCRIPTION, withOptions } from './pcapng-blocks.ts';

const INTERFACE_OPTIONS = BLOCK_BODY + 8;
const OPTION_TIME_RESOLUTION = 9;
/** Said to be in bits, but in bytes in all that writes and reads it. */
const OPTION_CHECK_SEQUENCE = 13;

/** Wireshark and libpcap take none that are longer. */
const LONGEST = 262_144;

/** What the packets of a classic capture become in pcapng. */
export interface ClassicInterface extends ClassicTarget {
  begin(): void;
  /** @param options - of the block of the packet, with their end; none if absent */
  take(packet: CapturedPacket, options?: Uint8Array): boolean;
}

/**
 * The packets of a classic capture as those of an interface.
 *
 * @param name - of the capture
 * @throws CannotMerge if an interface cannot be of their link type
 */
export function classicInterface(
  writer: MergedPcapng,
  header: ClassicHeader,
  name: string,
): ClassicInterface {
  const block = describe(header, name, writer.canRestate);
  const ticksPerSecond = header.nanoseconds ? 1e9 : 1e6;
  let number = 0;
  return {
    begin: () => {
      number = writer.addInterface(block, 0);
    },
    take: (packet, options) => writer.appendFrame(packet, number, ticksPerSecond, options),
  };
}

function describe(header: ClassicHeader, name: string, canRestate: boolean): Uint8Array {
  const options: BlockOption[] = [
    { code: OPTION_TIME_RESOLUTION, value: Uint8Array.of(header.nanoseconds ? 9 : 6) },
  ];
  const length = checkSequenceLength(header.linkType);
  if (length !== undefined) options.push({ code: OPTION_CHECK_SEQUENCE, value: Uint8Array.of(length) });
  const head = new Uint8Array(INTERFACE_OPTIONS);
  const view = new DataView(head.buffer);
  view.setUint32(0, INTERFACE_DESCRIPTION, true);
  view.setUint16(BLOCK_BODY, pcapngLinkType(header.linkType, name), true);
  // A packet may be longer than the header says. What goes through a pipe cannot be put right then: it says "no limit".
  const isKnown = canRestate || header.snapLength >= LONGEST;
  view.setUint32(BLOCK_BODY + 4, isKnown ? header.snapLength : 0, true);
  return withOptions(head, INTERFACE_OPTIONS, options);
}
