// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/netchannel/releases.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { openWithWireshark, type WiresharkSession } from '../judge/wireshark.ts';
import { captureOf } from '../support/capture-of.ts';

const HOSTS = `
hosts:
  alice: {ip: 10.0.0.10}
  bob: {ip: 10.0.0.11}
  gateway: {ip: 10.0.0.254}
  website: {ip: 93.184.216.34}
`;

const BAD_CHECKSUM =
  'ip.checksum.status == "Bad" or udp.checksum.status == "Bad" or tcp.checksum.status == "Bad" or icmp.checksum.status == "Bad"';

async function judged<Result>(
  text: string,
  release: Release,
  judge: (session: WiresharkSession) => Result,
): Promise<Result> {
  const { pcap, result } = await captureOf(HOSTS + text, release);
  expect(result.errors).toEqual([]);
  const session = await openWithWireshark(pcap);
  try {
    return judge(session);
  } finally {
    session.close();
  }
}

/** What each end said, the one that opened first. */
function said(session: WiresharkSession, stream: number): [opener: string, other: string] {
  const turns = session.followTcp(stream);
  const of = (fromServer: boolean): string =>
    Buffer.concat(turns.filter((turn) => turn.fromServer === fromServer).map(({ data }) => data)).toString(
      'latin1',
    );
  return [of(false), of(true)];
}

const streams = (session: WiresharkSession): number =>
  new Set(session.fields(['tcp.stream'], 'tcp').map((row) => row['tcp.stream'])).size;

const SOUND: readonly Release[] = ['1.9.0', '1.10.1'];

const LONG = 'abcdefghijklmnopqrstuvwxyz'.repeat(200);

describe('a TCP conversation', () => {
  const data = `[{from: unikernel, payload: "hello"}, {from: alice, payload: "${LONG}"}, {from: alice, payload: more}, {from: unikernel, payload: "${LONG}"}]`;

  test.each(SOUND)('is one that Wireshark has nothing to say about, %s', async (release) => {
    for (const opens of ['unikernel', 'alice'])
      for (const close of ['fin', 'reset', 'none'])
        for (const more of ['', ', mss: 100', ', window: 1000', ', mss: 300, window: 301']) {
          const step = `{tcp_conversation: {with: alice, opens: ${opens}, to_port: 50001, close: ${close}, data: ${data}${more}}}`;
          await judged(`steps: [${step}]`, release, (session) => {
            expect(session.matchedFrames('tcp.analysis.flags or _ws.malformed')).toEqual([]);
            expect(session.matchedFrames(BAD_CHECKSUM)).toEqual([]);
            expect(session.matchedFrames('tcp')).toHaveLength(session.packetCount);
            const [opener, other] = said(session, 0);
            const [unikernel, alice] = opens === 'unikernel' ? [opener, other] : [other, opener];
            expect(unikernel).toBe(`hello${LONG}`);
            expect(alice).toBe(`${LONG}more`);
            const ends = { fin: 2, reset: 0, none: 0 }[close];
            expect(session.matchedFrames('tcp.flags.fin == 1')).toHaveLength(ends ?? -1);
            expect(session.matchedFrames('tcp.flags.reset == 1')).toHaveLength(close === 'reset' ? 1 : 0);
          });
        }
  });

  test('survives sequence numbers that wrap', async () => {
    const seq = '{opener: 0xfffffff0, other: "0xfffffffe"}';
    const step = `{tcp_conversation: {with: alice, to_port: 50001, seq: ${seq}, data: ${data}}}`;
    await judged(`steps: [${step}]`, '1.10.1', (session) => {
      expect(session.matchedFrames('tcp.analysis.flags')).toEqual([]);
      expect(said(session, 0)).toEqual([`hello${LONG}`, `${LONG}more`]);
    });
  });

  test('leaks under 1.10.0, and is whole all the same: the transport is not what the flaw breaks', async () => {
    const step = `{tcp_conversation: {with: alice, to_port: 50001, data: ${data}}}`;
    const { result } = await captureOf(`${HOSTS}steps: [{arp: {request: bob}}, ${step}]`, '1.10.0');
    expect(result.totals.leakingFrames).toBeGreaterThan(5);
    expect(result.totals.discarded).toBe(0);
  });

  test('in repeats, with filler, gives a stream of its own to each port', async () => {
    const filler = '["<", {size: 2000}, ">"]';
    const step = `{tcp_conversation: {with: alice, from_port: "\${i}", to_port: 50001, data: [{from: unikernel, payload: ${filler}}, {from: alice, payload: {size: 2000}}]}}`;
    await judged(`steps: [{repeat: {count: 5, as: i, steps: [${step}]}}]`, '1.10.1', (session) => {
      expect(session.matchedFrames('tcp.analysis.flags')).toEqual([]);
      expect(streams(session)).toBe(5);
      // Who is who in a stream from port 0, Wireshark does not tell.
      const all = [1, 2, 3, 4].flatMap((stream) => said(session, stream));
      expect(all.map((text) => text.length)).toEqual(Array(4).fill([2002, 2000]).flat());
      expect(all[0]).toMatch(/^<.*>$/s);
      expect(new Set(all).size).toBe(8);
      // No segment of a stream repeats another.
      expect(all[1]?.slice(0, 540)).not.toBe(all[1]?.slice(1460));
    });
  });

  test('carries any payload, whatever the segments', async () => {
    const turn = fc.record({
      isFromOpener: fc.boolean(),
      parts: fc.array(
        fc.oneof(
          fc.string({ unit: 'grapheme-ascii', maxLength: 50 }),
          fc.nat(300).map((size) => ({ pattern: 'pattern', size })),
          fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ hex: Buffer.from(bytes).toString('hex') })),
        ),
        { minLength: 1, maxLength: 4 },
      ),
    });
    const talk = fc.record({
      opens: fc.constantFrom('unikernel', 'alice'),
      mss: fc.integer({ min: 20, max: 200 }),
      window: fc.integer({ min: 50, max: 1000 }),
      close: fc.constantFrom('fin', 'reset', 'none'),
      turns: fc.array(turn, { maxLength: 5 }),
    });
    const bytesOf = (part: string | { hex: string } | { pattern: string; size: number }): Buffer => {
      if (typeof part === 'string') return Buffer.from(part);
      return 'hex' in part ? Buffer.from(part.hex, 'hex') : Buffer.alloc(part.size, part.pattern);
    };
    await fc.assert(
      fc.asyncProperty(talk, async ({ opens, turns, ...rest }) => {
        const names = opens === 'unikernel' ? ['unikernel', 'alice'] : ['alice', 'unikernel'];
        const steps = [
          {
            tcp_conversation: {
              ...rest,
              with: 'alice',
              opens,
              to_port: 50001,
              data: turns.map(({ isFromOpener, parts }) => ({
                from: names[isFromOpener ? 0 : 1],
                payload: parts.map((part) => (typeof part === 'string' ? part.replaceAll('$', '#') : part)),
              })),
            },
          },
        ];
        const expected = [true, false].map((isFromOpener) =>
          Buffer.concat(
            turns
              .filter((one) => one.isFromOpener === isFromOpener)
              .flatMap(({ parts }) =>
                parts.map((part) => bytesOf(typeof part === 'string' ? part.replaceAll('$', '#') : part)),
              ),
          ).toString('latin1'),
        );
        await judged(`steps: ${JSON.stringify(steps)}`, '1.10.1', (session) => {
          expect(session.matchedFrames('tcp.analysis.flags')).toEqual([]);
          expect(session.matchedFrames(BAD_CHECKSUM)).toEqual([]);
          expect(said(session, 0)).toEqual(expected);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('a UDP exchange', () => {
  test.each(SOUND)('is asked and answered, %s', async (release) => {
    const step =
      '{udp_exchange: {with: website, via: gateway, from_port: 50003, to_port: 50004, asks: {size: 10}, answers: {size: 20}, count: 3}}';
    await judged(`steps: [${step}]`, release, (session) => {
      expect(session.matchedFrames(`${BAD_CHECKSUM} or _ws.malformed`)).toEqual([]);
      const rows = session.fields(['ip.src', 'udp.srcport', 'udp.length', 'eth.src', 'eth.dst']);
      expect(rows.map((row) => [row['ip.src'], row['udp.srcport'], row['udp.length']])).toEqual(
        Array(3)
          .fill([
            ['10.0.0.1', '50003', '18'],
            ['93.184.216.34', '50004', '28'],
          ])
          .flat(),
      );
      const macs = ['02:00:0a:00:00:fe', 'Xensource_00:00:01'];
      for (const row of rows) expect([row['eth.src'], row['eth.dst']].sort()).toEqual(macs);
      expect(new Set(session.fields(['udp.payload']).map((row) => row['udp.payload'])).size).toBe(6);
    });
  });
});

describe('a DHCP exchange', () => {
  const types = ['Discover', 'Offer', 'Request', 'ACK'];

  test.each(SOUND)('is the four messages, whoever serves, %s', async (release) => {
    for (const step of [
      '{server: gateway, lease: 600, xid: 77}',
      '{role: server, client: alice, lease: 600, xid: 77}',
    ]) {
      await judged(`steps: [{dhcp_exchange: ${step}}]`, release, (session) => {
        expect(session.matchedFrames(`${BAD_CHECKSUM} or _ws.malformed`)).toEqual([]);
        const rows = session.fields([
          'dhcp.option.dhcp',
          'dhcp.id',
          'dhcp.hw.mac_addr',
          'dhcp.ip.your',
          'dhcp.option.dhcp_server_id',
          'dhcp.option.ip_address_lease_time',
          'dhcp.option.requested_ip_address',
          'eth.src',
        ]);
        const isClient = step.includes('gateway');
        const [client, address] = isClient
          ? ['Xensource_00:00:01', '10.0.0.1']
          : ['02:00:0a:00:00:0a', '10.0.0.10'];
        const [server, serverMac] = isClient
          ? ['10.0.0.254', '02:00:0a:00:00:fe']
          : ['10.0.0.1', 'Xensource_00:00:01'];
        const column = (name: keyof (typeof rows)[number]): string[] => rows.map((row) => row[name]);
        expect(column('dhcp.option.dhcp')).toEqual(types);
        expect(column('dhcp.id').map(Number)).toEqual([77, 77, 77, 77]);
        expect(column('dhcp.hw.mac_addr').every((mac) => mac.startsWith(client))).toBe(true);
        expect(column('eth.src')).toEqual([client, serverMac, client, serverMac]);
        expect(column('dhcp.ip.your')).toEqual(['0.0.0.0', address, '0.0.0.0', address]);
        expect(column('dhcp.option.dhcp_server_id')).toEqual(['', server, server, server]);
        expect(column('dhcp.option.ip_address_lease_time').map((text) => text.includes('600'))).toEqual([
          false,
          true,
          false,
          true,
        ]);
        expect(column('dhcp.option.requested_ip_address')[2]).toBe(address);
      });
    }
  });

  test('under 1.10.0 the unikernel’s messages are discarded, and never the peer’s', async () => {
    const { result } = await captureOf(
      `${HOSTS}steps: [{ping: {to: bob}}, {dhcp_exchange: {server: gateway}}]`,
      '1.10.0',
    );
    expect(result.totals.discarded).toBe(2);
    expect(result.checksumFailures.map(({ frame }) => [frame.direction, frame.step])).toEqual([
      ['tx', 1],
      ['tx', 1],
    ]);
  });
});

describe('a flow through the NAT', () => {
  const flow = (transport: string): string =>
    `{nat_flow: {from: bob, to: website, via: gateway, ${transport}, data: [{from: bob, payload: {size: 900}}, {from: website, payload: ["answer", {size: 700}]}]}}`;

  test.each(SOUND)('over TCP is two connections that say the same, %s', async (release) => {
    for (const port of ['', ', external_port: 61000']) {
      const step = flow(`tcp: {from_port: 50003, to_port: 50001, mss: 300${port}}`);
      await judged(`steps: [${step}]`, release, (session) => {
        expect(session.matchedFrames(`tcp.analysis.flags or _ws.malformed or ${BAD_CHECKSUM}`)).toEqual([]);
        expect(streams(session)).toBe(2);
        const [inside, outside] = [said(session, 0), said(session, 1)];
        expect(inside).toEqual(outside);
        expect(inside[0].length).toBe(900);
        expect(inside[1]).toMatch(/^answer/);
        const ends = (stream: number): string[] => [
          ...new Set(
            session
              .fields(['ip.src', 'tcp.srcport', 'ip.ttl'], `tcp.stream == ${stream}`)
              .map((row) => [row['ip.src'], row['tcp.srcport'], row['ip.ttl']].join()),
          ),
        ];
        expect(ends(0)).toEqual(['10.0.0.11,50003,64', '93.184.216.34,50001,63']);
        expect(ends(1)).toEqual([`10.0.0.1,${port === '' ? 50003 : 61000},63`, '93.184.216.34,50001,64']);
      });
    }
  });

  test.each(SOUND)('over UDP forwards every datagram, %s', async (release) => {
    await judged(
      `steps: [${flow('udp: {from_port: 50003, to_port: 50001, external_port: 61000}')}]`,
      release,
      (session) => {
        expect(session.matchedFrames(`_ws.malformed or ${BAD_CHECKSUM}`)).toEqual([]);
        const rows = session.fields(['ip.src', 'udp.srcport', 'ip.dst', 'udp.dstport', 'eth.dst']);
        expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
          '10.0.0.11 50003 93.184.216.34 50001 Xensource_00:00:01',
          '10.0.0.1 61000 93.184.216.34 50001 02:00:0a:00:00:fe',
          '93.184.216.34 50001 10.0.0.1 61000 Xensource_00:00:01',
          '93.184.216.34 50001 10.0.0.11 50003 02:00:0a:00:00:0b',
        ]);
        const payloads = session.fields(['udp.payload']).map((row) => row['udp.payload']);
        expect(payloads[0]).toBe(payloads[1]);
        expect(payloads[2]).toBe(payloads[3]);
        expect(payloads[0]).not.toBe(payloads[2]);
      },
    );
  });

  test('with an index as the port inside, in repeats', async () => {
    for (const [port, outside] of [
      ['', ['0', '1', '2']],
      [', external_port: 61000', ['61000', '61000', '61000']],
    ] as const) {
      const step = flow(`udp: {from_port: "\${i}", to_port: 50001${port}}`);
      await judged(`steps: [{repeat: {count: 3, as: i, steps: [${step}]}}]`, '1.10.1', (session) => {
        const ports = (filter: string, field: 'udp.srcport' | 'udp.dstport'): string[] =>
          session.fields([field], filter).map((row) => row[field]);
        expect(ports('ip.src == 10.0.0.11', 'udp.srcport')).toEqual(['0', '1', '2']);
        expect(ports('ip.dst == 10.0.0.11', 'udp.dstport')).toEqual(['0', '1', '2']);
        expect(ports('ip.src == 10.0.0.1', 'udp.srcport')).toEqual(outside);
        expect(ports('ip.dst == 10.0.0.1', 'udp.dstport')).toEqual(outside);
      });
    }
  });
});

describe('a packet that is received', () => {
  const steps = `steps:
  - receive: {from: alice, udp: {from_port: 50002, to_port: 50001, payload: {size: 5000}}}
  - receive: {from: alice, tcp: {from_port: 50002, to_port: 50001, flags: SAU, seq: 1, ack: 2, options: [mss: 1460]}}
  - receive: {from: website, via: gateway, ping: {id: 1, seq: 2, payload: {size: 3000}}}
  - receive: {from: alice, to: website, pong: {id: 1, seq: 2, payload: odd}}
  - receive: {from: alice, to: 255.255.255.255, udp: {from_port: 50002, to_port: 50001, payload: x}}
  - receive: {from: alice, arp: {request: unikernel}}
  - receive: {from: alice, arp: {reply: unikernel}}
  - receive: {from: gateway, dhcp: {type: offer, yiaddr: 10.0.0.1, options: [{server_identifier: gateway}]}}
  - receive: {from: alice, dhcp: {type: discover}}
`;

  test.each(COMPARED_RELEASES)('is right in every way, fragments and all, %s', async (release) => {
    // What the device did before changes nothing.
    const text = `mtu: 1500\n${steps}${steps.replace('steps:\n', '')}`;
    await judged(text, release, (session) => {
      expect(session.matchedFrames(`_ws.malformed or ${BAD_CHECKSUM}`)).toEqual([]);
      const rows = session.fields([
        'ip.src',
        'ip.dst',
        'frame.protocols',
        'udp.length',
        'data.len',
        'eth.dst',
      ]);
      expect(rows).toHaveLength(28);
      const [first, second] = [rows.slice(0, 14), rows.slice(14)];
      expect(second).toEqual(first);
      expect(first.filter((row) => row['udp.length'] === '5008')).toHaveLength(1);
      expect(first.filter((row) => row['data.len'] === '3000')).toHaveLength(1);
      expect(first[8]).toMatchObject({ 'ip.dst': '93.184.216.34', 'eth.dst': 'Xensource_00:00:01' });
      expect(first[9]).toMatchObject({ 'ip.dst': '255.255.255.255', 'eth.dst': 'Broadcast' });
    });
  });

  test.each(COMPARED_RELEASES)('may be as large as the MTU, %s', async (release) => {
    const text = `
mtu: 9000
steps:
  - receive: {from: alice, dhcp: {type: discover}}
  - receive: {from: alice, udp: {from_port: 50002, to_port: 50001, payload: {size: 20000}}}
  - tcp_conversation: {with: alice, to_port: 50001, data: [{from: alice, payload: {size: 20000}}]}
`;
    await judged(text, release, (session) => {
      expect(session.matchedFrames(`tcp.analysis.flags or _ws.malformed or ${BAD_CHECKSUM}`)).toEqual([]);
      expect(session.fields(['udp.length'], 'udp.dstport == 50001')).toEqual([{ 'udp.length': '20008' }]);
      expect(session.matchedFrames('dhcp and frame.len == 342')).toEqual([1]);
      expect(said(session, 0)[1].length).toBe(20_000);
    });
  });
});
