import { describe, expect, test } from 'vitest';
import { dhcpDiscover, dhcpRequest } from '../../src/guest/dhcp-client.ts';
import type { Packet } from '../../src/guest/packets.ts';
import { loadScript, type Step, StepCursor } from '../../src/script/index.ts';
import { parseIpv6, parseMac } from '../../src/wire/address.ts';
import { wholeOf } from '../../src/wire/bytes.ts';

/** Each step is also loaded from its JSON, which must give the same. */
interface Example {
  /** In YAML, in one line. */
  yaml: string;
  json: unknown;
  step: Partial<Step> & Pick<Step, 'kind'>;
  label: string;
}

const mac = (text: string): Uint8Array => parseMac(text) ?? new Uint8Array(0);
const ip6 = (text: string): Uint8Array => parseIpv6(text) ?? new Uint8Array(0);
const text = (value: string) => wholeOf(new TextEncoder().encode(value));
const bytes = (...values: number[]) => wholeOf(Uint8Array.from(values));

const UNIKERNEL_MAC = mac('00:16:3e:00:00:01');
const ALICE_MAC = mac('00:16:3e:00:00:0a');
const BOB_MAC = mac('02:00:0a:00:00:0b');
const BROADCAST_MAC = mac('ff:ff:ff:ff:ff:ff');
const UNIKERNEL_IP6 = ip6('fe80::216:3eff:fe00:1');
const ALICE_IP6 = ip6('fe80::216:3eff:fe00:a');
const UNIKERNEL = 0x0a000001;
const ALICE = 0x0a00000a;
const BOB = 0x0a00000b;

const toAlice = { destinationMac: ALICE_MAC, source: UNIKERNEL, destination: ALICE };
const tcpDefaults = {
  sourcePort: 49152,
  sequence: 0,
  acknowledgement: 0,
  flags: 0x10,
  window: 65535,
  options: [],
};
const natDefaults = {
  ttl: 64,
  identification: 0,
  flagsAndOffset: 0,
  ipOptions: new Uint8Array(0),
  announce: 'exact',
};

const sent = (packet: unknown): Example['step'] => ({ kind: 'send', packet: packet as Packet });

const receivedFrom = (sender: Uint8Array, packet: unknown): Example['step'] => ({
  kind: 'receive',
  packet: packet as Packet,
  sender,
});
const fromAlice = { destinationMac: UNIKERNEL_MAC, source: ALICE, destination: UNIKERNEL, ttl: 64 };

const EXAMPLES: Example[] = [
  {
    yaml: 'udp: {to: alice, from_port: 1234, to_port: 53, payload: "hello"}',
    json: { udp: { to: 'alice', from_port: 1234, to_port: '0x35', payload: 'hello' } },
    step: sent({ kind: 'udp', ...toAlice, sourcePort: 1234, destinationPort: 53, payload: text('hello') }),
    label: 'udp to alice:53',
  },
  {
    yaml: 'udp: {to: 10.0.0.11, from: alice, via: alice, to_port: 7, ttl: 3, ip_id: 9, fragment: false, payload: [{hex: 00 fF}, ok]}',
    json: {
      udp: {
        to: '10.0.0.11',
        from: '10.0.0.10',
        via: '00:16:3e:00:00:0a',
        to_port: 7,
        ttl: '3',
        ip_id: 9,
        fragment: false,
        payload: [{ hex: '00fF' }, { text: 'ok' }],
      },
    },
    step: sent({
      kind: 'udp',
      destinationMac: ALICE_MAC,
      source: ALICE,
      destination: BOB,
      ttl: 3,
      identification: 9,
      fragment: false,
      sourcePort: 49152,
      destinationPort: 7,
      payload: bytes(0, 255, 0x6f, 0x6b),
    }),
    label: 'udp to 10.0.0.11:7',
  },
  {
    yaml: 'tcp: {to: bob, to_port: 80, seq: 1, ack: 2, flags: P, window: 3, options: [mss: 1460, nop, wscale: 7, sack_ok, sack: [[1, 2]]], payload: x}',
    json: {
      tcp: {
        to: 'bob',
        to_port: 80,
        seq: 1,
        ack: 2,
        flags: 'P',
        window: 3,
        options: [{ mss: 1460 }, 'nop', { wscale: 7 }, 'sack_ok', { sack: [['0x1', 2]] }],
        payload: 'x',
      },
    },
    step: sent({
      kind: 'tcp',
      destinationMac: BOB_MAC,
      source: UNIKERNEL,
      destination: BOB,
      sourcePort: 49152,
      destinationPort: 80,
      sequence: 1,
      acknowledgement: 2,
      flags: 0x18,
      window: 3,
      options: [
        { kind: 'mss', value: 1460 },
        { kind: 'nop' },
        { kind: 'wscale', value: 7 },
        { kind: 'sack_ok' },
        { kind: 'sack', blocks: [[1, 2]] },
      ],
      payload: text('x'),
    }),
    label: 'tcp to bob:80',
  },
  {
    yaml: 'tcp: {to: alice, to_port: 80, options: [timestamp: {val: 1}, unknown: {code: 254, data: "01"}]}',
    json: {
      tcp: {
        to: 'alice',
        to_port: 80,
        options: [{ timestamp: { val: 1, ecr: 0 } }, { unknown: { code: 254, data: '01' } }],
      },
    },
    step: sent({
      kind: 'tcp',
      ...toAlice,
      ...tcpDefaults,
      destinationPort: 80,
      options: [
        { kind: 'timestamp', val: 1, ecr: 0 },
        { kind: 'unknown', code: 254, data: Uint8Array.of(1) },
      ],
      payload: bytes(),
    }),
    label: 'tcp to alice:80',
  },
  {
    yaml: 'ping: {to: alice, id: 7, seq: 1, payload: abc}',
    json: { ping: { to: 'alice', id: 7, seq: 1, payload: 'abc' } },
    step: sent({
      kind: 'icmp-echo',
      ...toAlice,
      request: true,
      identifier: 7,
      sequence: 1,
      payload: text('abc'),
    }),
    label: 'ping to alice',
  },
  {
    yaml: 'pong: {to: 255.255.255.255}',
    json: { pong: { to: '255.255.255.255' } },
    step: sent({
      kind: 'icmp-echo',
      destinationMac: BROADCAST_MAC,
      source: UNIKERNEL,
      destination: 0xffff_ffff,
      request: false,
      identifier: 0,
      sequence: 0,
      payload: bytes(),
    }),
    label: 'pong to 255.255.255.255',
  },
  {
    yaml: 'arp: {request: alice}',
    json: { arp: { request: '10.0.0.10' } },
    step: sent({
      kind: 'arp',
      operation: 'request',
      destinationMac: BROADCAST_MAC,
      senderMac: UNIKERNEL_MAC,
      senderIp: UNIKERNEL,
      targetMac: BROADCAST_MAC,
      targetIp: ALICE,
    }),
    label: 'arp request for alice',
  },
  {
    yaml: 'arp: {reply: alice, sender_ip: bob, sender_mac: bob, target_ip: unikernel}',
    json: {
      arp: { reply: 'alice', sender_ip: 'bob', sender_mac: '02:00:0A:00:00:0b', target_ip: '10.0.0.1' },
    },
    step: sent({
      kind: 'arp',
      operation: 'reply',
      destinationMac: ALICE_MAC,
      senderMac: BOB_MAC,
      senderIp: BOB,
      targetMac: ALICE_MAC,
      targetIp: UNIKERNEL,
    }),
    label: 'arp reply to alice',
  },
  {
    yaml: 'dhcp: {type: discover, xid: 5, requests: [routers, 1]}',
    json: { dhcp: { type: 'discover', xid: '5', requests: [3, 'subnet_mask'] } },
    step: sent({
      kind: 'dhcp',
      message: dhcpDiscover({ mac: UNIKERNEL_MAC, transactionId: 5, requests: [3, 1] }),
    }),
    label: 'dhcp discover',
  },
  {
    yaml: 'dhcp: {type: request, server_ip: bob, request_ip: 10.0.0.77}',
    json: { dhcp: { type: 'request', server_ip: '10.0.0.11', request_ip: '10.0.0.77' } },
    step: sent({
      kind: 'dhcp',
      message: dhcpRequest({ mac: UNIKERNEL_MAC, transactionId: 1, serverIp: BOB, requestIp: 0x0a00004d }),
    }),
    label: 'dhcp request',
  },
  {
    yaml: 'dhcp: {type: offer, to: alice, sname: srv, options: [routers: [unikernel], ip_lease_time: 60, {code: 224, hex: 00ff}]}',
    json: {
      dhcp: {
        type: 'offer',
        to: 'alice',
        sname: 'srv',
        options: [{ routers: ['10.0.0.1'] }, { ip_lease_time: '0x3c' }, { code: '0xe0', hex: '00 ff' }],
      },
    },
    step: sent({
      kind: 'dhcp',
      message: {
        ...dhcpDiscover({ mac: ALICE_MAC, transactionId: 1 }),
        sourceMac: UNIKERNEL_MAC,
        destinationMac: ALICE_MAC,
        sourceIp: UNIKERNEL,
        destinationIp: ALICE,
        sourcePort: 67,
        destinationPort: 68,
        op: 2,
        broadcast: false,
        yourIp: ALICE,
        serverIp: UNIKERNEL,
        serverName: 'srv',
        options: [
          { code: 53, data: Uint8Array.of(2) },
          { code: 3, data: Uint8Array.of(10, 0, 0, 1) },
          { code: 51, data: Uint8Array.of(0, 0, 0, 60) },
          { code: 224, data: Uint8Array.of(0, 255) },
        ],
      },
    }),
    label: 'dhcp offer',
  },
  {
    yaml: 'dhcp: {type: inform, from: unikernel, ciaddr: unikernel, secs: 3, hops: 1, broadcast: false, options: []}',
    json: {
      dhcp: {
        type: 'inform',
        from: '10.0.0.1',
        ciaddr: 'unikernel',
        secs: 3,
        hops: 1,
        broadcast: false,
        options: [],
      },
    },
    step: sent({
      kind: 'dhcp',
      message: {
        ...dhcpDiscover({ mac: UNIKERNEL_MAC, transactionId: 1 }),
        sourceIp: UNIKERNEL,
        clientIp: UNIKERNEL,
        seconds: 3,
        hops: 1,
        broadcast: false,
        options: [{ code: 53, data: Uint8Array.of(8) }],
      },
    }),
    label: 'dhcp inform',
  },
  {
    yaml: 'nat: {from: alice, to: 8.8.8.8, via: bob, udp: {from_port: 5353, to_port: 53, payload: q}, announce: mtu, ttl: 63, ip_id: 0x1c46, ip_off: 0x4000, ip_options: "94040000"}',
    json: {
      nat: {
        from: '10.0.0.10',
        to: '8.8.8.8',
        via: '10.0.0.11',
        udp: { from_port: 5353, to_port: 53, payload: 'q' },
        announce: 'mtu',
        ttl: 63,
        ip_id: '0x1c46',
        ip_off: '0x4000',
        ip_options: '94 04 00 00',
      },
    },
    step: sent({
      kind: 'nat',
      destinationMac: BOB_MAC,
      source: ALICE,
      destination: 0x08080808,
      ttl: 63,
      identification: 0x1c46,
      flagsAndOffset: 0x4000,
      ipOptions: Uint8Array.of(0x94, 4, 0, 0),
      announce: 'mtu',
      transport: { protocol: 'udp', sourcePort: 5353, destinationPort: 53, payload: text('q') },
    }),
    label: 'nat udp alice to 8.8.8.8:53',
  },
  {
    yaml: 'nat: {from: bob, to: alice, announce: 100, tcp: {to_port: 80, flags: PU}}',
    json: { nat: { from: 'bob', to: 'alice', announce: '100', tcp: { to_port: 80, flags: 'PU' } } },
    step: sent({
      kind: 'nat',
      destinationMac: ALICE_MAC,
      source: BOB,
      destination: ALICE,
      ...natDefaults,
      announce: 100,
      transport: { protocol: 'tcp', ...tcpDefaults, destinationPort: 80, flags: 0x28, payload: bytes() },
    }),
    label: 'nat tcp bob to alice:80',
  },
  {
    yaml: 'nat: {from: bob, to: alice, icmp: {id: 77, seq: 3}}',
    json: { nat: { from: 'bob', to: 'alice', icmp: { type: 8, code: 0, id: 77, seq: 3, payload: '' } } },
    step: sent({
      kind: 'nat',
      destinationMac: ALICE_MAC,
      source: BOB,
      destination: ALICE,
      ...natDefaults,
      transport: { protocol: 'icmp', type: 8, code: 0, restOfHeader: 77 * 65536 + 3, payload: bytes() },
    }),
    label: 'nat icmp bob to alice',
  },
  {
    // The body of the recorded "fragmentation needed" of the conformance vectors.
    yaml: 'nat: {from: bob, to: alice, icmp: {type: 3, code: 4, next_hop_mtu: 1400, error: {from: 192.168.1.5, to: 8.8.8.8, ip_id: 99, ttl: 60, payload: {hex: "0001"}, payload_length: 100}}}',
    json: {
      nat: {
        from: 'bob',
        to: 'alice',
        icmp: {
          type: 3,
          code: 4,
          next_hop_mtu: 1400,
          error: {
            from: '192.168.1.5',
            to: '8.8.8.8',
            ip_id: 99,
            ttl: 60,
            protocol: 17,
            payload: { hex: '0001' },
            payload_length: 100,
          },
        },
      },
    },
    step: sent({
      kind: 'nat',
      destinationMac: ALICE_MAC,
      source: BOB,
      destination: ALICE,
      ...natDefaults,
      transport: {
        protocol: 'icmp',
        type: 3,
        code: 4,
        restOfHeader: 1400,
        payload: wholeOf(Uint8Array.from(Buffer.from('45000078006300003c11ac55c0a80105080808080001', 'hex'))),
      },
    }),
    label: 'nat icmp bob to alice',
  },
  {
    yaml: 'ns6: {target: alice}',
    json: { ns6: { target: 'fe80::216:3eff:fe00:a', to: 'ff02::1:ff00:a' } },
    step: sent({
      kind: 'ns6',
      destinationMac: mac('33:33:ff:00:00:0a'),
      source: UNIKERNEL_IP6,
      destination: ip6('ff02::1:ff00:a'),
      target: ALICE_IP6,
    }),
    label: 'ns6 for alice',
  },
  {
    yaml: 'na6: {to: alice}',
    json: { na6: { to: 'fe80::216:3eff:fe00:a', target: 'unikernel', solicited: true, to_mac: 'alice' } },
    step: sent({
      kind: 'na6',
      destinationMac: ALICE_MAC,
      source: UNIKERNEL_IP6,
      destination: ALICE_IP6,
      target: UNIKERNEL_IP6,
      solicited: true,
    }),
    label: 'na6 to alice',
  },
  {
    yaml: 'rs6:',
    json: { rs6: { from: 'unikernel' } },
    step: sent({ kind: 'rs6', destinationMac: mac('33:33:00:00:00:02'), source: UNIKERNEL_IP6 }),
    label: 'rs6',
  },
  {
    yaml: 'rs6: {from: "::"}',
    json: { rs6: { from: '::' } },
    step: sent({ kind: 'rs6', destinationMac: mac('33:33:00:00:00:02'), source: new Uint8Array(16) }),
    label: 'rs6',
  },
  {
    yaml: 'pong6: {to: alice, hop_limit: 3, id: 1, seq: 2, payload: x}',
    json: { pong6: { to: 'alice', hop_limit: 3, id: 1, seq: 2, payload: 'x' } },
    step: sent({
      kind: 'pong6',
      destinationMac: ALICE_MAC,
      source: UNIKERNEL_IP6,
      destination: ALICE_IP6,
      hopLimit: 3,
      identifier: 1,
      sequence: 2,
      payload: text('x'),
    }),
    label: 'pong6 to alice',
  },
  {
    yaml: 'raw: {size: 60, returns: 40, writes: [{at: 0, data: {hex: ff}}, {at: 30, data: x}]}',
    json: { raw: { size: 60, returns: 40, writes: [{ data: { hex: 'ff' } }, { at: 30, data: 'x' }] } },
    step: sent({
      kind: 'raw',
      size: 60,
      returns: 40,
      writes: [
        { at: 0, data: bytes(255) },
        { at: 30, data: text('x') },
      ],
    }),
    label: 'raw 60 bytes',
  },
  {
    yaml: 'raw: {size: 60, to: alice, ethertype: 0x88b6}',
    json: { raw: { size: 60, to: '10.0.0.10', ethertype: '0x88b6', writes: [] } },
    step: sent({
      kind: 'raw',
      size: 60,
      returns: 60,
      writes: [{ at: 0, data: bytes(...ALICE_MAC, ...UNIKERNEL_MAC, 0x88, 0xb6) }],
    }),
    label: 'raw 60 bytes to …',
  },
  {
    yaml: 'receive: {size: 60, from: alice, writes: [{at: 14, data: x}]}',
    json: { receive: { size: 60, returns: 60, from: 'alice', writes: [{ at: 14, data: 'x' }] } },
    step: {
      kind: 'receive',
      frame: {
        kind: 'raw',
        size: 60,
        returns: 60,
        writes: [
          { at: 0, data: bytes(...UNIKERNEL_MAC, ...ALICE_MAC, 0x88, 0xb5) },
          { at: 14, data: text('x') },
        ],
      },
    },
    label: 'receive 60 bytes from alice',
  },
  {
    yaml: 'receive: {from: alice, udp: {from_port: 53, to_port: 4000, payload: x}}',
    json: { receive: { from: '10.0.0.10', udp: { from_port: 53, to_port: 4000, payload: 'x', ttl: 64 } } },
    step: receivedFrom(ALICE_MAC, {
      kind: 'udp',
      ...fromAlice,
      sourcePort: 53,
      destinationPort: 4000,
      payload: text('x'),
    }),
    label: 'receive udp from alice:53',
  },
  {
    yaml: 'receive: {from: 8.8.8.8, via: alice, to: bob, udp: {to_port: 9, ttl: 3, ip_id: 7, fragment: false}}',
    json: {
      receive: {
        from: '8.8.8.8',
        via: '00:16:3e:00:00:0a',
        to: '10.0.0.11',
        udp: { to_port: '9', ttl: 3, ip_id: '0x7', fragment: 'false' },
      },
    },
    step: receivedFrom(ALICE_MAC, {
      kind: 'udp',
      destinationMac: UNIKERNEL_MAC,
      source: 0x08080808,
      destination: BOB,
      ttl: 3,
      identification: 7,
      fragment: false,
      sourcePort: 49152,
      destinationPort: 9,
      payload: text(''),
    }),
    label: 'receive udp from 8.8.8.8:49152',
  },
  {
    yaml: 'receive: {from: alice, tcp: {to_port: 80, flags: SU, options: [mss: 1400]}}',
    json: {
      receive: {
        from: 'alice',
        to: 'unikernel',
        tcp: { to_port: 80, flags: 'US', options: [{ mss: 1400 }] },
      },
    },
    step: receivedFrom(ALICE_MAC, {
      kind: 'tcp',
      ...fromAlice,
      ...tcpDefaults,
      destinationPort: 80,
      flags: 0x22,
      options: [{ kind: 'mss', value: 1400 }],
      payload: text(''),
    }),
    label: 'receive tcp from alice:49152',
  },
  {
    yaml: 'receive: {from: alice, ping: {id: 1, seq: 2, payload: x}}',
    json: { receive: { from: 'alice', ping: { id: 1, seq: 2, payload: 'x' } } },
    step: receivedFrom(ALICE_MAC, {
      kind: 'icmp-echo',
      ...fromAlice,
      request: true,
      identifier: 1,
      sequence: 2,
      payload: text('x'),
    }),
    label: 'receive ping from alice',
  },
  {
    yaml: 'receive: {from: alice, to: 255.255.255.255, pong: {}}',
    json: { receive: { from: 'alice', to: '255.255.255.255', pong: { id: 0 } } },
    step: receivedFrom(ALICE_MAC, {
      kind: 'icmp-echo',
      ...fromAlice,
      destinationMac: BROADCAST_MAC,
      destination: 0xffffffff,
      request: false,
      identifier: 0,
      sequence: 0,
      payload: text(''),
    }),
    label: 'receive pong from alice',
  },
  {
    yaml: 'receive: {from: alice, arp: {request: unikernel}}',
    json: { receive: { from: 'alice', arp: { request: '10.0.0.1' } } },
    step: receivedFrom(ALICE_MAC, {
      kind: 'arp',
      operation: 'request',
      destinationMac: BROADCAST_MAC,
      senderMac: ALICE_MAC,
      senderIp: ALICE,
      targetMac: BROADCAST_MAC,
      targetIp: UNIKERNEL,
    }),
    label: 'receive arp request from alice',
  },
  {
    yaml: 'receive: {from: alice, arp: {reply: unikernel, sender_mac: bob}}',
    json: { receive: { from: 'alice', arp: { reply: 'unikernel', sender_mac: 'bob' } } },
    step: receivedFrom(ALICE_MAC, {
      kind: 'arp',
      operation: 'reply',
      destinationMac: UNIKERNEL_MAC,
      senderMac: BOB_MAC,
      senderIp: ALICE,
      targetMac: UNIKERNEL_MAC,
      targetIp: UNIKERNEL,
    }),
    label: 'receive arp reply from alice',
  },
  {
    yaml: 'receive: {from: alice, dhcp: {type: discover, xid: 9}}',
    json: { receive: { from: 'alice', dhcp: { type: 'discover', xid: 9 } } },
    step: receivedFrom(ALICE_MAC, {
      kind: 'dhcp',
      message: dhcpDiscover({ mac: ALICE_MAC, transactionId: 9 }),
    }),
    label: 'receive dhcp discover from alice',
  },
  {
    yaml: 'receive: {from: alice, dhcp: {type: ack, xid: 9, yiaddr: unikernel, chaddr: unikernel}}',
    json: {
      receive: { from: 'alice', dhcp: { type: 'ack', xid: 9, yiaddr: '10.0.0.1', chaddr: 'unikernel' } },
    },
    step: receivedFrom(ALICE_MAC, {
      kind: 'dhcp',
      message: {
        ...dhcpDiscover({ mac: UNIKERNEL_MAC, transactionId: 9 }),
        sourceMac: ALICE_MAC,
        sourceIp: ALICE,
        sourcePort: 67,
        destinationPort: 68,
        op: 2,
        yourIp: UNIKERNEL,
        serverIp: ALICE,
        options: [{ code: 53, data: Uint8Array.of(5) }],
      },
    }),
    label: 'receive dhcp ack from alice',
  },
  { yaml: 'poll', json: { poll: {} }, step: { kind: 'poll' }, label: 'poll' },
  { yaml: 'poll:', json: { poll: null }, step: { kind: 'poll' }, label: 'poll' },
  {
    yaml: '{at: 1.5s, poll: {}}',
    json: { poll: {}, at: '1.5s' },
    step: { kind: 'poll', timing: { from: 'start', nanoseconds: 1.5e9 } },
    label: 'poll',
  },
  {
    yaml: '{fault: {drop: 3}, after: 10ms}',
    json: { fault: { drop: '3' }, after: '10 ms' },
    step: {
      kind: 'fault',
      timing: { from: 'step', nanoseconds: 1e7 },
      fault: { kind: 'drop', count: 3 },
    },
    label: 'fault drop 3',
  },
  {
    yaml: 'fault: {error: 2}',
    json: { fault: { error: 2 } },
    step: { kind: 'fault', fault: { kind: 'error', count: 2 } },
    label: 'fault error 2',
  },
  {
    yaml: 'fault: {delay: 2, by: 5ms}',
    json: { fault: { by: '5ms', delay: 2 } },
    step: { kind: 'fault', fault: { kind: 'delay', count: 2, nanoseconds: 5e6 } },
    label: 'fault delay 2 by 5ms',
  },
  {
    yaml: 'fault: {stall: 20ms}',
    json: { fault: { stall: '20ms' } },
    step: { kind: 'fault', fault: { kind: 'stall', nanoseconds: 2e7 } },
    label: 'fault stall 20ms',
  },
  {
    yaml: 'fault: {stall: true}',
    json: { fault: { stall: true } },
    step: { kind: 'fault', fault: { kind: 'stall', nanoseconds: Infinity } },
    label: 'fault stall',
  },
  {
    yaml: 'fault: {resume: true}',
    json: { fault: { resume: true } },
    step: { kind: 'fault', fault: { kind: 'resume' } },
    label: 'fault resume',
  },
];

const HOSTS = { alice: { mac: '00:16:3e:00:00:0a', ip: '10.0.0.10' }, bob: { ip: '10.0.0.11' } };

function firstStep(script: string): Step | undefined {
  return new StepCursor(loadScript(script, 'x.yaml')).next();
}

describe('every kind of step', () => {
  test.each(EXAMPLES)('$yaml', ({ yaml, json, step, label }) => {
    const fromYaml = firstStep(
      `hosts:\n  alice: {mac: 00:16:3e:00:00:0a, ip: 10.0.0.10}\n  bob: {ip: 10.0.0.11}\nsteps:\n  - ${yaml}\n`,
    );
    expect(fromYaml).toMatchObject(step);
    expect(Object.keys(fromYaml ?? {}).sort()).toEqual([...Object.keys(step), 'site'].sort());
    if (!label.endsWith('…')) expect(fromYaml?.site).toEqual({ index: 0, label, line: 5 });
    for (const indent of [undefined, 2, '\t']) {
      const fromJson = firstStep(JSON.stringify({ hosts: HOSTS, steps: [json] }, null, indent));
      expect({ ...fromJson, site: null }).toEqual({ ...fromYaml, site: null });
    }
  });
});
