import { describe, expect, test } from 'vitest';
import { CHECKSUM_NAMES } from '../../src/wire/checksum-status.ts';
import * as layers from '../../src/wire/layers.ts';
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT } from '../../src/wire/protocol-numbers.ts';
import {
  LAYER_NAMES,
  layerOfPorts,
  layerOfTransport,
  PROTOCOLS,
  transportOf,
} from '../../src/wire/protocols.ts';

describe('the table of protocols', () => {
  test('has the rows where layers.ts says that they are', () => {
    const said = Object.entries(layers).map(([name, layer]) => [
      layer,
      name.slice('LAYER_'.length).toLowerCase(),
    ]);
    expect(said.length).toBeGreaterThan(8);
    for (const [layer, name] of said) expect([layer, LAYER_NAMES[Number(layer)]]).toEqual([layer, name]);
  });

  test('has each name, each field, each protocol number and each port once', () => {
    const fields = PROTOCOLS.flatMap((row) => row.fields);
    const numbers = PROTOCOLS.flatMap((row) => ('number' in row ? [row.number] : []));
    const ports = PROTOCOLS.flatMap((row) => ('ports' in row ? row.ports : []));
    for (const all of [LAYER_NAMES, fields, numbers, ports]) {
      expect(new Set<string | number>(all).size).toBe(all.length);
      expect(all.length).toBeGreaterThan(1);
    }
  });

  test('names fields by their protocol, but for the trailer', () => {
    for (const { name, fields } of PROTOCOLS) {
      for (const field of fields)
        expect(field === 'trailer' ? name : field.split('.')[0]).toBe(
          field === 'trailer' ? 'ethernet' : name,
        );
    }
  });

  test('gives each transport the checksum of its name', () => {
    for (const row of PROTOCOLS) if ('number' in row) expect(CHECKSUM_NAMES[row.checksum]).toBe(row.name);
  });
});

test('a transport is found by its number, and by no other', () => {
  const known = Array.from({ length: 256 }, (_, protocol) => protocol).filter((protocol) =>
    transportOf(protocol),
  );
  expect(known).toEqual([1, 6, 17, 58]);
  for (const protocol of known)
    expect(LAYER_NAMES[layerOfTransport(protocol)]).toBe(transportOf(protocol)?.name);
  expect(transportOf(-1)).toBeUndefined();
});

test('an application is found by either port, at either end', () => {
  for (const port of [DHCP_SERVER_PORT, DHCP_CLIENT_PORT]) {
    expect(layerOfPorts(port, 65535)).toBe(layers.LAYER_DHCP);
    expect(layerOfPorts(65535, port)).toBe(layers.LAYER_DHCP);
  }
  expect(layerOfPorts(66, 69)).toBe(layers.LAYER_ETHERNET);
  expect(layerOfPorts(0, 0)).toBe(layers.LAYER_ETHERNET);
});
