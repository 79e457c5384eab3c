import type { FrameReader } from '../../wire/frame-reader.ts';
import { ICMP_HEADER_LENGTH } from '../../wire/icmp.ts';
import { LAYER_DHCP, LAYER_ICMP, LAYER_ICMPV6 } from '../../wire/layers.ts';

/** A field, or the rest of one, that has to be zero: offsets in the frame. */
export interface Reserved {
  start: number;
  end: number;
}

const DHCP_HARDWARE_LENGTH = 2;
const DHCP_CLIENT_HARDWARE = 28;
const DHCP_SERVER_NAME = 44;
const DHCP_BOOT_FILE = 108;
const DHCP_COOKIE = 236;
const DHCP_OPTIONS = 240;
const LONGEST_HARDWARE_ADDRESS = 16;
const OPTION_OVERLOAD = 52;
const OPTION_END = 255;

const NOTHING: readonly Reserved[] = [];

/**
 * What of a frame's own packet has to be zero: the unused bytes of ICMP (RFC 792), the reserved ones of neighbour discovery
 * (RFC 4861), and in DHCP (RFC 2131) what is behind the names, the hardware address and the last option.
 *
 * @param reader - of a frame that still lies where it was read
 * @returns stretches, in order
 */
export function reservedFields(reader: FrameReader): readonly Reserved[] {
  switch (reader.layer) {
    case LAYER_ICMP:
      return reader.transportLength < ICMP_HEADER_LENGTH ? NOTHING : icmpReserved(reader);
    case LAYER_ICMPV6:
      return reader.transportLength < ICMP_HEADER_LENGTH ? NOTHING : icmpv6Reserved(reader);
    case LAYER_DHCP:
      return reader.dhcpOffset < 0 || reader.fragment ? NOTHING : dhcpReserved(reader);
    default:
      return NOTHING;
  }
}

function icmpReserved({ icmpType, icmpCode, transportOffset: at }: FrameReader): readonly Reserved[] {
  switch (icmpType) {
    case 3:
    case 11:
      // RFC 4884 has a length in the second byte, RFC 1191 the MTU in the last two.
      return icmpType === 3 && icmpCode === 4
        ? [{ start: at + 4, end: at + 5 }]
        : [
            { start: at + 4, end: at + 5 },
            { start: at + 6, end: at + 8 },
          ];
    case 4:
    case 10:
      return [{ start: at + 4, end: at + 8 }];
    case 12:
      return [{ start: at + 6, end: at + 8 }];
    default:
      return NOTHING;
  }
}

function icmpv6Reserved({ icmpType, transportOffset: at }: FrameReader): readonly Reserved[] {
  switch (icmpType) {
    case 133:
    case 135:
    case 137:
      return [{ start: at + 4, end: at + 8 }];
    case 136:
      return [{ start: at + 5, end: at + 8 }];
    case 1:
      return [{ start: at + 5, end: at + 8 }];
    default:
      return NOTHING;
  }
}

function dhcpReserved({ bytes, start, dhcpOffset, ipEnd }: FrameReader): readonly Reserved[] {
  const at = start + dhcpOffset;
  const length = ipEnd - dhcpOffset;
  if (length < DHCP_OPTIONS) return NOTHING;
  const found: Reserved[] = [];
  const hardware = bytes[at + DHCP_HARDWARE_LENGTH] as number;
  if (hardware <= LONGEST_HARDWARE_ADDRESS) {
    found.push({
      start: dhcpOffset + DHCP_CLIENT_HARDWARE + hardware,
      end: dhcpOffset + DHCP_CLIENT_HARDWARE + LONGEST_HARDWARE_ADDRESS,
    });
  }
  const { overload, end } = optionsOf(bytes, at, length);
  if ((overload & 2) === 0) addTail(bytes, at, dhcpOffset, DHCP_SERVER_NAME, DHCP_BOOT_FILE, found);
  if ((overload & 1) === 0) addTail(bytes, at, dhcpOffset, DHCP_BOOT_FILE, DHCP_COOKIE, found);
  if (end < length) found.push({ start: dhcpOffset + end, end: dhcpOffset + length });
  return found.filter((stretch) => stretch.start < stretch.end);
}

/** Adds what is behind the zero that ends a name. */
function addTail(
  bytes: Uint8Array,
  at: number,
  base: number,
  from: number,
  to: number,
  found: Reserved[],
): void {
  let name = from;
  while (name < to && bytes[at + name] !== 0) name++;
  found.push({ start: base + name, end: base + to });
}

/** @returns which names hold options (RFC 2132, 9.3), and where the last option ends; the length if none says so */
function optionsOf(bytes: Uint8Array, at: number, length: number): { overload: number; end: number } {
  let overload = 0;
  for (let option = DHCP_OPTIONS; option < length; ) {
    const code = bytes[at + option] as number;
    option++;
    if (code === OPTION_END) return { overload, end: option };
    if (code === 0) continue;
    if (option >= length) break;
    if (code === OPTION_OVERLOAD && option + 1 < length) overload = bytes[at + option + 1] as number;
    option += 1 + (bytes[at + option] as number);
  }
  return { overload, end: length };
}
