import { describe, expect, test } from 'vitest';
import type { Packet, UdpDatagram } from '../../../src/guest/packets.ts';
import { COMPARED_RELEASES } from '../../../src/netchannel/releases.ts';
import type { Step } from '../../../src/script/index.ts';
import { Peers } from '../../../src/simulation/peers/peers.ts';
import { wholeOf } from '../../../src/wire/bytes.ts';
import { RecordingDevice } from '../../support/recording-device.ts';
import { runSteps } from '../../support/run-steps.ts';

const UNIKERNEL_MAC = Uint8Array.of(0, 0x16, 0x3e, 0, 0, 1);
const ALICE_MAC = Uint8Array.of(2, 0, 10, 0, 0, 10);
const BOB_MAC = Uint8Array.of(2, 0, 10, 0, 0, 11);

function datagram(payload: Uint8Array): UdpDatagram {
  return {
    kind: 'udp',
    destinationMac: UNIKERNEL_MAC,
    source: 0x0a00000a,
    destination: 0x0a000001,
    sourcePort: 1,
    destinationPort: 2,
    payload: wholeOf(payload),
  };
}

const filled = (size: number, byte: number): UdpDatagram => datagram(new Uint8Array(size).fill(byte));

const received = (packet: Packet, sender = ALICE_MAC, index = 0): Step => ({
  kind: 'receive',
  site: { index, label: '', line: 1 },
  packet,
  sender,
});

const macOf = (frame: Uint8Array | undefined): string => Buffer.from(frame ?? []).toString('hex', 6, 12);

/** Offset in bytes, whether more follow, identification, and data of a fragment. */
function fragment(frame: Uint8Array): { at: number; more: boolean; id: number; data: Uint8Array } {
  const view = new DataView(frame.buffer, frame.byteOffset);
  const word = view.getUint16(20);
  expect(view.getUint16(16)).toBe(frame.length - 14);
  return {
    at: 8 * (word & 0x1fff),
    more: (word & 0x2000) !== 0,
    id: view.getUint16(18),
    data: frame.subarray(34),
  };
}

describe('other machines', () => {
  test('have a MAC address each, and number their fragments each for itself', () => {
    const device = new RecordingDevice(4096);
    const peers = new Peers(device, 1500, () => undefined);
    for (const mac of [ALICE_MAC, BOB_MAC, ALICE_MAC.slice(), ALICE_MAC]) peers.send(filled(2000, 1), mac, 5);
    expect(device.frames.map(macOf)).toEqual(
      ['02000a00000a', '02000a00000b', '02000a00000a', '02000a00000a'].flatMap((mac) => [mac, mac]),
    );
    expect(device.frames.map((frame) => fragment(frame).id)).toEqual([1, 1, 1, 1, 2, 2, 3, 3]);
    expect(device.tags).toEqual(Array(8).fill(5));
  });

  test.each([576, 1500, 1501, 1507, 9000])(
    'cut what is too big so that it can be put together, MTU %i',
    (mtu) => {
      const payload = Uint8Array.from({ length: 20_000 }, (_, i) => i * 7);
      const device = new RecordingDevice(65_536);
      new Peers(device, mtu, () => undefined).send(datagram(payload), ALICE_MAC, 0);
      const data = new Uint8Array(20_008);
      const fragments = device.frames.map(fragment);
      for (const { at, data: part } of fragments) data.set(part, at);
      expect(Buffer.from(data.subarray(8)).equals(payload)).toBe(true);
      expect(fragments.map(({ more }) => more)).toEqual(fragments.map((_, i) => i < fragments.length - 1));
      expect(Math.max(...device.frames.map(({ length }) => length))).toBeLessThanOrEqual(14 + mtu);
      expect(Math.max(...device.frames.map(({ length }) => length))).toBeGreaterThan(14 + mtu - 8);
    },
  );
});

describe.each(COMPARED_RELEASES)('in a simulation, %s', (release) => {
  test('what is received without a poll waits for pages, and arrives whole and in order', () => {
    const steps = Array.from({ length: 300 }, (_, i) => {
      const payload = new Uint8Array(i % 3 === 0 ? 3000 : 10).fill(i);
      return received(datagram(payload), i % 2 === 0 ? ALICE_MAC : BOB_MAC, i);
    });
    const { simulation, frames } = runSteps(steps, release);
    expect(simulation.errors).toEqual([]);
    expect(simulation.blockedWrites).toBeGreaterThan(100);
    const payloads = new Map<number, number>();
    for (const { bytes } of frames) {
      const { at, data } = fragment(bytes);
      const byte = data[data.length - 1] ?? 0;
      expect(data.subarray(at === 0 ? 8 : 0).every((value) => value === byte)).toBe(true);
      payloads.set(byte, (payloads.get(byte) ?? 0) + data.length);
    }
    // 300 numbers in a byte: the first 44 come twice.
    const expected = new Map<number, number>();
    for (let i = 0; i < 300; i++) {
      const length = 8 + (i % 3 === 0 ? 3000 : 10);
      expected.set(i & 0xff, (expected.get(i & 0xff) ?? 0) + length);
    }
    expect([...payloads].sort(([a], [b]) => a - b)).toEqual([...expected].sort(([a], [b]) => a - b));
  });

  test('what cannot be sent is an error of its step, and stops nothing', () => {
    const dhcp: Packet = {
      kind: 'dhcp',
      message: {
        sourceMac: ALICE_MAC,
        destinationMac: UNIKERNEL_MAC,
        sourceIp: 0,
        destinationIp: 1,
        sourcePort: 68,
        destinationPort: 67,
        op: 1,
        hops: 0,
        transactionId: 1,
        seconds: 0,
        broadcast: false,
        clientIp: 0,
        yourIp: 0,
        serverIp: 0,
        relayIp: 0,
        clientMac: ALICE_MAC,
        serverName: '',
        bootFile: '',
        options: [],
      },
    };
    const { simulation, frames } = runSteps(
      [received(dhcp, ALICE_MAC, 4), received(filled(10, 1), ALICE_MAC, 5)],
      release,
    );
    expect(simulation.errors).toEqual([{ step: 4, message: 'Cannot write a DHCP message without options' }]);
    expect(frames.map(({ verdict, direction }) => [verdict, direction])).toEqual([['delivered', 'rx']]);
  });

  test('bytes are accounted for: what nobody wrote is clean', () => {
    const { simulation, frames } = runSteps([received(filled(10, 1))], release);
    const { writtenBytes, cleanBytes, leakedBytes, bytes } = simulation.audit.totals;
    // Only the type of service is never written.
    expect({ writtenBytes, cleanBytes, leakedBytes, bytes }).toEqual({
      writtenBytes: 51,
      cleanBytes: 1,
      leakedBytes: 0,
      bytes: 52,
    });
    expect(frames).toHaveLength(1);
  });
});
