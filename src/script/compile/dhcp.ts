import { dhcpDiscover, dhcpRequest } from '../../guest/dhcp-client.ts';
import { DHCP_MESSAGE_TYPES, type DhcpMessage, type DhcpOption } from '../../wire/dhcp.ts';
import { DHCP_OPTION_NAMES, dhcpOptionCode, encodeDhcpOption } from '../../wire/dhcp-options.ts';
import { BROADCAST } from '../../wire/ipv4.ts';
import type { DataPath } from '../errors.ts';
import { quote } from '../found.ts';
import { hexToBytes } from '../schema/hex.ts';
import type { StepRecord } from '../schema/step.ts';
import { didYouMean } from '../suggestion.ts';
import { type Blueprint, type CompileContext, sending } from './blueprint.ts';
import { BROADCAST_MAC } from './mac.ts';

export type DhcpInput = NonNullable<StepRecord['dhcp']>;

const NOBODY = 0;
const LONGEST_SNAME = 64;
const LONGEST_FILE = 128;

const NUMERAL = /^(0x[0-9a-f]{1,2}|[0-9]{1,3})$/i;

export function compileDhcp(input: DhcpInput, context: CompileContext): Blueprint {
  const message = dhcpMessage(input, context);
  return sending(`dhcp ${input.type}`, () => ({ kind: 'dhcp', message }));
}

/** A message with the fields that its type implies, and over them those that the script gives. */
export function dhcpMessage(input: DhcpInput, context: CompileContext): DhcpMessage {
  const { book, path } = context;
  const ip = (key: 'from' | 'to' | 'ciaddr' | 'yiaddr' | 'siaddr' | 'giaddr', otherwise: number): number =>
    input[key] === undefined ? otherwise : book.ipv4(input[key], [...path, key]);
  const mac = (key: 'from_mac' | 'to_mac' | 'chaddr', otherwise: Uint8Array): Uint8Array =>
    input[key] === undefined ? otherwise : book.mac(input[key], [...path, key]);
  const implied = isFromServer(input) ? serverMessage(input, context) : clientMessage(input, context);
  const destinationIp = ip('to', implied.destinationIp);
  return {
    sourceMac: mac('from_mac', implied.sourceMac),
    destinationMac: mac(
      'to_mac',
      input.to === undefined ? implied.destinationMac : book.macOfIpv4(destinationIp),
    ),
    sourceIp: ip('from', implied.sourceIp),
    destinationIp,
    sourcePort: input.from_port ?? implied.sourcePort,
    destinationPort: input.to_port ?? implied.destinationPort,
    op: input.op === undefined ? implied.op : input.op === 2 ? 2 : 1,
    hops: input.hops ?? 0,
    transactionId: input.xid,
    seconds: input.secs ?? 0,
    broadcast: input.broadcast ?? input.to === undefined,
    clientIp: ip('ciaddr', NOBODY),
    yourIp: ip('yiaddr', implied.yourIp),
    serverIp: ip('siaddr', implied.serverIp),
    relayIp: ip('giaddr', NOBODY),
    clientMac: implied.clientMac,
    serverName: shortText(input.sname, LONGEST_SNAME, 'sname', context),
    bootFile: shortText(input.file, LONGEST_FILE, 'file', context),
    options: implied.options,
  };
}

function isFromServer({ type }: DhcpInput): boolean {
  return type === 'offer' || type === 'ack' || type === 'nak';
}

/** As charrua's client sends it; a type that it does not send has the same header. */
function clientMessage(input: DhcpInput, context: CompileContext): DhcpMessage {
  const { book, problems, path } = context;
  const client = {
    mac: input.chaddr === undefined ? book.unikernel.mac : book.mac(input.chaddr, [...path, 'chaddr']),
    transactionId: input.xid,
    requests: requestCodes(input, context),
  };
  const isPlain = input.options === undefined;
  if (input.type === 'request' && isPlain) {
    const address = (key: 'server_ip' | 'request_ip'): number => {
      const text = input[key];
      if (text !== undefined) return book.ipv4(text, [...path, key]);
      problems.report([...path, key], `Missing key "${key}": expected a host name or an address`);
      return NOBODY;
    };
    return dhcpRequest({ ...client, serverIp: address('server_ip'), requestIp: address('request_ip') });
  }
  const misplaced = [
    'server_ip',
    'request_ip',
    ...(isPlain && input.type === 'discover' ? [] : ['requests']),
  ];
  refuseKeys(input, misplaced, context);
  const discover = dhcpDiscover(client);
  return input.type === 'discover' && isPlain
    ? discover
    : { ...discover, options: givenOptions(input, context) };
}

/** To the host that the script names, or to everybody. */
function serverMessage(input: DhcpInput, context: CompileContext): DhcpMessage {
  const { book, path } = context;
  refuseKeys(input, ['server_ip', 'request_ip', 'requests'], context);
  const party = input.to === undefined ? BROADCAST : book.ipv4(input.to, [...path, 'to']);
  const clientMac =
    input.chaddr !== undefined
      ? book.mac(input.chaddr, [...path, 'chaddr'])
      : input.to === undefined
        ? BROADCAST_MAC
        : book.macOfIpv4(party);
  const hasLease = input.type !== 'nak';
  return {
    ...dhcpDiscover({ mac: clientMac, transactionId: input.xid }),
    sourceMac: book.unikernel.mac,
    sourceIp: book.unikernel.ip,
    destinationIp: party,
    sourcePort: 67,
    destinationPort: 68,
    op: 2,
    yourIp: hasLease && input.to !== undefined ? party : NOBODY,
    serverIp: hasLease ? book.unikernel.ip : NOBODY,
    options: givenOptions(input, context),
  };
}

function refuseKeys(input: DhcpInput, keys: readonly string[], { problems, path }: CompileContext): void {
  for (const key of keys) {
    if (input[key as keyof DhcpInput] === undefined) continue;
    problems.report(
      [...path, key],
      `Key ${quote(key)} goes with the messages of charrua's client only; give the options instead`,
      'key',
    );
  }
}

function requestCodes(input: DhcpInput, { problems, path }: CompileContext): number[] {
  const codes: number[] = [];
  for (const [i, request] of (input.requests ?? []).entries()) {
    const code = typeof request === 'string' ? (dhcpOptionCode(request) ?? numeral(request)) : request;
    const at = [...path, 'requests', i];
    if (code === undefined) {
      problems.report(
        at,
        `Unknown DHCP option ${quote(String(request))}${didYouMean(String(request), DHCP_OPTION_NAMES)}`,
      );
    } else if (code < 0 || code > 255) {
      problems.report(at, `Expected an option code (0 to 255), got ${code}`);
    } else {
      codes.push(code);
    }
  }
  return codes;
}

/** The message type, and what the script gives. */
function givenOptions(input: DhcpInput, context: CompileContext): DhcpOption[] {
  const options: DhcpOption[] = [{ code: 53, data: Uint8Array.of(DHCP_MESSAGE_TYPES.get(input.type) ?? 0) }];
  for (const [i, option] of (input.options ?? []).entries()) {
    const encoded = givenOption(option, [...context.path, 'options', i], context);
    if (encoded !== undefined) options.push(encoded);
  }
  return options;
}

function givenOption(
  option: Record<string, unknown>,
  path: DataPath,
  { book, problems }: CompileContext,
): DhcpOption | undefined {
  const entries = Object.entries(option);
  const [name, value] = entries[0] ?? [];
  if ('code' in option) return optionByCode(option, path, problems);
  if (name === undefined || entries.length !== 1) {
    problems.report(path, 'DHCP option needs exactly one name, or "code" and "hex"');
    return undefined;
  }
  const at = [...path, name];
  if (dhcpOptionCode(name) === undefined) {
    problems.report(at, `Unknown DHCP option ${quote(name)}${didYouMean(name, DHCP_OPTION_NAMES)}`, 'key');
    return undefined;
  }
  try {
    return encodeDhcpOption(name, value, (text) => book.ipv4(text, at));
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    problems.report(at, error.message);
    return undefined;
  }
}

function optionByCode(
  option: Record<string, unknown>,
  path: DataPath,
  problems: CompileContext['problems'],
): DhcpOption | undefined {
  const { code, hex, ...others } = option;
  for (const key of Object.keys(others)) {
    problems.report([...path, key], `Unknown key ${quote(key)}${didYouMean(key, ['code', 'hex'])}`, 'key');
  }
  const number = typeof code === 'string' ? numeral(code) : code;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > 254) {
    problems.report([...path, 'code'], 'Expected an option code (1 to 254)');
    return undefined;
  }
  const data = typeof hex === 'string' ? hexToBytes(hex) : undefined;
  if (data === undefined) {
    problems.report([...path, 'hex'], 'Expected pairs of hexadecimal digits in quotes');
    return undefined;
  }
  return { code: number, data };
}

/** What a variable stands for is text. */
function numeral(text: string): number | undefined {
  return NUMERAL.test(text) ? Number(text) : undefined;
}

function shortText(
  text: string | undefined,
  longest: number,
  key: 'sname' | 'file',
  { problems, path }: CompileContext,
): string {
  const length = new TextEncoder().encode(text).length;
  if (length > longest)
    problems.report([...path, key], `Text is too long: ${length} bytes, at most ${longest}`);
  return text ?? '';
}
