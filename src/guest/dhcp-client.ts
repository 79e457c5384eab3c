import type { DhcpMessage, DhcpOption } from '../wire/dhcp.ts';

/** What a client says about itself. */
export interface DhcpClient {
  mac: Uint8Array;
  /** xid */
  transactionId: number;
  /** Codes of the options that it asks the server for; charrua's own list if absent or empty. */
  requests?: readonly number[];
}

/** What charrua's client asks for unless told otherwise (charrua 0.12.0, client/dhcp_client.ml). */
const DEFAULT_REQUESTS: readonly number[] = [1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 121, 249, 252];

const BROADCAST_MAC = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
const BROADCAST_IP = 0xffff_ffff;

/**
 * A DHCPDISCOVER as charrua's client makes it.
 * @source RFC 2131, 4.4.1; charrua 0.12.0, client/dhcp_client.ml
 */
export function dhcpDiscover(client: DhcpClient): DhcpMessage {
  return broadcastFrom(client, 0, [
    { code: 53, data: Uint8Array.of(1) },
    { code: 61, data: Uint8Array.of(1, ...client.mac) },
    requestsOf(client),
  ]);
}

/**
 * A DHCPREQUEST that answers an offer, as charrua's client makes it.
 *
 * @param client.serverIp - the server whose offer is taken
 * @param client.requestIp - the address that was offered
 * @source RFC 2131, 4.3.2; charrua 0.12.0, client/dhcp_client.ml
 */
export function dhcpRequest(client: DhcpClient & { serverIp: number; requestIp: number }): DhcpMessage {
  return broadcastFrom(client, client.serverIp, [
    requestsOf(client),
    { code: 53, data: Uint8Array.of(3) },
    { code: 50, data: word32(client.requestIp) },
    { code: 54, data: word32(client.serverIp) },
  ]);
}

function requestsOf({ requests }: DhcpClient): DhcpOption {
  const codes = requests === undefined || requests.length === 0 ? DEFAULT_REQUESTS : requests;
  return { code: 55, data: Uint8Array.from(codes) };
}

function word32(word: number): Uint8Array {
  return Uint8Array.of(word >>> 24, word >>> 16, word >>> 8, word);
}

/** From a client that has no address yet, to whichever server listens. */
function broadcastFrom(client: DhcpClient, serverIp: number, options: readonly DhcpOption[]): DhcpMessage {
  return {
    sourceMac: client.mac,
    destinationMac: BROADCAST_MAC,
    sourceIp: 0,
    destinationIp: BROADCAST_IP,
    sourcePort: 68,
    destinationPort: 67,
    op: 1,
    hops: 0,
    transactionId: client.transactionId,
    seconds: 0,
    broadcast: true,
    clientIp: 0,
    yourIp: 0,
    serverIp,
    relayIp: 0,
    clientMac: client.mac,
    serverName: '',
    bootFile: '',
    options,
  };
}
