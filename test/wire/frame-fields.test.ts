import { describe, expect, it } from 'vitest';
import { FIELD_COUNT, fieldAt, fieldName } from '../../src/wire/frame-fields.ts';
import { FrameReader } from '../../src/wire/frame-reader.ts';
import * as build from './frame-builder.ts';

/** The frame's fields in order, each with the number of bytes: 'ipv4.tos 1'. */
function fieldsOf(frame: readonly number[]): string[] {
  const bytes = Uint8Array.from(frame);
  const reader = new FrameReader();
  reader.read(bytes, new DataView(bytes.buffer), 0, bytes.length);
  const runs: [string, number][] = [];
  for (let i = 0; i < frame.length; i++) {
    const name = fieldName(fieldAt(reader, i));
    const last = runs.at(-1);
    if (last?.[0] === name) last[1]++;
    else runs.push([name, 1]);
  }
  return runs.map(([name, length]) => `${name} ${length}`);
}

const ETHERNET = ['ethernet.destination 6', 'ethernet.source 6', 'ethernet.type 2'];
const IPV4 = [
  'ipv4.version_ihl 1',
  'ipv4.tos 1',
  'ipv4.total_length 2',
  'ipv4.identification 2',
  'ipv4.flags 2',
  'ipv4.ttl 1',
  'ipv4.protocol 1',
  'ipv4.checksum 2',
  'ipv4.source 4',
  'ipv4.destination 4',
];
const IPV6 = [
  'ipv6.version_class_flow 4',
  'ipv6.payload_length 2',
  'ipv6.next_header 1',
  'ipv6.hop_limit 1',
  'ipv6.source 16',
  'ipv6.destination 16',
];
const UDP = ['udp.source_port 2', 'udp.destination_port 2', 'udp.length 2', 'udp.checksum 2'];
const PORTS: [number, number] = [1234, 53];

describe('fieldAt', () => {
  it('partitions a UDP frame with options, padding and a trailer', () => {
    const datagram = build.udp(build.IPV4_PAIR, PORTS, [1, 2, 3]);
    const frame = build.ipv4({ protocol: 17, options: [1, 1, 1, 0], payload: [...datagram, 9, 9] });
    const rest = ['ipv4.options 4', ...UDP, 'udp.payload 3', 'udp.padding 2', 'trailer 4'];
    expect(fieldsOf([...frame, 0, 0, 0, 0])).toEqual([...ETHERNET, ...IPV4, ...rest]);
  });

  it('partitions a TCP frame', () => {
    const payload = build.tcp(build.IPV4_PAIR, PORTS, [2, 4, 5, 0xb4], [1, 2]);
    expect(fieldsOf(build.ipv4({ protocol: 6, payload }))).toEqual([
      ...ETHERNET,
      ...IPV4,
      'tcp.source_port 2',
      'tcp.destination_port 2',
      'tcp.sequence 4',
      'tcp.acknowledgement 4',
      'tcp.data_offset 1',
      'tcp.flags 1',
      'tcp.window 2',
      'tcp.checksum 2',
      'tcp.urgent_pointer 2',
      'tcp.options 4',
      'tcp.payload 2',
    ]);
  });

  it('partitions ICMP messages by their type', () => {
    const icmp = ['icmp.type 1', 'icmp.code 1', 'icmp.checksum 2'];
    const echo = build.ipv4({ protocol: 1, payload: build.icmp(8, 0, [0, 1, 0, 2], [1, 2, 3]) });
    const query = ['icmp.identifier 2', 'icmp.sequence 2', 'icmp.payload 3'];
    expect(fieldsOf(echo)).toEqual([...ETHERNET, ...IPV4, ...icmp, ...query]);
    const error = build.ipv4({ protocol: 1, payload: build.icmp(3, 1, [0, 0, 0, 0], [1, 2, 3]) });
    expect(fieldsOf(error)).toEqual([
      ...ETHERNET,
      ...IPV4,
      ...icmp,
      'icmp.rest_of_header 4',
      'icmp.payload 3',
    ]);
  });

  it('partitions an ARP frame', () => {
    expect(fieldsOf([...build.arp(1), 0, 0])).toEqual([
      ...ETHERNET,
      'arp.hardware_type 2',
      'arp.protocol_type 2',
      'arp.hardware_length 1',
      'arp.protocol_length 1',
      'arp.operation 2',
      'arp.sender_mac 6',
      'arp.sender_ip 4',
      'arp.target_mac 6',
      'arp.target_ip 4',
      'trailer 2',
    ]);
  });

  it('partitions a DHCP frame down to its padding', () => {
    const payload = build.udp(build.IPV4_PAIR, [68, 67], build.dhcp(1, 1, [1, 2, 3, 4]));
    expect(fieldsOf(build.ipv4({ protocol: 17, payload }))).toEqual([
      ...ETHERNET,
      ...IPV4,
      ...UDP,
      'dhcp.op 1',
      'dhcp.htype 1',
      'dhcp.hlen 1',
      'dhcp.hops 1',
      'dhcp.xid 4',
      'dhcp.secs 2',
      'dhcp.flags 2',
      'dhcp.ciaddr 4',
      'dhcp.yiaddr 4',
      'dhcp.siaddr 4',
      'dhcp.giaddr 4',
      'dhcp.chaddr 16',
      'dhcp.sname 64',
      'dhcp.file 128',
      'dhcp.magic_cookie 4',
      'dhcp.options 8',
      'dhcp.padding 52',
    ]);
  });

  it('partitions IPv6 neighbour discovery and echo', () => {
    const icmpv6 = ['icmpv6.type 1', 'icmpv6.code 1', 'icmpv6.checksum 2'];
    const option = [1, 1, ...build.MAC_A];
    const cases: [number, number[], string[]][] = [
      [133, [0, 0, 0, 0, ...option], ['icmpv6.reserved 4', 'icmpv6.option 8']],
      [134, [...new Array<number>(12).fill(0), ...option], ['icmpv6.router 12', 'icmpv6.option 8']],
      [135, [0, 0, 0, 0, ...build.IP6_A], ['icmpv6.reserved 4', 'icmpv6.target 16']],
      [136, [0, 0, 0, 0, ...build.IP6_A], ['icmpv6.flags 4', 'icmpv6.target 16']],
      [129, [0, 1, 0, 2, 9], ['icmpv6.identifier 2', 'icmpv6.sequence 2', 'icmpv6.payload 1']],
      [143, [0, 1, 0, 2, 9], ['icmpv6.payload 5']],
    ];
    for (const [type, body, fields] of cases) {
      const frame = build.ipv6({ protocol: 58, payload: build.icmpv6(type, 0, body) });
      expect(fieldsOf(frame)).toEqual([...ETHERNET, ...IPV6, ...icmpv6, ...fields]);
    }
  });

  it('sees the message of an IPv6 packet whose payload length was left out', () => {
    const payload = build.icmpv6(133, 0, [0, 0, 0, 0, 1, 1, ...build.MAC_A]);
    expect(fieldsOf(build.ipv6({ protocol: 58, payload, payloadLength: 0 })).at(-1)).toBe('icmpv6.option 8');
  });

  it('calls what it does not recognise a payload', () => {
    expect(fieldsOf(build.ethernet(0x88b5, [1, 2]))).toEqual([...ETHERNET, 'ethernet.payload 2']);
    expect(fieldsOf(build.ethernet(0x0800, [1, 2]))).toEqual([...ETHERNET, 'ethernet.payload 2']);
    expect(fieldsOf(build.ipv4({ protocol: 99, payload: [1] })).at(-1)).toBe('ipv4.payload 1');
    expect(fieldsOf(build.ipv4({ protocol: 17, payload: [1, 2], fragmentation: 4 })).at(-1)).toBe(
      'ipv4.payload 2',
    );
    expect(fieldsOf(build.ipv6({ protocol: 59, payload: [1] })).at(-1)).toBe('ipv6.payload 1');
    const extended = build.ipv6({ protocol: 60, payload: [59, 0, 1, 4, 0, 0, 0, 0, 7] });
    expect(fieldsOf(extended).slice(-1)).toEqual(['ipv6.payload 9']);
    const behind = [17, 0, 1, 4, 0, 0, 0, 0, ...build.udp(build.IPV6_PAIR, PORTS, [])];
    expect(fieldsOf(build.ipv6({ protocol: 60, payload: behind })).slice(-5)).toEqual([
      'ipv6.extension 8',
      ...UDP,
    ]);
  });

  it('names no field outside the frame', () => {
    const reader = new FrameReader();
    const bytes = new Uint8Array(20);
    reader.read(bytes, new DataView(bytes.buffer), 0, 10);
    expect(fieldName(fieldAt(reader, -1))).toBe('none');
    expect(fieldName(fieldAt(reader, 10))).toBe('none');
    expect(fieldName(fieldAt(reader, 9))).toBe('ethernet.source');
  });
});

describe('fieldName', () => {
  it('gives every id below FIELD_COUNT a name of its own', () => {
    const names = Array.from({ length: FIELD_COUNT }, (_, id) => fieldName(id));
    expect(new Set(names).size).toBe(FIELD_COUNT);
    expect(FIELD_COUNT).toBeLessThan(256);
    expect(fieldName(FIELD_COUNT)).toBe('none');
  });
});
