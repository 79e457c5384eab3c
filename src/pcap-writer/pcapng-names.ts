/** Names of addresses (draft-ietf-opsawg-pcapng, section 4.5). */
import { ipv4Bytes, ipv6Bytes, macBytes } from './addresses.ts';
import { Block, NAME_RESOLUTION } from './pcapng-block.ts';
import { encodeText } from './pcapng-text.ts';

const ACTION = 'Cannot add names';

const RECORD_END = 0;
const RECORD_IPV4 = 1;
const RECORD_IPV6 = 2;
const RECORD_EUI48 = 3;

/** Of a domain name; Wireshark cuts longer names. */
const LONGEST_NAME = 255;

/** An address, such as '10.0.0.2', 'fe80::2' or '00:16:3e:00:00:02', and what it is to be called. */
export type AddressName = { name: string } & ({ ipv4: string } | { ipv6: string } | { mac: string });

/**
 * @throws TypeError if an address or a name is missing or has the wrong type
 * @throws RangeError if it is not an address, or if a name is empty or too long
 */
export function nameResolution(names: readonly AddressName[]): Uint8Array {
  if (!Array.isArray(names)) throw new TypeError(`${ACTION}: they must be an array, got ${typeof names}`);
  const block = new Block(NAME_RESOLUTION, ACTION);
  for (const entry of names) {
    const name = encodeText(ACTION, 'a name', entry.name, LONGEST_NAME);
    if (name.length === 0) throw new RangeError(`${ACTION}: a name must not be empty`);
    const { type, address } = addressRecord(entry);
    block
      .u16(type)
      .u16(address.length + name.length + 1)
      .raw(address)
      .raw(name)
      .u8(0)
      .align();
  }
  return block.u16(RECORD_END).u16(0).finish();
}

function addressRecord(entry: AddressName): { type: number; address: Uint8Array } {
  if ('ipv4' in entry) return { type: RECORD_IPV4, address: ipv4Bytes(ACTION, entry.ipv4) };
  if ('ipv6' in entry) return { type: RECORD_IPV6, address: ipv6Bytes(ACTION, entry.ipv6) };
  if ('mac' in entry) return { type: RECORD_EUI48, address: macBytes(ACTION, entry.mac) };
  throw new TypeError(`${ACTION}: the name "${entry['name']}" needs an address: ipv4, ipv6 or mac`);
}
