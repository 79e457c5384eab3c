import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DHCP_OPTION_NAMES, dhcpOptionCode, encodeDhcpOption } from '../../src/wire/dhcp-options.ts';

describe('encodeDhcpOption', () => {
  test.each<[string, unknown, number, number[]]>([
    ['subnet_mask', '255.255.255.0', 1, [255, 255, 255, 0]],
    ['time_offset', -2, 2, [255, 255, 255, 254]],
    ['routers', ['10.0.0.254', '10.0.0.253'], 3, [10, 0, 0, 254, 10, 0, 0, 253]],
    ['hostname', 'é', 12, [0xc3, 0xa9]],
    ['bootfile_size', '0x102', 13, [1, 2]],
    ['ipforwarding', true, 19, [1]],
    ['nlsr', false, 20, [0]],
    ['policy_filters', [['10.0.0.0', '255.0.0.0']], 21, [10, 0, 0, 0, 255, 0, 0, 0]],
    ['default_ip_ttl', 64, 23, [64]],
    ['interface_mtu', 1500, 26, [5, 220]],
    ['ip_lease_time', 0xffff_ffff, 51, [255, 255, 255, 255]],
    ['message_type', 'OFFER', 53, [2]],
    ['message_type', 3, 53, [3]],
    ['parameter_requests', ['routers', 1, '0xfc'], 55, [3, 1, 252]],
    ['client_id', '00:16:3e:00:00:01', 61, [1, 0, 0x16, 0x3e, 0, 0, 1]],
    ['client_id', 'me', 61, [0, 0x6d, 0x65]],
    ['client_id', { hex: 'ff01' }, 61, [255, 1]],
    ['vendor_specific', { hex: '00fF' }, 43, [0, 255]],
    ['web_proxy_auto_disc', '', 252, []],
  ])('encodes %s %j', (name, value, code, data) => {
    expect(encodeDhcpOption(name, value)).toEqual({ code, data: Uint8Array.from(data) });
  });

  test.each<[string, unknown, string]>([
    [
      'subnet_mask',
      'alice',
      'Cannot encode the DHCP option subnet_mask: expected an IPv4 address, got "alice"',
    ],
    ['routers', [], 'Cannot encode the DHCP option routers: expected a list of IPv4 addresses, got []'],
    [
      'routers',
      '10.0.0.1',
      'Cannot encode the DHCP option routers: expected a list of IPv4 addresses, got "10.0.0.1"',
    ],
    ['hostname', 3, 'Cannot encode the DHCP option hostname: expected text, or {hex: …}, got 3'],
    [
      'hostname',
      { hex: '0' },
      'Cannot encode the DHCP option hostname: expected text, or {hex: …}, got {"hex":"0"}',
    ],
    ['nlsr', 1, 'Cannot encode the DHCP option nlsr: expected true or false, got 1'],
    [
      'default_ip_ttl',
      256,
      'Cannot encode the DHCP option default_ip_ttl: expected a number from 0 to 255, got 256',
    ],
    [
      'ip_lease_time',
      undefined,
      'Cannot encode the DHCP option ip_lease_time: expected a number from 0 to 4294967295, got undefined',
    ],
    ['constructor', 1, 'Unknown DHCP option "constructor"'],
  ])('refuses %s %j', (name, value, message) => {
    expect(() => encodeDhcpOption(name, value)).toThrow(message);
  });

  test('tells wrong types from values out of range', () => {
    expect(() => encodeDhcpOption('max_message', 65_536)).toThrow(RangeError);
    expect(() => encodeDhcpOption('max_message', 'x')).toThrow(TypeError);
  });

  test('asks the caller for addresses that have names', () => {
    const resolve = (text: string): number | undefined => (text === 'alice' ? 0x0a00000a : undefined);
    expect(encodeDhcpOption('request_ip', 'alice', resolve).data).toEqual(Uint8Array.of(10, 0, 0, 10));
  });

  test('does not refuse a value that is too long for its length byte', () => {
    expect(encodeDhcpOption('hostname', 'h'.repeat(300)).data).toHaveLength(300);
  });

  test('has one code for each name', () => {
    const codes = DHCP_OPTION_NAMES.map(dhcpOptionCode);
    expect(new Set(codes).size).toBe(DHCP_OPTION_NAMES.length);
    expect(dhcpOptionCode('toString')).toBeUndefined();
  });

  test('either encodes or throws a TypeError or RangeError, whatever the value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DHCP_OPTION_NAMES), fc.jsonValue(), (name, value) => {
        try {
          expect(encodeDhcpOption(name, value).code).toBe(dhcpOptionCode(name));
        } catch (error) {
          expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
        }
      }),
    );
  });
});
