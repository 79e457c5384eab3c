import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Recipient } from '../../src/audit/findings.ts';
import { type HostAddresses, Hosts } from '../../src/audit/hosts.ts';
import { formatIpv4, formatIpv6, formatMac } from '../../src/wire/address.ts';
import { Flow, hashRecipient, recipientEquals, setRecipient } from '../../src/wire/flow.ts';

type Kind = Exclude<Recipient['kind'], 'unknown'>;

const mac = (n: number): Uint8Array => Uint8Array.of(2, 0, 0, 0, 0, n);
const ip6 = (n: number): Uint8Array => Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n);
const ip = (n: number): number => 0x0a00_0000 + n;
const bytesOf = (address: number): Uint8Array =>
  Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);

function host(name: string, n: number, more: Partial<HostAddresses> = {}): HostAddresses {
  return { name, ip: ip(n), ip6: ip6(n), mac: mac(n), ...more };
}

function flowTo(hosts: Hosts, kind: Kind, bytes: Uint8Array): Flow {
  const flow = new Flow();
  flow.host = 99;
  for (const word of ['word0', 'word1', 'word2', 'word3'] as const) flow.recipient[word] = 0x5a5a5a5a;
  setRecipient(flow, kind, bytes);
  hosts.resolve(flow);
  return flow;
}

const who = (hosts: Hosts, kind: Kind, bytes: Uint8Array): string | undefined =>
  hosts.recipientOf(flowTo(hosts, kind, bytes)).host;

describe('all addresses of a host are one recipient', () => {
  const hosts = new Hosts([host('alice', 10), host('bob', 11)]);
  const bob = [
    flowTo(hosts, 'ipv4', bytesOf(ip(11))),
    flowTo(hosts, 'ipv6', ip6(11)),
    flowTo(hosts, 'mac', mac(11)),
  ];

  test('whichever a frame carries, it tells that one, and the name', () => {
    expect(bob.map((flow) => hosts.recipientOf(flow))).toEqual([
      { kind: 'ipv4', address: '10.0.0.11', host: 'bob' },
      { kind: 'ipv6', address: 'fe80::b', host: 'bob' },
      { kind: 'mac', address: '02:00:00:00:00:0b', host: 'bob' },
    ]);
    for (const flow of bob) {
      for (const other of bob) expect(recipientEquals(flow, other)).toBe(true);
      expect(hashRecipient(flow)).toBe(hashRecipient(bob[0] ?? flow));
      expect(recipientEquals(flow, flowTo(hosts, 'ipv4', bytesOf(ip(10))))).toBe(false);
    }
  });

  test('what no host has stays an address of its own', () => {
    const stranger = flowTo(hosts, 'ipv4', bytesOf(ip(12)));
    expect(hosts.recipientOf(stranger)).toEqual({ kind: 'ipv4', address: '10.0.0.12' });
    expect(recipientEquals(stranger, flowTo(hosts, 'mac', mac(12)))).toBe(false);
    expect(recipientEquals(stranger, flowTo(hosts, 'ipv4', bytesOf(ip(12))))).toBe(true);
    expect(recipientEquals(stranger, bob[0] ?? stranger)).toBe(false);
  });

  test('names are those of all addresses that are of one host', () => {
    expect(hosts.names).toEqual({
      '10.0.0.10': 'alice',
      'fe80::a': 'alice',
      '02:00:00:00:00:0a': 'alice',
      '10.0.0.11': 'bob',
      'fe80::b': 'bob',
      '02:00:00:00:00:0b': 'bob',
    });
  });

  test('without hosts, every address is one', () => {
    const none = new Hosts();
    expect(who(none, 'ipv4', bytesOf(ip(11)))).toBeUndefined();
    expect(who(none, 'mac', new Uint8Array(6))).toBeUndefined();
    expect(none.names).toEqual({});
  });
});

describe('an address that several hosts have', () => {
  test("is nobody's if they declare it, and their other addresses are theirs", () => {
    const hosts = new Hosts([host('gateway', 1), host('website', 2, { mac: mac(1), derived: ['ip6'] })]);
    expect(who(hosts, 'mac', mac(1))).toBeUndefined();
    expect(who(hosts, 'ipv4', bytesOf(ip(1)))).toBe('gateway');
    expect(who(hosts, 'ipv4', bytesOf(ip(2)))).toBe('website');
    expect(hosts.names[formatMac(mac(1))]).toBeUndefined();
  });

  test("is that host's who declares it, if for the others it was made from another", () => {
    const made = host('made', 2, { mac: mac(1), derived: ['mac', 'ip6'] });
    for (const order of [
      [host('gateway', 1), made],
      [made, host('gateway', 1)],
    ])
      expect(who(new Hosts(order), 'mac', mac(1))).toBe('gateway');
  });

  test("is nobody's if it was made for each of them", () => {
    const hosts = new Hosts([
      host('a', 1, { ip6: ip6(9), derived: ['ip6'] }),
      host('b', 2, { ip6: ip6(9), derived: ['ip6'] }),
    ]);
    expect(who(hosts, 'ipv6', ip6(9))).toBeUndefined();
  });
});

test("broadcast is nobody's, whoever declares it; a group that is declared is a host like others", () => {
  const broadcast = new Uint8Array(6).fill(0xff);
  const hosts = new Hosts([
    host('everybody', 0, { ip: 0xffff_ffff, mac: broadcast }),
    host('mdns', 0, { ip: 0xe000_00fb, ip6: Uint8Array.of(0xff, 2, ...ip6(0xfb).subarray(2)) }),
  ]);
  expect(who(hosts, 'mac', broadcast)).toBeUndefined();
  expect(who(hosts, 'ipv4', bytesOf(0xffff_ffff))).toBeUndefined();
  expect(who(hosts, 'ipv4', bytesOf(0xe000_00fb))).toBe('mdns');
});

test('any hosts are found by what only they declare, or what only follows from theirs', () => {
  const few = fc.nat(6);
  const derived = fc.subarray<'mac' | 'ip6'>(['mac', 'ip6']);
  const list = fc.array(fc.tuple(fc.nat(300), few, few, derived), { maxLength: 40, size: 'max' });
  fc.assert(
    fc.property(list, (made) => {
      const parties = made.map(
        ([a, b, c, of], i): HostAddresses => ({
          name: `h${i}`,
          ip: ip(a),
          mac: mac(b),
          ip6: ip6(c),
          derived: of,
        }),
      );
      const hosts = new Hosts(parties);
      const owner = (has: (party: HostAddresses) => boolean, key?: 'mac' | 'ip6'): string | undefined => {
        const all = parties.filter(has);
        const declared = all.filter((party) => key === undefined || party.derived?.includes(key) !== true);
        const [first, ...others] = declared.length === 0 ? all : declared;
        return others.length === 0 ? first?.name : undefined;
      };
      for (let n = 0; n <= 300; n++) {
        expect(who(hosts, 'ipv4', bytesOf(ip(n)))).toBe(owner((party) => party.ip === ip(n)));
        expect(hosts.names[formatIpv4(ip(n))]).toBe(owner((party) => party.ip === ip(n)));
      }
      for (let n = 0; n <= 8; n++) {
        const ofMac = owner((party) => party.mac[5] === n, 'mac');
        const ofIp6 = owner((party) => party.ip6[15] === n, 'ip6');
        expect(who(hosts, 'mac', mac(n))).toBe(ofMac);
        expect(who(hosts, 'ipv6', ip6(n))).toBe(ofIp6);
        expect(hosts.names[formatMac(mac(n))]).toBe(ofMac);
        expect(hosts.names[formatIpv6(ip6(n))]).toBe(ofIp6);
      }
    }),
  );
});
