import {
  DHCP_CHADDR,
  DHCP_CIADDR,
  DHCP_FILE,
  DHCP_FILE_LENGTH,
  DHCP_FLAGS,
  DHCP_GIADDR,
  DHCP_HOPS,
  DHCP_MAGIC_COOKIE,
  DHCP_MESSAGE_TYPES,
  DHCP_OP,
  DHCP_OPTION_DATA,
  DHCP_OPTION_END,
  DHCP_OPTION_LENGTH,
  DHCP_OPTION_MESSAGE_TYPE,
  DHCP_OPTION_PAD,
  DHCP_OPTIONS,
  DHCP_SECS,
  DHCP_SIADDR,
  DHCP_SNAME,
  DHCP_SNAME_LENGTH,
  DHCP_XID,
  DHCP_YIADDR,
  MAGIC_COOKIE,
} from '../../wire/dhcp.ts';
import {
  ETHERNET_DESTINATION,
  ETHERNET_HEADER_LENGTH,
  ETHERNET_SOURCE,
  ETHERNET_TYPE,
} from '../../wire/ethernet.ts';
import { IPV4_DESTINATION, IPV4_HEADER_LENGTH, IPV4_PROTOCOL, IPV4_SOURCE } from '../../wire/ipv4.ts';
import { ETHERTYPE_IPV4, IP_PROTOCOL_UDP } from '../../wire/protocol-numbers.ts';
import { UDP_DESTINATION_PORT, UDP_HEADER_LENGTH, UDP_SOURCE_PORT } from '../../wire/udp.ts';
import type { StepMaker } from './ipv4-steps.ts';
import { hexDigits } from './payload-data.ts';
import type { StepData } from './proof.ts';

const IP = ETHERNET_HEADER_LENGTH;
const UDP = IP + IPV4_HEADER_LENGTH;
const DHCP = UDP + UDP_HEADER_LENGTH;
const OPTIONS = DHCP + DHCP_OPTIONS;

const REQUESTED_ADDRESS = 50;
const SERVER_IDENTIFIER = 54;
const PARAMETER_REQUESTS = 55;

interface Option {
  code: number;
  data: Uint8Array;
}

/**
 * @returns steps that may send the DHCP message in `frame`, the most natural first: as charrua's client makes it, and
 * then with every field spelt out
 */
export function dhcpSteps(frame: Uint8Array, maker: StepMaker): StepData[] {
  if (frame.length < OPTIONS) return [];
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const isUdp =
    view.getUint16(ETHERNET_TYPE) === ETHERTYPE_IPV4 &&
    view.getUint8(IP) === 0x45 &&
    view.getUint8(IP + IPV4_PROTOCOL) === IP_PROTOCOL_UDP;
  if (!isUdp || view.getUint32(DHCP + DHCP_MAGIC_COOKIE) !== MAGIC_COOKIE) return [];
  const options = readOptions(view, OPTIONS);
  const type = typeOf(options);
  if (options === undefined || type === undefined) return [];
  const xid = view.getUint32(DHCP + DHCP_XID);
  return [...clientSteps(type, xid, options, maker), speltOut(frame, view, type, xid, options, maker)];
}

/** @returns steps that may have the unikernel receive the DHCP message in `frame`, the most natural first */
export function receivedDhcpSteps(frame: Uint8Array, maker: StepMaker): StepData[] {
  const sender = frame.subarray(ETHERNET_SOURCE, ETHERNET_TYPE);
  const host = maker.names.hostOfMac(sender);
  return dhcpSteps(frame, maker).flatMap((step) => {
    const from = host ?? Object(step['dhcp']).from;
    return from === undefined ? [] : [{ receive: { from, via: maker.names.mac(sender), ...step } }];
  });
}

function clientSteps(type: string, xid: number, options: readonly Option[], maker: StepMaker): StepData[] {
  const wanted = options.find(({ code }) => code === PARAMETER_REQUESTS);
  const asking = wanted === undefined ? [{}] : [{}, { requests: [...wanted.data] }];
  if (type === 'discover') return asking.map((requests) => ({ dhcp: { type, xid, ...requests } }));
  const address = (code: number): string | undefined => {
    const data = options.find((option) => option.code === code)?.data;
    if (data?.length !== 4) return undefined;
    return maker.names.ipv4(new DataView(data.buffer, data.byteOffset).getUint32(0));
  };
  const [server, request] = [address(SERVER_IDENTIFIER), address(REQUESTED_ADDRESS)];
  if (type !== 'request' || server === undefined || request === undefined) return [];
  return asking.map((requests) => ({
    dhcp: { type, xid, server_ip: server, request_ip: request, ...requests },
  }));
}

function speltOut(
  frame: Uint8Array,
  view: DataView,
  type: string,
  xid: number,
  options: readonly Option[],
  { names }: StepMaker,
): StepData {
  const ip = (at: number): string => names.ipv4(view.getUint32(at));
  const mac = (at: number): string => names.mac(frame.subarray(at, at + 6));
  return {
    dhcp: {
      type,
      xid,
      from: ip(IP + IPV4_SOURCE),
      to: ip(IP + IPV4_DESTINATION),
      from_mac: mac(ETHERNET_SOURCE),
      to_mac: mac(ETHERNET_DESTINATION),
      from_port: view.getUint16(UDP + UDP_SOURCE_PORT),
      to_port: view.getUint16(UDP + UDP_DESTINATION_PORT),
      op: view.getUint8(DHCP + DHCP_OP),
      hops: view.getUint8(DHCP + DHCP_HOPS),
      secs: view.getUint16(DHCP + DHCP_SECS),
      broadcast: view.getUint16(DHCP + DHCP_FLAGS) !== 0,
      ciaddr: ip(DHCP + DHCP_CIADDR),
      yiaddr: ip(DHCP + DHCP_YIADDR),
      siaddr: ip(DHCP + DHCP_SIADDR),
      giaddr: ip(DHCP + DHCP_GIADDR),
      chaddr: mac(DHCP + DHCP_CHADDR),
      sname: zeroEnded(frame, DHCP + DHCP_SNAME, DHCP_SNAME_LENGTH),
      file: zeroEnded(frame, DHCP + DHCP_FILE, DHCP_FILE_LENGTH),
      options: options
        .filter(({ code }) => code !== DHCP_OPTION_MESSAGE_TYPE)
        .map(({ code, data }) => ({ code, hex: hexDigits(data) })),
    },
  };
}

/** @returns undefined if they do not end */
function readOptions(view: DataView, start: number): Option[] | undefined {
  const options: Option[] = [];
  for (let at = start; at < view.byteLength; ) {
    const code = view.getUint8(at);
    if (code === DHCP_OPTION_END) return options;
    const lengthAt = at + DHCP_OPTION_LENGTH;
    const length = lengthAt < view.byteLength ? view.getUint8(lengthAt) : 0;
    const from = at + DHCP_OPTION_DATA;
    if (code === DHCP_OPTION_PAD || from + length > view.byteLength) return undefined;
    options.push({ code, data: new Uint8Array(view.buffer, view.byteOffset + from, length) });
    at = from + length;
  }
  return undefined;
}

function typeOf(options: readonly Option[] | undefined): string | undefined {
  const number = options?.find(({ code }) => code === DHCP_OPTION_MESSAGE_TYPE)?.data[0];
  return [...DHCP_MESSAGE_TYPES].find(([, type]) => type === number)?.[0];
}

function zeroEnded(frame: Uint8Array, at: number, length: number): string {
  const field = frame.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).replaceAll('${', '$$${');
}
