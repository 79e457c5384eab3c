/** A DHCP option: its code (RFC 2132) and its value as bytes. */
export interface DhcpOption {
  code: number;
  data: Uint8Array;
}

/** A DHCP message with the headers below it: charrua writes all of them in one go. */
export interface DhcpMessage {
  sourceMac: Uint8Array;
  destinationMac: Uint8Array;
  sourceIp: number;
  destinationIp: number;
  sourcePort: number;
  destinationPort: number;
  /** BOOTREQUEST 1, BOOTREPLY 2. */
  op: 1 | 2;
  hops: number;
  /** xid */
  transactionId: number;
  /** secs */
  seconds: number;
  /** The one flag that RFC 2131 defines. */
  broadcast: boolean;
  /** ciaddr */
  clientIp: number;
  /** yiaddr */
  yourIp: number;
  /** siaddr */
  serverIp: number;
  /** giaddr */
  relayIp: number;
  /** chaddr */
  clientMac: Uint8Array;
  /** sname, at most 64 bytes. */
  serverName: string;
  /** file, at most 128 bytes. */
  bootFile: string;
  /** In wire order, message type (53) included; END is added. */
  options: readonly DhcpOption[];
}
