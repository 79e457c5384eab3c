import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/netchannel/releases.ts';
import { type CapturedRun, capturedRun } from '../support/captured-run.ts';
import { judgedChecksums } from '../support/judged-checksums.ts';
import * as build from '../wire/frame-builder.ts';

const SIZES = [0, 1, 2, 7, 1400, 1472, 1473, 3000, 8000];
const hosts = { web: { ip: '10.0.0.80' } };

/** The same frame with the sum of its pseudo header alone in its checksum field. */
function partial(frame: Uint8Array, protocol: number, at: number): Uint8Array {
  const copy = Uint8Array.from(frame);
  const length = frame.length - 54;
  const addresses = [...frame.subarray(22, 54)];
  let sum = protocol + length;
  for (let i = 0; i < 32; i += 2) sum += ((addresses[i] ?? 0) << 8) | (addresses[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  copy[at] = sum >>> 8;
  copy[at + 1] = sum & 0xff;
  return copy;
}

const v6 = [1, 2, 3, 4, 5].flatMap((size) => {
  const data = Array.from({ length: size * 37 }, (_, i) => i & 0xff);
  const udp = Uint8Array.from(
    build.ipv6({ protocol: 17, payload: build.udp(build.IPV6_PAIR, [1000, 2000], data) }),
  );
  const tcp = Uint8Array.from(
    build.ipv6({ protocol: 6, payload: build.tcp(build.IPV6_PAIR, [1000, 80], [], data) }),
  );
  return [partial(udp, 17, 54 + 6), partial(tcp, 6, 54 + 16), udp, tcp];
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const steps = [
  ...SIZES.flatMap((size) => [
    { udp: { to: 'web', to_port: 53, payload: { size } } },
    { tcp: { to: 'web', to_port: 80, payload: { size } } },
    { ping: { to: 'web', payload: { size } } },
    { udp: { to: 'web', to_port: 53, payload: { size }, sum: 'computed' } },
    { receive: { from: 'web', tcp: { to_port: 80, payload: { size } } } },
    { receive: { from: 'web', udp: { to_port: 80, payload: { size } } } },
  ]),
  ...v6.flatMap((frame) => {
    const content = {
      size: frame.length,
      flags: ['csum_blank', 'data_validated'],
      writes: [{ at: 0, data: { hex: hex(frame) } }],
    };
    return [{ raw: content }, { receive: content }];
  }),
];

/** Everybody leaves checksums to the card, and nobody reads that. */
function captureOf(release: Release, mtu: number, taken: readonly object[]): Promise<CapturedRun> {
  const habits = { sum: 'left to card', flags: 'ignored' };
  return capturedRun({ mtu, hosts, checksums: { unikernel: habits, hosts: habits }, steps: taken }, release);
}

describe('a capture of a guest that leaves checksums to the card is judged by Wireshark and by us alike', () => {
  test.each<[Release, number]>([
    ['1.10.1', 1500],
    ['1.9.0', 9000],
    ['2.1.8', 1500],
    ['2.1.8', 9000],
    ['1.10.0', 9000],
  ])('%s, an MTU of %d', async (release, mtu) => {
    const { bytes, result } = await captureOf(release, mtu, steps);
    const { wireshark, ours } = await judgedChecksums(bytes);
    expect(ours).toEqual(wireshark);
    const left = result.frames.filter(({ checksum }) => checksum?.partial === true);
    expect(ours.partial).toEqual(left.map(({ number }) => number));
    expect(left.length).toBeGreaterThan(30);
    const blamed = result.checksumFailures.filter(({ cause }) => cause === 'left-to-card');
    expect(blamed.map(({ frame }) => frame.number)).toEqual(ours.partial);
  });

  test('so are sums of the pseudo header that old memory is in', async () => {
    const [frame = new Uint8Array(0)] = v6;
    const holes = {
      size: frame.length,
      flags: ['csum_blank', 'data_validated'],
      writes: [
        { at: 0, data: { hex: hex(frame.subarray(0, 60)) } },
        { at: 62, data: { hex: hex(frame.subarray(62)) } },
      ],
    };
    const secret = { raw: { size: 200, writes: [{ at: 0, data: { pattern: 'secret', size: 200 } }] } };
    const { bytes, result } = await captureOf('1.10.0', 1500, [secret, { raw: holes }]);
    const { wireshark, ours } = await judgedChecksums(bytes);
    expect(ours).toEqual(wireshark);
    expect(ours).toMatchObject({ partial: [], wrong: [2] });
    expect(result.frames[1]?.checksum).toMatchObject({ partial: false });
    expect(result.checksumFailures.map(({ cause }) => cause)).not.toContain('left-to-card');
  });
});
