import { describe, expect, test } from 'vitest';
import { type ReplayOptions, replayCapture } from '../../src/replay/replay.ts';
import { jsonReport } from '../../src/report/json.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { renderText } from '../../src/report/text.ts';
import {
  type BuiltPacket,
  block,
  enhanced,
  interfaceBlock,
  pcap,
  section,
} from '../capture-reader/capture-builder.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import * as build from '../wire/frame-builder.ts';
import { FrameKeeper, framesOf, nanosecondPcap, type StampedFrame, sampleText } from './captures.ts';

const NAMED = { name: 'x', file: 'x.pcap' };
const UDP = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [104, 105]) });
const at = (seconds: number, bytes: ArrayLike<number> = UDP): BuiltPacket => ({
  bytes: Uint8Array.from(bytes),
  seconds,
});

async function replay(capture: Uint8Array, options: Partial<ReplayOptions> = {}) {
  const keeper = new FrameKeeper();
  const captures = new Map([['1.10.0', keeper]] as const);
  const replayed = await replayCapture([capture], { ...NAMED, releases: ['1.10.0'], captures, ...options });
  const [result] = replayed.results;
  if (result === undefined) throw new Error('Expected a result');
  return { ...replayed, result, frames: keeper.frames };
}

const times = (frames: readonly StampedFrame[]) =>
  frames.map(({ seconds, fraction }) => seconds + fraction / 1e9);

describe('time', () => {
  test('is that of the capture', async () => {
    const { frames, result } = await replay(pcap([at(100), at(250), at(251)]));
    expect(times(frames)).toEqual([100, 250, 251]);
    expect(result.stepsTaken).toBe(3);
  });

  test('goes on where it went backwards', async () => {
    const { frames } = await replay(pcap([at(100), at(50), at(101)]));
    expect(times(frames)).toEqual([100, 100.000001, 101]);
  });

  test('as soon as possible: a microsecond from frame to frame', async () => {
    const { frames } = await replay(pcap([at(100), at(250), at(5)]), { asap: true });
    expect(times(frames)).toEqual([100, 100.000001, 100.000002]);
  });

  test('netback that runs after every second packet: time goes by all the same', async () => {
    const { frames } = await replay(pcap([at(100), at(101), at(200)]), { pollEvery: 2 });
    expect(times(frames)).toEqual([101, 101.000001, 200]);
  });
});

describe('findings', () => {
  test('name the packets of the capture, also after some that were left out', async () => {
    const short = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [1]) });
    const { result, leftOut } = await replay(
      pcap([at(1), at(1, []), at(1, new Uint8Array(70_000)), at(1, short)]),
    );
    expect(leftOut).toBe(2);
    const where = (step: number) => result.steps[step];
    expect(result.errors.map(({ step, message }) => [where(step)?.packet, message])).toEqual([
      [2, 'Left out: it has no bytes'],
      [3, 'Left out: its 70000 bytes are more than the 65535 that a frame can have'],
    ]);
    expect(result.errorCount).toBe(2);
    const [failure] = result.checksumFailures;
    expect(where(failure?.frame.step ?? -1)).toMatchObject({ packet: 4, label: 'forwarded udp' });
    expect(where(failure?.staleSummed[0]?.source.step ?? -1)).toMatchObject({ packet: 1 });
    const text = renderText(result, { verbose: true });
    expect(text).toContain('; "forwarded udp", packet 4\n');
    expect(text).toContain('"sent as it was", packet 2: Left out: it has no bytes\n');
  });

  test('behind blocks that Wireshark gives a number, the packets have the numbers of Wireshark', async () => {
    const custom = block(true, 0x0bad, Uint8Array.of(0xd9, 0x7e, 0, 0));
    const empty = enhanced(true, { bytes: Uint8Array.of() });
    const head = [section(true), interfaceBlock(true)];
    const { result, packets } = await replay(Buffer.concat([...head, custom, empty, custom, empty]));
    expect(result.steps.map(({ packet }) => packet)).toEqual([2, 4]);
    expect(packets).toBe(2);
  });

  test('there are as many steps as findings name, and not as many as packets', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => at(i));
    const { result, packets } = await replay(pcap(many), { listed: 5 });
    expect([packets, result.totals.frames]).toEqual([3000, 3000]);
    expect(result.steps.length).toBeLessThanOrEqual(10);
    expect(result.totals.discarded).toBeGreaterThan(1000);
  });

  test('make the reports that a run makes', async () => {
    const { frames } = await framesOf(sampleText('osec-2019-01.yaml'), '1.10.1');
    const { result } = await replay(nanosecondPcap(frames));
    expect(jsonReportSchema.parse(JSON.parse(JSON.stringify(jsonReport(result, null))))).toBeTruthy();
    expect(result.script).toMatchObject(NAMED);
  });

  test('Wireshark agrees about what the receiver discards', async () => {
    const { frames: sent } = await framesOf(sampleText('osec-2019-01.yaml'), '1.10.1');
    const { frames, result } = await replay(nanosecondPcap(sent));
    const judge = await openWithWireshark(nanosecondPcap(frames));
    const bad = ['ip', 'udp', 'tcp', 'icmp', 'icmpv6'].map((name) => `${name}.checksum.status == "Bad"`);
    const discarded = new Set(result.checksumFailures.map(({ frame }) => frame.number));
    expect(judge.matchedFrames(bad.join(' || '))).toEqual([...discarded]);
    judge.close();
  });
});

describe('frames', () => {
  test('an MTU leaves out what exceeds it', async () => {
    const large = build.ethernet(0x88b5, new Array(1501).fill(1));
    const fits = build.ethernet(0x88b5, new Array(1500).fill(1));
    const { result, leftOut, largestFrame } = await replay(pcap([at(1, large), at(1, fits)]), { mtu: 1500 });
    expect([leftOut, largestFrame]).toEqual([1, 1514]);
    expect(result.errors[0]?.message).toBe('Left out: its 1501 bytes exceed the MTU of 1500');
  });

  test('jumbo frames are sent whole, up to the largest that there can be', async () => {
    const payload = build.udp(build.IPV4_PAIR, [1, 2], new Array(8000).fill(7));
    const jumbo = build.ipv4({ protocol: 17, payload });
    const largest = build.ethernet(0x88b5, new Array(65_521).fill(1));
    const { frames, result, largestFrame } = await replay(pcap([at(1, jumbo), at(1, largest)]));
    expect(frames.map(({ bytes }) => bytes.length)).toEqual([jumbo.length, 65_535]);
    expect([result.errors, largestFrame]).toEqual([[], 65_535]);
  });

  test('of interfaces of several kinds', async () => {
    const capture = Buffer.concat([
      section(true),
      interfaceBlock(true),
      interfaceBlock(true, { linkType: 101 }),
      interfaceBlock(true, { linkType: 105 }),
      enhanced(true, { bytes: Uint8Array.from(UDP) }),
      enhanced(true, { bytes: Uint8Array.from(UDP.slice(14)), interfaceId: 1 }),
      enhanced(true, { bytes: Uint8Array.from(UDP), interfaceId: 2 }),
    ]);
    const { result, leftOut } = await replay(capture);
    expect([result.totals.frames, leftOut]).toEqual([2, 1]);
    expect(result.errors[0]?.message).toMatch(/^Left out: its link type is IEEE802_11/);
  });

  test('no packet at all', async () => {
    const { result, packets } = await replay(pcap([]));
    expect([packets, result.totals.frames, result.complete]).toEqual([0, 0, true]);
  });

  test('a hundred that wait for slots come out as they went in', async () => {
    const packets = Array.from({ length: 400 }, (_, i) =>
      at(1, build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [i, 2], [i & 255, i >> 8]) })),
    );
    const keeper = new FrameKeeper();
    const captures = new Map([['1.10.1', keeper]] as const);
    const [one, two] = [pcap(packets).subarray(0, 9000), pcap(packets).subarray(9000)];
    // The second chunk comes over the memory of the first.
    async function* chunks() {
      const buffer = Buffer.alloc(Math.max(one.length, two.length));
      for (const part of [one, two]) {
        buffer.fill(0xa5);
        part.copy(buffer);
        yield buffer.subarray(0, part.length);
      }
    }
    const { results } = await replayCapture(chunks(), {
      ...NAMED,
      releases: ['1.10.1'],
      captures,
      pollEvery: 1000,
    });
    expect(results[0]?.blockedWrites).toBe(144);
    const body = (bytes: Uint8Array) => Buffer.from(bytes.subarray(34)).toString('hex');
    expect(keeper.frames.map(({ bytes }) => body(bytes))).toEqual(packets.map(({ bytes }) => body(bytes)));
  });
});

describe('damage', () => {
  test('wherever a capture is cut, what is before is replayed', async () => {
    const whole = pcap([at(1), at(2), at(3)]);
    const record = 16 + UDP.length;
    for (let length = 0; length < whole.length; length++) {
      const { damage, packets, result } = await replay(whole.subarray(0, length));
      const isBetween = length >= 24 && (length - 24) % record === 0;
      expect([length, damage === undefined, result.complete]).toEqual([length, isBetween, isBetween]);
      expect(packets).toBe(Math.max(0, Math.floor((length - 24) / record)));
      expect(result.totals.frames).toBe(packets);
      if (!isBetween) expect(damage?.message).toMatch(/^Cannot read the capture at offset \d+: /);
    }
  });

  test('a signal ends it after the packet at hand', async () => {
    const controller = new AbortController();
    async function* chunks() {
      yield pcap([at(1), at(2)]);
      controller.abort();
      yield pcap([at(3)]).subarray(24);
    }
    const { results, packets, damage } = await replayCapture(chunks(), {
      ...NAMED,
      signal: controller.signal,
    });
    expect([packets, damage]).toEqual([2, undefined]);
    expect(results.map(({ complete, totals }) => [complete, totals.frames])).toEqual(
      results.map(() => [false, 2]),
    );
  });

  test('a signal that comes when nothing is left has stopped nothing', async () => {
    const controller = new AbortController();
    async function* chunks() {
      yield pcap([at(1), at(2)]);
      controller.abort();
    }
    const { results, packets } = await replayCapture(chunks(), { ...NAMED, signal: controller.signal });
    expect([packets, results.every(({ complete }) => complete)]).toEqual([2, true]);
  });
});
