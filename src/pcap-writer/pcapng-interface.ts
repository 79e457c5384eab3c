/** What a section says about an interface, before its packets (draft-ietf-opsawg-pcapng, section 4.2). */
import { IPV4_BITS, IPV6_BITS, ipv4Bytes, ipv6Bytes, macBytes, splitPrefix } from './addresses.ts';
import { checkChoice, checkInteger, checkUint64 } from './check.ts';
import { MAX_SNAP_LENGTH, MAX_UINT16 } from './pcap-options.ts';
import { Block, INTERFACE_DESCRIPTION } from './pcapng-block.ts';
import { encodeText } from './pcapng-text.ts';

const ACTION = 'Cannot add an interface';

const OPTION_NAME = 2;
const OPTION_DESCRIPTION = 3;
const OPTION_IPV4_ADDRESS = 4;
const OPTION_IPV6_ADDRESS = 5;
const OPTION_MAC_ADDRESS = 6;
const OPTION_SPEED = 8;
const OPTION_TIME_RESOLUTION = 9;

/** The option's value is the exponent: ticks of 10^-6 or 10^-9 seconds. */
const MICROSECOND_EXPONENT = 6;
const NANOSECOND_EXPONENT = 9;

export interface InterfaceOptions {
  /** Such as 'vif1.0'. */
  name: string;
  description?: string;
  /** Such as '00:16:3e:00:00:01'. */
  mac?: string;
  /** Such as '10.0.0.1/24'; the address alone stands for /32. */
  ipv4?: string;
  /** Such as 'fe80::1/64'; the address alone stands for /128. */
  ipv6?: string;
  /** LINKTYPE_ number of the packets, 1 (Ethernet) if left out. */
  linkType?: number;
  /** Longer packets are cut. 262144 if left out, which is the most that Wireshark takes for Ethernet. */
  snapLength?: number;
  /** In which times are kept: 'nanosecond' if left out. */
  resolution?: 'microsecond' | 'nanosecond';
  /** In bits per second. */
  speed?: number | bigint;
  comments?: readonly string[];
}

/** What is needed to write the packets of an interface. */
export interface PacketSource {
  readonly snapLength: number;
  readonly ticksPerSecond: number;
  readonly nanosecondsPerTick: number;
}

/**
 * @throws TypeError if an option has the wrong type
 * @throws RangeError if it is out of range
 */
export function describeInterface(options: InterfaceOptions): { block: Uint8Array; source: PacketSource } {
  const { name, description, mac, ipv4, ipv6, speed, comments = [] } = options;
  const { linkType = 1, snapLength = 262144, resolution = 'nanosecond' } = options;
  checkChoice(ACTION, 'the resolution', resolution, ['microsecond', 'nanosecond']);
  checkInteger(ACTION, 'the link type', linkType, 0, MAX_UINT16);
  checkInteger(ACTION, 'the snap length', snapLength, 1, MAX_SNAP_LENGTH);
  const isNanosecond = resolution === 'nanosecond';
  const block = new Block(INTERFACE_DESCRIPTION, ACTION).u16(linkType).u16(0).u32(snapLength);
  block.comments(comments);
  block.bytesOption(OPTION_NAME, encodeText(ACTION, 'the name', name));
  block.textOption(OPTION_DESCRIPTION, 'the description', description);
  if (ipv4 !== undefined) {
    const { address, prefix } = splitPrefix(ACTION, ipv4, IPV4_BITS);
    block.option(OPTION_IPV4_ADDRESS, 8).raw(ipv4Bytes(ACTION, address)).raw(ipv4Netmask(prefix));
  }
  if (ipv6 !== undefined) {
    const { address, prefix } = splitPrefix(ACTION, ipv6, IPV6_BITS);
    block.option(OPTION_IPV6_ADDRESS, 17).raw(ipv6Bytes(ACTION, address)).u8(prefix).align();
  }
  if (mac !== undefined) block.bytesOption(OPTION_MAC_ADDRESS, macBytes(ACTION, mac));
  if (speed !== undefined) {
    checkUint64(ACTION, 'the speed', speed);
    block.option(OPTION_SPEED, 8).u64(speed);
  }
  block
    .option(OPTION_TIME_RESOLUTION, 1)
    .u8(isNanosecond ? NANOSECOND_EXPONENT : MICROSECOND_EXPONENT)
    .align();
  return {
    block: block.finish(),
    source: {
      snapLength,
      ticksPerSecond: isNanosecond ? 1e9 : 1e6,
      nanosecondsPerTick: isNanosecond ? 1 : 1000,
    },
  };
}

function ipv4Netmask(prefix: number): Uint8Array {
  const mask = prefix === 0 ? 0 : (-1 << (IPV4_BITS - prefix)) >>> 0;
  return Uint8Array.of(mask >>> 24, mask >>> 16, mask >>> 8, mask);
}
