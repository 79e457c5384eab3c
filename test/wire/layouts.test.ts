import { describe, expect, test } from 'vitest';
import { ARP_FIELDS, ARP_REPLY, writeArp } from '../../src/wire/arp.ts';
import { NO_BYTES, wholeOf } from '../../src/wire/bytes.ts';
import { DHCP_FIELDS, DhcpWriter } from '../../src/wire/dhcp.ts';
import { ETHERNET_FIELDS, writeEthernet } from '../../src/wire/ethernet.ts';
import type { Field } from '../../src/wire/field.ts';
import { FrameReader } from '../../src/wire/frame-reader.ts';
import { ICMP_OTHER_FIELDS, ICMP_QUERY_FIELDS, writeIcmpHeader } from '../../src/wire/icmp.ts';
import {
  ICMPV6_ECHO_FIELDS,
  NEIGHBOUR_ADVERTISEMENT_FIELDS,
  NEIGHBOUR_SOLICITATION_FIELDS,
  storeIcmpv6Checksum,
  writeIcmpv6Header,
  writeTarget,
} from '../../src/wire/icmpv6.ts';
import { IPV4_FIELDS, writeCorrectedIpv4Header } from '../../src/wire/ipv4.ts';
import { IPV6_FIELDS, writeIpv6Header } from '../../src/wire/ipv6.ts';
import { TCP_FIELDS, writeTcpHeader } from '../../src/wire/tcp.ts';
import { UDP_FIELDS, writeUdpHeader } from '../../src/wire/udp.ts';
import type { Window } from '../../src/wire/window.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { dhcpMessage } from '../support/sample-packets.ts';

/** Where the headers of a frame are: nothing here asks src/wire for an offset but the tables of fields. */
const IP = 14;
const BEHIND_IPV4 = 34;
const BEHIND_IPV6 = 54;

const SOURCE = 0x0a000001;
const DESTINATION = 0x0a000002;
const SOURCE_6 = unhex('fe800000000000000000000000000001');
const DESTINATION_6 = unhex('ff020000000000000000000000000002');

/** What the fields of a table hold, by their names, as hexadecimal digits. */
function valuesIn(frame: Uint8Array, at: number, fields: readonly Field[]): Record<string, string> {
  const values = fields.map(([offset, length, name]) => [
    name,
    hex(frame, at + offset, at + offset + length),
  ]);
  return Object.fromEntries(values);
}

function frameOf(length: number, fill: (window: Window) => void): Uint8Array {
  const { bytes } = fillDirty(length, (window) => {
    fill(window);
    return length;
  });
  return bytes.slice(0, length);
}

function readerOf(frame: Uint8Array): FrameReader {
  const reader = new FrameReader();
  reader.read(frame, new DataView(frame.buffer), 0, frame.length);
  return reader;
}

/** A frame with an IPv4 header before what `fill` writes. */
function ipv4(protocol: number, length: number, fill: (window: Window) => void): Uint8Array {
  return frameOf(BEHIND_IPV4 + length, (window) => {
    writeEthernet(window, unhex('020000000002'), unhex('020000000001'), 0x0800);
    const flagsAndOffset = 0x4000;
    const header = { source: SOURCE, destination: DESTINATION, identification: 0x1234, flagsAndOffset };
    writeCorrectedIpv4Header(window, IP, { ...header, ttl: 38, protocol, options: NO_BYTES.bytes }, length);
    fill(window);
  });
}

function ipv6(length: number, fill: (window: Window) => void): Uint8Array {
  return frameOf(BEHIND_IPV6 + length, (window) => {
    writeEthernet(window, unhex('020000000002'), unhex('020000000001'), 0x86dd);
    writeIpv6Header(window, IP, SOURCE_6, DESTINATION_6, 58, 255);
    window.view.setUint16(window.claim(IP + 4, 2), length);
    fill(window);
  });
}

const udp = ipv4(17, 8, (window) =>
  writeUdpHeader(window, 34, SOURCE, DESTINATION, 0x1122, 0x3344, NO_BYTES),
);
const tcp = ipv4(6, 20, (window) => {
  const header = {
    sourcePort: 0x1122,
    destinationPort: 0x3344,
    sequence: 0x01020304,
    acknowledgement: 0x05060708,
  };
  writeTcpHeader(
    window,
    34,
    SOURCE,
    DESTINATION,
    { ...header, flags: 0x12, window: 0xabcd, options: [] },
    NO_BYTES,
  );
});
const echo = ipv4(1, 8, (window) => writeIcmpHeader(window, 34, 8, 0, 0x11223344, NO_BYTES));
const error = ipv4(1, 8, (window) =>
  writeIcmpHeader(window, 34, 11, 1, 0x11223344, wholeOf(new Uint8Array(0))),
);
const echo6 = ipv6(8, (window) => {
  writeIcmpv6Header(window, 54, 128, 0x11223344);
  storeIcmpv6Checksum(window, 54, NO_BYTES);
});
const neighbour = (type: number): Uint8Array =>
  ipv6(24, (window) => {
    writeIcmpv6Header(window, 54, type, 0x60000000);
    writeTarget(window, 54, SOURCE_6);
    storeIcmpv6Checksum(window, 54, NO_BYTES);
  });
const arp = frameOf(42, (window) => {
  writeEthernet(window, unhex('ffffffffffff'), unhex('020000000001'), 0x0806);
  writeArp(window, IP, ARP_REPLY, unhex('020000000001'), SOURCE, unhex('020000000002'), DESTINATION);
});
const dhcp = frameOf(400, (window) => {
  new DhcpWriter().write(window, dhcpMessage());
});

describe('a writer puts into each field of the table what it is given', () => {
  test('Ethernet II', () => {
    expect(valuesIn(udp, 0, ETHERNET_FIELDS)).toEqual({
      'ethernet.destination': '020000000002',
      'ethernet.source': '020000000001',
      'ethernet.type': '0800',
    });
  });

  test('ARP', () => {
    expect(valuesIn(arp, IP, ARP_FIELDS)).toEqual({
      'arp.hardware_type': '0001',
      'arp.protocol_type': '0800',
      'arp.hardware_length': '06',
      'arp.protocol_length': '04',
      'arp.operation': '0002',
      'arp.sender_mac': '020000000001',
      'arp.sender_ip': '0a000001',
      'arp.target_mac': '020000000002',
      'arp.target_ip': '0a000002',
    });
  });

  test('IPv4, but for the type of service, which is left as it was', () => {
    expect(valuesIn(udp, IP, IPV4_FIELDS)).toMatchObject({
      'ipv4.version_ihl': '45',
      'ipv4.tos': 'a5',
      'ipv4.total_length': '001c',
      'ipv4.identification': '1234',
      'ipv4.flags': '4000',
      'ipv4.ttl': '26',
      'ipv4.protocol': '11',
      'ipv4.source': '0a000001',
      'ipv4.destination': '0a000002',
    });
  });

  test('IPv6', () => {
    expect(valuesIn(echo6, IP, IPV6_FIELDS)).toEqual({
      'ipv6.version_class_flow': '60000000',
      'ipv6.payload_length': '0008',
      'ipv6.next_header': '3a',
      'ipv6.hop_limit': 'ff',
      'ipv6.source': hex(SOURCE_6, 0, 16),
      'ipv6.destination': hex(DESTINATION_6, 0, 16),
    });
  });

  test('UDP', () => {
    expect(valuesIn(udp, BEHIND_IPV4, UDP_FIELDS)).toMatchObject({
      'udp.source_port': '1122',
      'udp.destination_port': '3344',
      'udp.length': '0008',
    });
  });

  test('TCP', () => {
    expect(valuesIn(tcp, BEHIND_IPV4, TCP_FIELDS)).toMatchObject({
      'tcp.source_port': '1122',
      'tcp.destination_port': '3344',
      'tcp.sequence': '01020304',
      'tcp.acknowledgement': '05060708',
      'tcp.data_offset': '50',
      'tcp.flags': '12',
      'tcp.window': 'abcd',
      'tcp.urgent_pointer': '0000',
    });
  });

  test('ICMP', () => {
    const query = {
      'icmp.type': '08',
      'icmp.code': '00',
      'icmp.identifier': '1122',
      'icmp.sequence': '3344',
    };
    expect(valuesIn(echo, BEHIND_IPV4, ICMP_QUERY_FIELDS)).toMatchObject(query);
    const other = { 'icmp.type': '0b', 'icmp.code': '01', 'icmp.rest_of_header': '11223344' };
    expect(valuesIn(error, BEHIND_IPV4, ICMP_OTHER_FIELDS)).toMatchObject(other);
  });

  test('ICMPv6', () => {
    expect(valuesIn(echo6, BEHIND_IPV6, ICMPV6_ECHO_FIELDS)).toMatchObject({
      'icmpv6.type': '80',
      'icmpv6.code': '00',
      'icmpv6.identifier': '1122',
      'icmpv6.sequence': '3344',
    });
    const target = { 'icmpv6.target': hex(SOURCE_6, 0, 16) };
    expect(valuesIn(neighbour(135), BEHIND_IPV6, NEIGHBOUR_SOLICITATION_FIELDS)).toMatchObject(target);
    expect(valuesIn(neighbour(136), BEHIND_IPV6, NEIGHBOUR_ADVERTISEMENT_FIELDS)).toMatchObject({
      ...target,
      'icmpv6.flags': '60000000',
    });
  });

  test('DHCP', () => {
    expect(valuesIn(dhcp, 42, DHCP_FIELDS)).toEqual({
      'dhcp.op': '01',
      'dhcp.htype': '01',
      'dhcp.hlen': '06',
      'dhcp.hops': '03',
      'dhcp.xid': '11223344',
      'dhcp.secs': '0506',
      'dhcp.flags': '8000',
      'dhcp.ciaddr': '0a0a0a01',
      'dhcp.yiaddr': '0a0a0a02',
      'dhcp.siaddr': '0a0a0a03',
      'dhcp.giaddr': '0a0a0a04',
      'dhcp.chaddr': '020000000001'.padEnd(32, '0'),
      'dhcp.sname': '737276'.padEnd(128, '0'),
      'dhcp.file': '696d67'.padEnd(256, '0'),
      'dhcp.magic_cookie': '63825363',
    });
  });
});

/** A copy of a frame with other bytes in a field. */
function withField(
  frame: Uint8Array,
  at: number,
  fields: readonly Field[],
  name: string,
  digits: string,
): Uint8Array {
  const field = fields.find((each) => each[2] === name);
  const copy = frame.slice();
  copy.set(unhex(digits), at + (field?.[0] ?? Number.NaN));
  return copy;
}

describe('the reader takes what it tells from the field of the table', () => {
  test.each([
    ['ethernet.type', withField(udp, 0, ETHERNET_FIELDS, 'ethernet.type', '88b5'), { etherType: 0x88b5 }],
    ['arp.operation', withField(arp, IP, ARP_FIELDS, 'arp.operation', '0009'), { arpOperation: 9 }],
    ['ipv4.version_ihl', withField(udp, IP, IPV4_FIELDS, 'ipv4.version_ihl', '46'), { ipHeaderLength: 24 }],
    ['ipv4.total_length', withField(udp, IP, IPV4_FIELDS, 'ipv4.total_length', '0019'), { ipEnd: 39 }],
    ['ipv4.flags', withField(udp, IP, IPV4_FIELDS, 'ipv4.flags', '2003'), { fragmentOffset: 24 }],
    ['ipv4.protocol', withField(udp, IP, IPV4_FIELDS, 'ipv4.protocol', 'fd'), { protocol: 253 }],
    ['ipv4.source', withField(udp, IP, IPV4_FIELDS, 'ipv4.source', '01020304'), { ipv4Source: 0x01020304 }],
    [
      'ipv4.destination',
      withField(udp, IP, IPV4_FIELDS, 'ipv4.destination', '01020304'),
      { ipv4Destination: 0x01020304 },
    ],
    ['ipv6.payload_length', withField(echo6, IP, IPV6_FIELDS, 'ipv6.payload_length', '0006'), { ipEnd: 60 }],
    ['ipv6.next_header', withField(echo6, IP, IPV6_FIELDS, 'ipv6.next_header', 'fd'), { protocol: 253 }],
    ['udp.source_port', withField(udp, 34, UDP_FIELDS, 'udp.source_port', '0102'), { sourcePort: 0x0102 }],
    [
      'udp.destination_port',
      withField(udp, 34, UDP_FIELDS, 'udp.destination_port', '0102'),
      { destinationPort: 0x0102 },
    ],
    [
      'udp.length',
      withField(udp, 34, UDP_FIELDS, 'udp.length', '0009'),
      { datagramLength: 9, truncated: true },
    ],
    ['tcp.source_port', withField(tcp, 34, TCP_FIELDS, 'tcp.source_port', '0102'), { sourcePort: 0x0102 }],
    [
      'tcp.destination_port',
      withField(tcp, 34, TCP_FIELDS, 'tcp.destination_port', '0102'),
      { destinationPort: 0x0102 },
    ],
    ['icmp.type', withField(echo, 34, ICMP_QUERY_FIELDS, 'icmp.type', '11'), { icmpType: 17 }],
    ['icmp.code', withField(echo, 34, ICMP_QUERY_FIELDS, 'icmp.code', '07'), { icmpCode: 7 }],
    ['icmpv6.type', withField(echo6, 54, ICMPV6_ECHO_FIELDS, 'icmpv6.type', '81'), { icmpType: 129 }],
    ['icmpv6.code', withField(echo6, 54, ICMPV6_ECHO_FIELDS, 'icmpv6.code', '07'), { icmpCode: 7 }],
  ])('%s', (_, frame, expected) => {
    expect(readerOf(frame)).toMatchObject(expected);
  });

  test.each([
    ['ipv4.checksum', udp, IP, IPV4_FIELDS, 0],
    ['icmp.checksum', echo, BEHIND_IPV4, ICMP_QUERY_FIELDS, 1],
    ['udp.checksum', udp, BEHIND_IPV4, UDP_FIELDS, 2],
    ['tcp.checksum', tcp, BEHIND_IPV4, TCP_FIELDS, 3],
    ['icmpv6.checksum', echo6, BEHIND_IPV6, ICMPV6_ECHO_FIELDS, 4],
  ])('%s, which the writer made right', (name, frame, at, fields, which) => {
    const offset = at + (fields.find((field) => field[2] === name)?.[0] ?? Number.NaN);
    const found = new DataView(frame.buffer).getUint16(offset);
    expect(readerOf(frame).checksum(which)).toMatchObject({ status: 1, offset, found });
  });
});
