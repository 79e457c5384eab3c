import { describe, expect, test } from 'vitest';
import type { Release } from '../../../src/netchannel/releases.ts';
import { capturedRun } from '../../support/captured-run.ts';
import { judgedChecksums } from '../../support/judged-checksums.ts';

const SIZES = [0, 1, 2, 7, 1400, 1900];
const LEFT = { sum: 'left to card', flags: 'heeded' };

/** A datagram whose checksum is left out of the sum, or wrong. */
const raw = (checksum: string, flags: string[]) => ({
  guest: 'work',
  raw: {
    to: 'web',
    ethertype: 0x0800,
    size: 46,
    flags,
    writes: [
      { at: 14, data: { hex: '45000020000040004011f9dd0a8900050a000050' } },
      { at: 34, data: { hex: `23282328000c${checksum}` } },
      { at: 42, data: 'data' },
    ],
  },
});

const steps = [
  ...['work', 'office'].flatMap((guest, i) => [
    { guest, tcp: { to: 'web', from_port: 40_000, to_port: 80, flags: 'S' } },
    ...SIZES.flatMap((size) => [
      { guest, udp: { to: 'web', from_port: 1000, to_port: 53, payload: { size } } },
      { guest, tcp: { to: 'web', from_port: 40_000, to_port: 80, payload: { size } } },
      { guest, udp: { to: i === 0 ? 'office' : 'work', to_port: 9, payload: { size } } },
      { guest, udp: { to: 'web', to_port: 53, payload: { size }, sum: 'computed' } },
      { guest, ping: { to: 'web', payload: { size } } },
      { receive: { from: 'web', tcp: { from_port: 80, to_port: 1024 + i, payload: { size } } } },
      { udp: { to: 'web', to_port: 53, payload: { size } } },
    ]),
  ]),
  raw('0bad', []),
  raw('0bad', ['csum_blank', 'data_validated']),
];

const script = (validated: boolean) => ({
  mtu: 2000,
  unikernel: { ip: '10.137.0.2' },
  hosts: { web: { ip: '10.0.0.80' } },
  guests: {
    work: { ip: '10.137.0.5' },
    office: { ip: '10.137.0.6', checksums: { ...LEFT, flags: 'required' } },
  },
  checksums: { unikernel: { sum: 'left to card' }, guests: LEFT, hosts: LEFT },
  firewall: { validated, rules: [{ from: ['work', 'office'], to: ['work', 'office'], action: 'accept' }] },
  // The NAT gets the sum of an echo wrong, and who reads data_validated does not look at it.
  steps: steps.filter((step) => !validated || !('ping' in step)),
});

describe('a capture of guests that leave checksums to the card, and of their firewall', () => {
  test.each<[Release, boolean]>([
    ['1.10.0', false],
    ['1.10.1', false],
    ['2.1.8', false],
    ['2.1.8', true],
  ])(
    'is judged by Wireshark and by us alike, frame by frame, %s, validated %s',
    async (release, validated) => {
      const { bytes, result } = await capturedRun(script(validated), release);
      const { wireshark, ours } = await judgedChecksums(bytes);
      expect(ours).toEqual(wireshark);
      expect(ours.frames).toBe(result.totals.frames);
      const { frames } = result;
      const numbers = (which: (frame: (typeof frames)[number]) => boolean): number[] =>
        frames.filter(which).map(({ number }) => number);
      // What guests and hosts leave to the card, and nothing that the firewall forwards.
      expect(ours.partial).toEqual(numbers(({ checksum }) => checksum?.partial === true));
      expect(ours.partial.length).toBeGreaterThan(40);
      expect(
        numbers(({ forwards, checksum }) => forwards !== undefined && checksum?.partial === true),
      ).toEqual([]);
      // What is wrong is wrong to all three, whether the firewall looks at it or not.
      const failed = [...new Set(result.checksumFailures.map(({ frame }) => frame.number))];
      expect(failed).toEqual(ours.wrong);
      const overlooked = result.checksumFailures.filter((failure) => failure.overlooked);
      expect(new Set(overlooked.map(({ frame }) => frame.number)).size).toBe(result.totals.overlooked);
      expect(result.totals.overlooked).toBe(2);
      for (const { frame } of overlooked) {
        expect(frames[(frame.number ?? 0) - 1]).toMatchObject({ verdict: 'delivered' });
        expect(frames[frame.number ?? 0]?.forwards).toMatchObject({ number: frame.number });
      }
    },
  );

  test.each<[boolean, object, object]>([
    [false, { fixedUp: 1 }, { sumsDropped: 1, discarded: 1 }],
    [true, { fixedUp: 1 }, { discarded: 0 }],
  ])(
    'long segments under 2.1.8, validated %s: Linux sums up anew, Windows loses what nothing is said of',
    async (...args) => {
      const [validated, work, office] = args;
      const { result } = await capturedRun(script(validated), '2.1.8');
      const [atWork, atOffice] = result.channels ?? [];
      expect(atWork).toMatchObject({ segmented: 1, ...work });
      expect(atOffice).toMatchObject({ segmented: 1, ...office });
      for (const key of [
        'leftToCard',
        'validated',
        'segmented',
        'fixedUp',
        'sumsDropped',
        'overlooked',
      ] as const) {
        const all = (result.channels ?? []).reduce((sum, channel) => sum + (channel[key] ?? 0), 0);
        expect(all).toBe(result.totals[key] ?? 0);
      }
    },
  );
});
