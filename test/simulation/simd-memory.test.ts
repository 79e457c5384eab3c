import { expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import type { Region } from '../../src/simd/region-list.ts';
import { SIMD_BYTES, SIMD_REGIONS } from '../../src/simd/simd-memory.ts';
import { captureOf } from '../support/capture-of.ts';

/** Polled rarely, the ring and the receive pages run out, and frames have to wait. */
const POLLS = ['each', '{every: 700}'];

const script = (poll: string): string => `
name: all kinds
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
poll: ${poll}
steps:
  - repeat:
      count: 60
      steps:
        - udp: {to: alice, to_port: 7, payload: {size: 1471}}
        - tcp: {to: bob, to_port: 80, payload: {size: 301}}
        - ping: {to: bob, payload: {size: 4001}}
        - udp: {to: bob, to_port: 9, payload: [{text: "odd"}, {size: 77}]}
        - nat: {from: 10.0.0.3, to: bob, udp: {to_port: 53, payload: {size: 200}}}
        - raw: {to: alice, size: 3000, writes: [{at: 14, data: {size: 999}}, {at: 2500, data: {size: 33}}]}
        - arp: {request: alice}
        - receive: {from: alice, udp: {from_port: 7, to_port: 1234, payload: {size: 400}}}
        - receive: {from: bob, ping: {payload: {size: 4000}}}
        - receive: {size: 6000, from: bob, writes: [{at: 14, data: {size: 5000}}]}
`;

const CASES = COMPARED_RELEASES.flatMap((release) =>
  POLLS.flatMap((poll) =>
    (['receiver', 'netfront', 'netback'] as const).map((vantage) => ({ release, poll, vantage })),
  ),
);

test.each(CASES)(
  '$release, polled $poll, seen at $vantage: the same bytes and findings in SIMD memory and in ordinary memory',
  async ({ release, poll, vantage }) => {
    const all = SIMD_REGIONS.take(SIMD_BYTES.length) as Region;
    expect(all.length).toBe(4 * 1024 * 1024);
    const ordinary = await captureOf(script(poll), release, vantage);
    SIMD_REGIONS.put(all);
    const simd = await captureOf(script(poll), release, vantage);
    expect(simd.result).toEqual(ordinary.result);
    expect(Buffer.compare(simd.pcap, ordinary.pcap)).toBe(0);
    expect(simd.result.totals.frames).toBeGreaterThan(720);
    expect(simd.result.blockedWrites > 0).toBe(poll !== 'each');
  },
);

test('a run gives back what it took', async () => {
  await captureOf(script('each'), '1.10.0');
  const all = SIMD_REGIONS.take(SIMD_BYTES.length);
  expect(all).toBeDefined();
  if (all !== undefined) SIMD_REGIONS.put(all);
});
