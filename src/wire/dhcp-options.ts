import { parseIpv4, parseMac } from './address.ts';
import { DHCP_MESSAGE_TYPES, DHCP_OPTION_MESSAGE_TYPE, type DhcpOption } from './dhcp.ts';

/** How the value of an option is laid out. */
type Encoding =
  | 'address'
  | 'addresses'
  | 'address pairs'
  | 'text'
  | 'flag'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'i32'
  | 'message type'
  | 'option codes'
  | 'client identifier';

/**
 * The options that charrua 0.12.0 names (lib/dhcp_wire.ml), under its names, with the codes of RFC 2132 and
 * the encodings that charrua gives them: what it treats as an opaque string is text here too.
 */
const OPTIONS: ReadonlyMap<string, readonly [code: number, encoding: Encoding]> = new Map([
  ['subnet_mask', [1, 'address']],
  ['time_offset', [2, 'i32']],
  ['routers', [3, 'addresses']],
  ['dns_servers', [6, 'addresses']],
  ['log_servers', [7, 'addresses']],
  ['lpr_servers', [9, 'addresses']],
  ['hostname', [12, 'text']],
  ['bootfile_size', [13, 'u16']],
  ['domain_name', [15, 'text']],
  ['swap_server', [16, 'address']],
  ['root_path', [17, 'text']],
  ['extension_path', [18, 'text']],
  ['ipforwarding', [19, 'flag']],
  ['nlsr', [20, 'flag']],
  ['policy_filters', [21, 'address pairs']],
  ['max_datagram', [22, 'u16']],
  ['default_ip_ttl', [23, 'u8']],
  ['interface_mtu', [26, 'u16']],
  ['all_subnets_local', [27, 'flag']],
  ['broadcast_addr', [28, 'address']],
  ['perform_router_disc', [31, 'flag']],
  ['router_sol_addr', [32, 'address']],
  ['static_routes', [33, 'address pairs']],
  ['trailer_encapsulation', [34, 'flag']],
  ['arp_cache_timo', [35, 'u32']],
  ['ethernet_encapsulation', [36, 'flag']],
  ['tcp_default_ttl', [37, 'u8']],
  ['tcp_keepalive_interval', [38, 'u32']],
  ['nis_domain', [40, 'text']],
  ['nis_servers', [41, 'addresses']],
  ['ntp_servers', [42, 'addresses']],
  ['vendor_specific', [43, 'text']],
  ['netbios_name_servers', [44, 'addresses']],
  ['netbios_datagram_distrib_servers', [45, 'addresses']],
  ['netbios_node', [46, 'u8']],
  ['netbios_scope', [47, 'text']],
  ['xwindow_font_servers', [48, 'addresses']],
  ['xwindow_display_managers', [49, 'addresses']],
  ['request_ip', [50, 'address']],
  ['ip_lease_time', [51, 'u32']],
  ['option_overload', [52, 'u8']],
  ['message_type', [DHCP_OPTION_MESSAGE_TYPE, 'message type']],
  ['server_identifier', [54, 'address']],
  ['parameter_requests', [55, 'option codes']],
  ['message', [56, 'text']],
  ['max_message', [57, 'u16']],
  ['renewal_t1', [58, 'u32']],
  ['rebinding_t2', [59, 'u32']],
  ['vendor_class_id', [60, 'text']],
  ['client_id', [61, 'client identifier']],
  ['nis_plus_domain', [64, 'text']],
  ['nis_plus_servers', [65, 'addresses']],
  ['tftp_server_name', [66, 'text']],
  ['bootfile_name', [67, 'text']],
  ['mobile_ip_home_agent', [68, 'addresses']],
  ['smtp_servers', [69, 'addresses']],
  ['pop3_servers', [70, 'addresses']],
  ['nntp_servers', [71, 'addresses']],
  ['irc_servers', [74, 'addresses']],
  ['user_class', [77, 'text']],
  ['client_fqdn', [81, 'text']],
  ['relay_agent_information', [82, 'text']],
  ['client_system', [93, 'text']],
  ['client_ndi', [94, 'text']],
  ['uuid_guid', [97, 'text']],
  ['pcode', [100, 'text']],
  ['tcode', [101, 'text']],
  ['subnet_selection', [118, 'address']],
  ['domain_search', [119, 'text']],
  ['sip_servers', [120, 'text']],
  ['classless_static_route', [121, 'text']],
  ['vi_vendor_info', [125, 'text']],
  ['misc_150', [150, 'text']],
  ['private_classless_static_route', [249, 'text']],
  ['web_proxy_auto_disc', [252, 'text']],
]);

/** Every name that `encodeDhcpOption` knows, by ascending code. */
export const DHCP_OPTION_NAMES: readonly string[] = [...OPTIONS.keys()];

/** @returns the code of the option called `name`, or undefined if there is none */
export function dhcpOptionCode(name: string): number | undefined {
  return OPTIONS.get(name)?.[0];
}

/** What a value may be, for each encoding: the words of the error messages. */
const EXPECTED: Record<Encoding, string> = {
  address: 'an IPv4 address',
  addresses: 'a list of IPv4 addresses',
  'address pairs': 'a list of pairs of IPv4 addresses',
  text: 'text, or {hex: …}',
  flag: 'true or false',
  u8: 'a number from 0 to 255',
  u16: 'a number from 0 to 65535',
  u32: 'a number from 0 to 4294967295',
  i32: 'a number from -2147483648 to 2147483647',
  'message type': 'a DHCP message type such as discover, or its number',
  'option codes': 'a list of option names or codes from 0 to 255',
  'client identifier': 'a MAC address, text, or {hex: …}',
};

/**
 * Encodes an option of a DHCP message as charrua 0.12.0 does. Numbers may be integers or strings such as
 * "0x5dc". A value longer than 255 bytes is not refused here: charrua's writer refuses it when it gets there.
 *
 * @param name - one of DHCP_OPTION_NAMES
 * @param value - what the option's encoding asks for; `{hex: "…"}` gives the bytes of a text as they are
 * @param resolve - turns the text of an address into a number; knows dotted quads if absent
 * @throws TypeError if `value` is of the wrong type, or `name` is unknown
 * @throws RangeError if `value` is out of range
 */
export function encodeDhcpOption(
  name: string,
  value: unknown,
  resolve: (text: string) => number | undefined = parseIpv4,
): DhcpOption {
  const option = OPTIONS.get(name);
  if (option === undefined) throw new TypeError(`Unknown DHCP option ${JSON.stringify(name)}`);
  const [code, encoding] = option;
  const data = encodeValue(encoding, value, resolve);
  if (data === undefined) throw refusal(name, encoding, value);
  return { code, data };
}

function refusal(name: string, encoding: Encoding, value: unknown): Error {
  const message = `Cannot encode the DHCP option ${name}: expected ${EXPECTED[encoding]}, got ${quote(value)}`;
  const isRange = typeof value === 'number' || (Array.isArray(value) && value.length === 0);
  return isRange ? new RangeError(message) : new TypeError(message);
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** @returns the bytes, or undefined if the encoding cannot carry `value` */
function encodeValue(
  encoding: Encoding,
  value: unknown,
  resolve: (text: string) => number | undefined,
): Uint8Array | undefined {
  switch (encoding) {
    case 'address':
      return addresses([value], resolve);
    case 'addresses':
      return Array.isArray(value) && value.length > 0 ? addresses(value, resolve) : undefined;
    case 'address pairs':
      return Array.isArray(value) && value.length > 0 && value.every(isPair)
        ? addresses(value.flat(), resolve)
        : undefined;
    case 'text':
      return text(value);
    case 'flag':
      return typeof value === 'boolean' ? Uint8Array.of(value ? 1 : 0) : undefined;
    case 'u8':
      return integer(value, 1, 0, 0xff);
    case 'u16':
      return integer(value, 2, 0, 0xffff);
    case 'u32':
      return integer(value, 4, 0, 0xffff_ffff);
    case 'i32':
      return integer(value, 4, -0x8000_0000, 0x7fff_ffff);
    case 'message type':
      return integer(DHCP_MESSAGE_TYPES.get(String(value).toLowerCase()) ?? value, 1, 0, 0xff);
    case 'option codes':
      return Array.isArray(value) && value.length > 0 ? optionCodes(value) : undefined;
    case 'client identifier':
      return clientIdentifier(value);
  }
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2;
}

function addresses(
  values: readonly unknown[],
  resolve: (text: string) => number | undefined,
): Uint8Array | undefined {
  const data = new Uint8Array(4 * values.length);
  const view = new DataView(data.buffer);
  for (const [i, value] of values.entries()) {
    const address = typeof value === 'string' ? resolve(value) : undefined;
    if (address === undefined) return undefined;
    view.setUint32(4 * i, address);
  }
  return data;
}

function text(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return undefined;
  const hex = 'hex' in value ? value.hex : undefined;
  if (typeof hex !== 'string' || hex.length % 2 !== 0 || /[^0-9a-f]/i.test(hex)) return undefined;
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

function integer(value: unknown, width: 1 | 2 | 4, min: number, max: number): Uint8Array | undefined {
  const isNumeral = typeof value === 'string' && /^(0x[0-9a-f]+|[0-9]+)$/i.test(value);
  const number = isNumeral ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max)
    return undefined;
  const data = new Uint8Array(width);
  for (let i = 0; i < width; i++) data[i] = number >> (8 * (width - 1 - i));
  return data;
}

function optionCodes(values: readonly unknown[]): Uint8Array | undefined {
  const codes: number[] = [];
  for (const value of values) {
    const code = typeof value === 'string' ? (dhcpOptionCode(value) ?? value) : value;
    const byte = integer(code, 1, 0, 0xff);
    if (byte === undefined) return undefined;
    codes.push(...byte);
  }
  return Uint8Array.from(codes);
}

/** A hardware type (1: Ethernet, 0: none) and the identifier (RFC 2132, 9.14). */
function clientIdentifier(value: unknown): Uint8Array | undefined {
  const mac = typeof value === 'string' ? parseMac(value) : undefined;
  if (mac !== undefined) return Uint8Array.of(1, ...mac);
  const bytes = text(value);
  if (bytes === undefined) return undefined;
  return typeof value === 'string' ? Uint8Array.of(0, ...bytes) : bytes;
}
