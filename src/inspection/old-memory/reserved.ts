import {
  DHCP_CHADDR,
  DHCP_FILE,
  DHCP_HLEN,
  DHCP_MAGIC_COOKIE,
  DHCP_OPTION_END,
  DHCP_OPTION_PAD,
  DHCP_OPTIONS,
  DHCP_SNAME,
} from '../../wire/dhcp.ts';
import type { FrameReader } from '../../wire/frame-reader.ts';
import { ICMP_HEADER_LENGTH } from '../../wire/icmp.ts';
import { LAYER_DHCP, LAYER_ICMP, LAYER_ICMPV6 } from '../../wire/layers.ts';

/** A field, or the rest of one, that has to be zero: offsets in the frame. */
export interface Reserved {
  start: number;
  end: number;
}

const LONGEST_HARDWARE_ADDRESS = DHCP_SNAME - DHCP_CHADDR;
const OPTION_OVERLOAD = 52;

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
      return reader.messageOffset < 0 || reader.fragment ? NOTHING : dhcpReserved(reader);
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

function dhcpReserved({ bytes, start, messageOffset, ipEnd }: FrameReader): readonly Reserved[] {
  const at = start + messageOffset;
  const length = ipEnd - messageOffset;
  if (length < DHCP_OPTIONS) return NOTHING;
  const found: Reserved[] = [];
  const hardware = bytes[at + DHCP_HLEN] as number;
  if (hardware <= LONGEST_HARDWARE_ADDRESS) {
    found.push({
      start: messageOffset + DHCP_CHADDR + hardware,
      end: messageOffset + DHCP_CHADDR + LONGEST_HARDWARE_ADDRESS,
    });
  }
  const { overload, end } = optionsOf(bytes, at, length);
  if ((overload & 2) === 0) addTail(bytes, at, messageOffset, DHCP_SNAME, DHCP_FILE, found);
  if ((overload & 1) === 0) addTail(bytes, at, messageOffset, DHCP_FILE, DHCP_MAGIC_COOKIE, found);
  if (end < length) found.push({ start: messageOffset + end, end: messageOffset + length });
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
    if (code === DHCP_OPTION_END) return { overload, end: option };
    if (code === DHCP_OPTION_PAD) continue;
    if (option >= length) break;
    if (code === OPTION_OVERLOAD && option + 1 < length) overload = bytes[at + option + 1] as number;
    option += 1 + (bytes[at + option] as number);
  }
  return { overload, end: length };
}
