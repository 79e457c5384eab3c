import { expect, test } from 'vitest';
import { dhcpDiscover, dhcpRequest } from '../../src/guest/dhcp-client.ts';

const mac = Uint8Array.of(0, 0x16, 0x3e, 0, 0, 1);
const DEFAULT_REQUESTS = Uint8Array.of(1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 121, 249, 252);

test('a DISCOVER is broadcast from nobody, with its options in the order of charrua', () => {
  const message = dhcpDiscover({ mac, transactionId: 0x12345678 });
  expect(message).toMatchObject({
    sourceMac: mac,
    destinationMac: new Uint8Array(6).fill(0xff),
    sourceIp: 0,
    destinationIp: 0xffff_ffff,
    sourcePort: 68,
    destinationPort: 67,
    op: 1,
    transactionId: 0x12345678,
    broadcast: true,
    serverIp: 0,
    clientMac: mac,
  });
  expect(message.options).toEqual([
    { code: 53, data: Uint8Array.of(1) },
    { code: 61, data: Uint8Array.of(1, ...mac) },
    { code: 55, data: DEFAULT_REQUESTS },
  ]);
});

test('a REQUEST names the server in the header and in its options', () => {
  const message = dhcpRequest({ mac, transactionId: 1, serverIp: 0x0a0000fe, requestIp: 0xc0a80102 });
  expect(message.serverIp).toBe(0x0a0000fe);
  expect(message.options).toEqual([
    { code: 55, data: DEFAULT_REQUESTS },
    { code: 53, data: Uint8Array.of(3) },
    { code: 50, data: Uint8Array.of(192, 168, 1, 2) },
    { code: 54, data: Uint8Array.of(10, 0, 0, 254) },
  ]);
});

test('an empty list of requests means the default', () => {
  expect(dhcpDiscover({ mac, transactionId: 1, requests: [] }).options[2]?.data).toEqual(DEFAULT_REQUESTS);
  expect(dhcpDiscover({ mac, transactionId: 1, requests: [3, 1] }).options[2]?.data).toEqual(
    Uint8Array.of(3, 1),
  );
});
