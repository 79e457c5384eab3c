import { expect, test } from 'vitest';
import { RELEASE_NAMES } from '../../src/netchannel/releases.ts';
import type { Region } from '../../src/simd/region-list.ts';
import { SIMD_BYTES, SIMD_REGIONS } from '../../src/simd/simd-memory.ts';
import { captureOf } from '../support/capture-of.ts';

const SCRIPT = `
name: all kinds
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - repeat:
      count: 40
      steps:
        - udp: {to: alice, to_port: 7, payload: {size: 1471}}
        - tcp: {to: bob, to_port: 80, payload: {size: 301}}
        - ping: {to: bob, payload: {size: 4001}}
        - udp: {to: bob, to_port: 9, payload: [{text: "odd"}, {size: 77}]}
        - nat: {from: 10.0.0.3, to: bob, udp: {to_port: 53, payload: {size: 200}}}
        - raw: {to: alice, size: 3000, writes: [{at: 14, data: {size: 999}}, {at: 2500, data: {size: 33}}]}
        - arp: {request: alice}
`;

test.each(RELEASE_NAMES)(
  '%s gives the same bytes and findings in SIMD memory and in ordinary memory',
  async (release) => {
    const all = SIMD_REGIONS.take(SIMD_BYTES.length) as Region;
    expect(all.length).toBe(4 * 1024 * 1024);
    const ordinary = await captureOf(SCRIPT, release);
    SIMD_REGIONS.put(all);
    const simd = await captureOf(SCRIPT, release);
    expect(simd.result).toEqual(ordinary.result);
    expect(Buffer.compare(simd.pcap, ordinary.pcap)).toBe(0);
    expect(simd.result.totals.frames).toBeGreaterThan(280);
  },
);

test('a run gives back what it took', async () => {
  await captureOf(SCRIPT, '1.10.0');
  const all = SIMD_REGIONS.take(SIMD_BYTES.length);
  expect(all).toBeDefined();
  if (all !== undefined) SIMD_REGIONS.put(all);
});
