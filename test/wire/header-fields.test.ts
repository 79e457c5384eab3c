import { describe, expect, it } from 'vitest';
import { ARP_FIELDS, ARP_LENGTH } from '../../src/wire/arp.ts';
import { DHCP_FIELDS, DHCP_OPTIONS } from '../../src/wire/dhcp.ts';
import { ETHERNET_FIELDS, ETHERNET_HEADER_LENGTH } from '../../src/wire/ethernet.ts';
import type { Field } from '../../src/wire/field.ts';
import { ICMP_HEADER_LENGTH, ICMP_OTHER_FIELDS, ICMP_QUERY_FIELDS } from '../../src/wire/icmp.ts';
import {
  ICMPV6_BODY,
  ICMPV6_ECHO_FIELDS,
  ICMPV6_FIELDS,
  ICMPV6_HEADER_LENGTH,
  NEIGHBOUR_ADVERTISEMENT_FIELDS,
  NEIGHBOUR_MESSAGE_LENGTH,
  NEIGHBOUR_SOLICITATION_FIELDS,
  ROUTER_ADVERTISEMENT_FIELDS,
  ROUTER_ADVERTISEMENT_LENGTH,
  ROUTER_SOLICITATION_FIELDS,
} from '../../src/wire/icmpv6.ts';
import { IPV4_FIELDS, IPV4_HEADER_LENGTH } from '../../src/wire/ipv4.ts';
import { IPV6_FIELDS, IPV6_HEADER_LENGTH } from '../../src/wire/ipv6.ts';
import { TCP_FIELDS, TCP_HEADER_LENGTH } from '../../src/wire/tcp.ts';
import { UDP_FIELDS, UDP_HEADER_LENGTH } from '../../src/wire/udp.ts';

const HEADERS: readonly [name: string, fields: readonly Field[], length: number][] = [
  ['Ethernet II', ETHERNET_FIELDS, ETHERNET_HEADER_LENGTH],
  ['ARP', ARP_FIELDS, ARP_LENGTH],
  ['IPv4', IPV4_FIELDS, IPV4_HEADER_LENGTH],
  ['IPv6', IPV6_FIELDS, IPV6_HEADER_LENGTH],
  ['UDP', UDP_FIELDS, UDP_HEADER_LENGTH],
  ['TCP', TCP_FIELDS, TCP_HEADER_LENGTH],
  ['an ICMP query', ICMP_QUERY_FIELDS, ICMP_HEADER_LENGTH],
  ['other ICMP messages', ICMP_OTHER_FIELDS, ICMP_HEADER_LENGTH],
  ['ICMPv6', ICMPV6_FIELDS, ICMPV6_BODY],
  ['an ICMPv6 echo', ICMPV6_ECHO_FIELDS, ICMPV6_HEADER_LENGTH],
  ['a router solicitation', ROUTER_SOLICITATION_FIELDS, ICMPV6_HEADER_LENGTH],
  ['a router advertisement', ROUTER_ADVERTISEMENT_FIELDS, ROUTER_ADVERTISEMENT_LENGTH],
  ['a neighbour solicitation', NEIGHBOUR_SOLICITATION_FIELDS, NEIGHBOUR_MESSAGE_LENGTH],
  ['a neighbour advertisement', NEIGHBOUR_ADVERTISEMENT_FIELDS, NEIGHBOUR_MESSAGE_LENGTH],
  ['a DHCP message', DHCP_FIELDS, DHCP_OPTIONS],
];

describe.each(HEADERS)('the fields of %s', (_, fields, headerLength) => {
  it('cover the header without gaps or overlaps', () => {
    let end = 0;
    for (const [offset, length, name] of fields) {
      expect([name, offset]).toEqual([name, end]);
      expect(length).toBeGreaterThan(0);
      end += length;
    }
    expect(end).toBe(headerLength);
  });

  it('have names of their own, all of one protocol', () => {
    const names = fields.map(([, , name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names.map((name) => name.split('.')[0])).size).toBe(1);
  });
});
