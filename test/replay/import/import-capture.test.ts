import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ImportOptions, importCapture } from '../../../src/replay/import/import-capture.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import {
  type BuiltPacket,
  block,
  enhanced,
  interfaceBlock,
  pcap,
  section,
} from '../../capture-reader/capture-builder.ts';
import * as build from '../../wire/frame-builder.ts';
import { framesOf, nanosecondPcap, sampleText } from '../captures.ts';

const UDP = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [104, 105]) });
const packet = (bytes: ArrayLike<number>, seconds = 1, fraction = 0): BuiltPacket => ({
  bytes: Uint8Array.from(bytes),
  seconds,
  fraction,
});

function go(capture: Uint8Array, options: Partial<ImportOptions> = {}) {
  return importCapture([capture], { name: 'x', file: 'x.pcap', ...options });
}

/** A frame from somebody to somebody. */
function frame(from: number, to: number, payload: number[] = [1]): number[] {
  return [2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, 0x88, 0xb5, ...payload];
}

describe('who takes part', () => {
  test('the unikernel is who sends most', async () => {
    const { script, guestMac } = await go(
      pcap([frame(1, 2), frame(3, 1), frame(3, 2)].map((bytes) => packet(bytes))),
    );
    expect(guestMac).toBe('02:00:00:00:00:03');
    expect(script?.match(/^ {2}- (raw|receive)/gm)).toEqual(['  - receive', '  - raw', '  - raw']);
  });

  test.each([
    ['a MAC address', { mac: Uint8Array.of(0, 0x16, 0x3e, 0, 0, 1) }],
    ['an IPv4 address', { ip: 0x0a000001 }],
  ])('unless it is told, by %s', async (_, guest) => {
    const capture = pcap([packet(UDP), packet(frame(3, 2)), packet(frame(3, 2))]);
    const { guestMac, script } = await go(capture, { guest });
    expect(guestMac).toBe('00:16:3e:00:00:01');
    expect(script).toContain('unikernel: {mac: "00:16:3e:00:00:01", ip: 10.0.0.1}');
  });

  test('who is not there is missing', async () => {
    for (const guest of [{ ip: 0x01020304 }, { mac: new Uint8Array(6) }]) {
      expect(await go(pcap([packet(UDP)]), { guest })).toMatchObject({
        isGuestMissing: true,
        script: undefined,
      });
    }
  });

  test('ARP tells whose an address is, and packets who is behind whom', async () => {
    const source = `
unikernel: {mac: "00:16:3e:00:00:01", ip: 10.0.0.1}
hosts:
  router: {ip: 10.0.0.254, mac: "00:16:3e:00:00:fe"}
  alice: {ip: 10.0.0.10, ip6: "fe80::10"}
steps:
  - receive: {size: 42, writes: [{at: 0, data: {hex: "00163e000001 00163e0000fe 0806 0001 0800 06 04 0002 00163e0000fe 0a0000fe 00163e000001 0a000001"}}]}
  - udp: {to: 93.184.216.34, via: router, to_port: 53}
  - udp: {to: 1.1.1.1, via: router, to_port: 53}
  - ping: {to: alice}
`;
    const { script = '' } = await go(nanosecondPcap((await framesOf(source, '1.10.1')).frames));
    expect(script).toContain('  gateway: {mac: "00:16:3e:00:00:fe", ip: 10.0.0.254}\n');
    expect(script).toContain('- udp: {to: host1, via: gateway, ');
    const { hosts } = loadScript(script, 'x.yaml');
    expect([...hosts.values()].map(({ ip }) => ip)).toEqual([0x5db8d822, 0x01010101, 0x0a00000a, 0x0a0000fe]);
  });

  test('the unikernel has an address of its own, even if the capture does not tell it', async () => {
    const received = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], []) });
    const { script = '' } = await go(pcap([packet(frame(9, 8)), packet(frame(9, 8)), packet(received)]));
    expect(loadScript(script, 'x.yaml').unikernel.ip).toBe(0x0a000003);
  });
});

describe('steps', () => {
  test('a message of a DHCP server keeps only what does not follow', async () => {
    const source = `
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - dhcp: {type: offer, xid: 7, to: alice, options: [{subnet_mask: 255.255.255.0}, {hostname: alice}]}
  - ping: {to: alice}
`;
    const { script } = await go(nanosecondPcap((await framesOf(source, '1.10.1')).frames));
    const options = '[{code: 1, hex: "ffffff00"}, {code: 12, hex: "616c696365"}]';
    expect(script).toContain(`  - dhcp: {type: offer, xid: 7, to: host1, options: ${options}}\n`);
  });

  test('what the unikernel receives stands there by its fields as well', async () => {
    const steps = `
  - receive: {from: alice, udp: {from_port: 9, to_port: 10, payload: "hello"}}
  - receive: {from: alice, to: 255.255.255.255, udp: {ttl: 1, fragment: false, from_port: 9, to_port: 10}}
  - receive: {from: 1.1.1.1, via: alice, tcp: {from_port: 9, to_port: 10, seq: 7, ack: 8, flags: SU}}
  - receive: {from: alice, ping: {id: 1, seq: 2}}
  - receive: {from: alice, pong: {id: 1, seq: 2}}
  - receive: {from: alice, arp: {request: unikernel}}
  - receive: {from: alice, arp: {reply: unikernel}}
  - receive: {from: alice, dhcp: {type: offer, xid: 7, to: unikernel}}
  - receive: {from: alice, dhcp: {type: discover, xid: 7}}
`;
    const source = `
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - repeat: {count: 20, steps: [{udp: {to: alice, from_port: 1, to_port: 2}}]}${steps}`;
    const { frames } = await framesOf(source, '1.10.1');
    const { script = '' } = await go(nanosecondPcap(frames));
    expect((await framesOf(script, '1.10.1')).frames).toEqual(frames);
    const received = [...script.matchAll(/^ {2}- receive: .*\n/gm)].join('').replaceAll('host1', 'alice');
    expect(received).toBe(
      steps
        .slice(1)
        .replace('from: 1.1.1.1', 'from: host2')
        .replace('seq: 7, ack: 8, flags: SU', 'seq: 7, ack: 8, flags: SAU'),
    );
  });

  test('a foreign packet is forwarded, or raw where the stack would write another', async () => {
    const tagged = [...UDP.slice(0, 12), 0x81, 0, 0, 5, ...UDP.slice(12)];
    const marked = UDP.with(15, 0xb8);
    const capture = pcap([UDP, tagged, marked].map((bytes) => packet(bytes)));
    const { script } = await go(capture);
    expect(script?.match(/^ {2}- (nat|udp|raw)/gm)).toEqual(['  - nat', '  - raw', '  - raw']);
    const { frames } = await framesOf(script ?? '', '1.10.1');
    expect(frames.map(({ bytes }) => [...bytes])).toEqual([UDP, tagged, marked]);
  });

  test('equal ones become a repeat, with the time between them', async () => {
    const capture = pcap([1, 2, 3, 4, 9].map((seconds) => packet(UDP, seconds)));
    const { script = '' } = await go(capture);
    expect(script).toMatch(/interval: 1s\n[\s\S]*- repeat:\n {6}count: 4\n[\s\S]*- wait: 4s\n/);
    expect((await framesOf(script, '1.10.1')).frames.map(({ seconds }) => seconds)).toEqual([1, 2, 3, 4, 9]);
  });

  test('frames of no bytes, and large ones', async () => {
    const large = frame(1, 2, new Array<number>(65_521).fill(7));
    const jumbo = build.ipv4({
      protocol: 17,
      payload: build.udp(build.IPV4_PAIR, [1, 2], new Array(8000).fill(7)),
    });
    const capture = pcap([packet(jumbo), packet(jumbo), packet([]), packet(large), packet([1, 2, 3])]);
    const { script = '' } = await go(capture);
    expect(script).toMatch(/^mtu: 8028$/m);
    const { frames, errors } = await framesOf(script, '1.10.1');
    expect(errors).toEqual([]);
    expect(frames.map(({ bytes }) => bytes.length)).toEqual([jumbo.length, jumbo.length, 0, large.length, 3]);
  });

  test('the head says where it came from, whatever that is called', async () => {
    const file = 'a\nsteps: []\u001b.pcap';
    const name = `\${x}: "1"\n`;
    const { script = '' } = await go(pcap([packet(UDP)]), { file, name });
    expect(script).toMatch(/^# The packet of a\?steps: \[\]\?\.pcap, as steps\. /);
    expect(loadScript(script, 'x.yaml').name).toBe(name);
  });
});

describe('how much', () => {
  test('a limit', async () => {
    const capture = pcap([packet(UDP), packet(UDP), packet(UDP)]);
    expect(await go(capture, { limit: 2 })).toMatchObject({ packets: 2, cut: 'limit' });
    expect(await go(capture, { limit: 3 })).toMatchObject({ packets: 3, cut: undefined });
    expect((await go(capture, { limit: 2 })).script).toContain('# The first 2 packets of x.pcap,');
  });

  test.each([
    ['many small ones', 40_000, (i: number) => [i >> 8, i & 255]],
    ['few large ones', 100, (i: number) => Array.from({ length: 60_000 }, (_, j) => (i * 7 + j * j) & 255)],
  ])('as much as a script holds: %s', { timeout: 120_000 }, async (_, count, payload) => {
    const frames = Array.from({ length: count }, (_unused, i) => packet(frame(1, 2, payload(i)), i));
    const { script = '', packets, cut } = await go(pcap(frames));
    expect(cut).toBe('room');
    expect(packets).toBeGreaterThan(count / 6);
    expect(loadScript(script, 'x.yaml').stepCount).toBe(packets);
  });

  test('nothing', async () => {
    expect(await go(pcap([]))).toMatchObject({ script: undefined, packets: 0, isGuestMissing: false });
    const other = await go(pcap([packet(UDP)], { linkType: 105 }));
    expect(other).toMatchObject({ script: undefined, leftOut: 1 });
    expect(other.firstLeftOut).toMatch(/^packet 1: its link type is IEEE802_11;/);
  });

  test('a packet that is left out has the number that Wireshark gives it', async () => {
    const custom = block(true, 0x0bad, Uint8Array.of(0xd9, 0x7e, 0, 0));
    const head = [section(true), interfaceBlock(true, { linkType: 105 })];
    const { firstLeftOut } = await go(
      Buffer.concat([...head, custom, enhanced(true, { bytes: Uint8Array.from(UDP) })]),
    );
    expect(firstLeftOut).toMatch(/^packet 2: /);
  });
});

describe('damage', () => {
  test('what is before it becomes a script', async () => {
    const { script, packets, damage } = await go(pcap([packet(UDP), packet(UDP)]).subarray(0, -3));
    expect([packets, damage?.offset]).toEqual([1, 24 + 16 + UDP.length]);
    expect((await framesOf(script ?? '', '1.10.1')).frames).toHaveLength(1);
  });

  test('captures with anything changed in them end in a script that loads, or in none', {
    timeout: 120_000,
  }, async () => {
    const { frames } = await framesOf(sampleText('osec-2019-01.yaml'), '1.10.1');
    const whole = nanosecondPcap(frames);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.nat(whole.length),
        async (changes, length) => {
          const capture = Buffer.from(whole);
          for (const [at, byte] of changes) capture[at] = byte;
          const { script, packets, damage } = await go(capture.subarray(0, length));
          if (damage !== undefined) expect(damage.message).toMatch(/ at offset \d+: /);
          if (script === undefined) return;
          const { frames: sent, errors } = await framesOf(script, '1.10.1');
          expect([sent.length, errors]).toEqual([packets, []]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
