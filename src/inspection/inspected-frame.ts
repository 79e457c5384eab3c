/** When a packet was captured, since 1970. */
export interface PacketTime {
  seconds: number;
  nanoseconds: number;
}

export interface InspectedFrame {
  /** Position in the capture, from 1, as Wireshark counts: it takes a few other blocks of pcapng for frames as well. */
  number: number;
  /** Offset in the capture, decompressed if it is compressed, of its first byte. */
  position: number;
  /** Null if the capture does not say. */
  time: PacketTime | null;
  /** Innermost protocol that was recognised: 'udp', 'arp', 'icmp' and so on, or 'ethernet'. */
  protocol: string;
  /** One line for a person: 'udp 10.0.0.1:1234 > 10.0.0.2:53'. */
  flow: string;
}
