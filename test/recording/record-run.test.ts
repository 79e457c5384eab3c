import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { poolOf } from '../../src/recording/pool-of.ts';
import { recordRun } from '../../src/recording/record-run.ts';
import type { BlockUse } from '../../src/recording/recording.ts';
import type { RecordedRun } from '../../src/recording/run-recorder.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const FILES = readdirSync(SAMPLES).filter((file) => file.endsWith('.yaml'));
const sample = (file: string): string => readFileSync(path.join(SAMPLES, file), 'utf8');

const RUNS = FILES.flatMap((file) => COMPARED_RELEASES.map((release) => ({ file, release })));

/** Offsets from start to end, pair after pair. */
function offsets(pairs: readonly number[]): number[] {
  const all: number[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    for (let at = pairs[i] ?? 0; at < (pairs[i + 1] ?? 0); at++) all.push(at);
  }
  return all;
}

describe.each(RUNS)('$file under $release', ({ file, release }) => {
  const script = loadScript(sample(file), file);
  const recorded = recordRun(script, { release });

  test('comes to the same result as without a recording', async () => {
    const { result } = await recorded;
    expect(result).toEqual(await runScript(script, { release, listed: 2000 }));
  });

  test('has every frame, leak and wrong checksum of the result', async () => {
    const { result, recording } = await recorded;
    expect(recording.leftOut).toEqual({ frames: 0, leakingFrames: 0, discarded: 0 });
    expect(recording.unbroken).toBe(result.totals.frames);
    const lines = recording.frames.map(
      ({ bytes, cleared, fields, leak, failures, passedOn, ...line }) => line,
    );
    expect(lines).toEqual(result.frames);
    expect(recording.frames.flatMap(({ leak }) => leak ?? [])).toEqual(result.leaks);
    const failures = recording.frames.flatMap((frame) => frame.failures);
    expect(failures.map(({ sum, ...failure }) => failure)).toEqual(result.checksumFailures);
  });

  test('sorts every byte into written, cleared and stale, as many as the totals have', async () => {
    const { result, recording } = await recorded;
    let cleared = 0;
    for (const frame of recording.frames.filter(({ direction }) => direction === 'tx')) {
      const clean = new Set(offsets(frame.cleared));
      const stale = (frame.leak?.ranges ?? []).flatMap(({ start, end }) => offsets([start, end]));
      expect(stale.filter((at) => clean.has(at))).toEqual([]);
      for (const at of clean) expect([frame.number, at, frame.bytes[at]]).toEqual([frame.number, at, 0]);
      expect(Math.max(-1, ...clean)).toBeLessThan(frame.length);
      cleared += clean.size;
    }
    const received = recording.frames.filter(({ direction }) => direction === 'rx');
    if (received.length === 0) expect(cleared).toBe(result.totals.cleanBytes);
  });

  test('tells of every stale byte which use of its block put it there', async () => {
    const { recording } = await recorded;
    for (const { number, leak, blocks, channel } of recording.frames) {
      if (leak === undefined) continue;
      const { uses } = poolOf(recording, channel);
      const use = uses.find((candidate) => candidate.frame === number) as BlockUse;
      expect(use.block).toBe(blocks[0]?.id);
      for (const { start, end, source } of leak.ranges) {
        const within = use.contents.filter((stretch, i) => {
          const from = use.contents[i - 1]?.end ?? 0;
          return from < end && stretch.end > start;
        });
        expect(within.map(({ write }) => write?.number)).toEqual(within.map(() => source.number));
      }
    }
  });

  test('has no block in two uses at once', async () => {
    const { recording } = await recorded;
    for (const { blocks, uses } of [recording.pool, ...Object.values(recording.guestPools ?? {})]) {
      for (const id of blocks.keys()) {
        const own = uses.filter(({ block }) => block === id);
        own.forEach((use, i) => {
          const next = own[i + 1];
          if (next !== undefined) expect(use.to ?? Infinity).toBeLessThanOrEqual(next.from);
          if (use.frame !== undefined) {
            expect(use.from).toBeLessThanOrEqual(use.frame);
            expect(use.to ?? Infinity).toBeGreaterThan(use.frame);
          }
        });
      }
    }
  });

  test('adds up wrong checksums that stale memory is to blame for', async () => {
    const { recording } = await recorded;
    for (const frame of recording.frames) {
      for (const { cause, sum, found } of frame.failures) {
        expect([frame.number, sum?.adds]).toEqual([frame.number, cause === 'stale-memory']);
        if (sum === undefined || !sum.adds) continue;
        const words = [...sum.packet, ...sum.beside].reduce((total, { value }) => total + value, 0);
        expect((words + (sum.leftOut?.sum ?? 0) + found) % 0xffff).toBe(0);
        expect(sum.beside.every(({ source }) => source !== undefined)).toBe(true);
      }
    }
  });
});

describe('a long run', () => {
  const LONG = `
name: long
release: 1.10.0
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - repeat:
      count: 500
      steps:
        - udp: {to: alice, from_port: 1, to_port: 2, payload: "something that is for alice alone"}
        - raw: {to: bob, size: 60, writes: [{at: 14, data: "bob"}]}
  - udp: {to: alice, from_port: 1, to_port: 2, payload: "the largest leak of all comes last, as it may well be"}
  - raw: {to: bob, size: 90, writes: [{at: 14, data: "bob"}]}
`;
  let kept: RecordedRun;

  test('keeps the first frames, the worst leaks and their sources, and says what is left out', async () => {
    kept = await recordRun(loadScript(LONG, 'long.yaml'), { limits: { frames: 10, bytes: 1e6, leaks: 3 } });
    const { recording, result } = kept;
    expect(result.totals.frames).toBe(1002);
    expect(recording.unbroken).toBe(10);
    const numbers = recording.frames.map(({ number }) => number);
    expect(numbers.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    // The worst is the last, and its bytes are from the one before it.
    expect(numbers.slice(-2)).toEqual([1001, 1002]);
    expect(recording.frames.at(-1)?.leak).toEqual(result.largestLeak);
    const leaking = recording.frames.filter(({ leak }) => leak !== undefined).length;
    expect(recording.leftOut).toEqual({
      frames: 1002 - numbers.length,
      // The sources leak as well, although no more is told of them than their bytes.
      leakingFrames: result.totals.leakingFrames - leaking - (numbers.length - 10 - 3),
      discarded: 0,
    });
    expect(recording.pool.uses.every(({ from }) => from <= 10)).toBe(true);
  });

  test('counts among what leaks and is left out no source that is kept, though it leaks as well', async () => {
    const text = `hosts: { a: { ip: 10.0.0.10 }, b: { ip: 10.0.0.11 } }
steps: [{ repeat: { count: 100, steps: [
  { udp: { to: a, to_port: 1, payload: "hello a, this is yours" } },
  { raw: { to: b, size: 60, writes: [{ at: 14, data: "hi b" }] } }] } }]
`;
    const limits = { frames: 10, bytes: 1e6, leaks: 3 };
    const { recording, result } = await recordRun(loadScript(text, 'pairs.yaml'), { limits });
    // All but the very first.
    expect(result.totals.leakingFrames).toBe(199);
    const { frames, leakingFrames } = recording.leftOut;
    expect(frames).toBe(200 - recording.frames.length);
    expect(recording.frames.length).toBeGreaterThan(13);
    expect(leakingFrames).toBe(frames);
  });

  test('has in the source the bytes that leak', () => {
    const [source, leaking] = kept.recording.frames.slice(-2);
    const [range] = leaking?.leak?.ranges ?? [];
    expect(range?.source.number).toBe(1001);
    const bytes = source?.bytes.subarray(range?.source.offset, (range?.source.offset ?? 0) + 20);
    expect(bytes).toEqual(range?.bytes.subarray(0, 20));
  });

  test('keeps no more bytes than it may', async () => {
    const limits = { frames: 1000, bytes: 200, leaks: 0 };
    const { recording } = await recordRun(loadScript(LONG, 'long.yaml'), { limits });
    expect(recording.frames.length).toBe(recording.unbroken);
    expect(recording.frames.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(200);
  });
});

describe('guests behind a firewall', () => {
  const file = 'qubes-firewall.yaml';
  const recorded = recordRun(loadScript(sample(file), file), { release: '1.10.0' });

  test('each have a pool of their own, and a block is free again when a frame of another channel crosses', async () => {
    const { recording } = await recorded;
    expect(Object.keys(recording.guestPools ?? {})).toEqual(['work', 'personal', 'untrusted', 'vault']);
    const spans = (channel: string): unknown[] =>
      poolOf(recording, channel).uses.map(({ from, to, frame }) => [from, to, frame]);
    expect(spans('work')).toEqual([
      [3, 4, 3],
      [7, 8, 7],
      [9, 10, 9],
      [13, 14, 13],
    ]);
    expect(spans('untrusted')).toEqual([]);
    expect(spans('uplink')).toEqual([
      [4, 5, 4],
      [10, 11, 10],
      [12, 13, 12],
    ]);
  });

  test('what the firewall passes on is told byte by byte, and the way of what leaks', async () => {
    const { recording } = await recorded;
    const [leaking, passing] = recording.frames.slice(6, 8);
    expect(leaking?.leak?.way).toMatchObject([{ frame: 8, channel: 'personal', bytes: 74 }]);
    expect(passing?.passedOnBytes).toBe(74);
    const ranges = (leaking?.leak?.ranges ?? []).map(({ start, end }) => [start, end]);
    expect(passing?.passedOn?.map(({ start, end }) => [start, end])).toEqual(
      ranges.filter(([, end = 0]) => end > 42),
    );
    expect(
      passing?.passedOn?.every(({ crossRecipient, source }) => crossRecipient && source.number === 3),
    ).toBe(true);
  });
});

test('what a hostile netfront asks for outside of the pool is in no block, whatever id it gives', async () => {
  const request = { gref: 10, id: 23143, offset: 0, size: 60 };
  const udp = { to: 'alice', to_port: 7, payload: 'x' };
  const text = JSON.stringify({
    hosts: { alice: { ip: '10.0.0.10' } },
    // The second asks for what is not in the block whose id it gives, either.
    steps: [
      { udp },
      ...[request, { ...request, id: 0 }].map((each) => ({ hostile: { netfront: { request: each } } })),
    ],
  });
  const { recording } = await recordRun(loadScript(text, 'foreign.json'), { release: '2.1.8' });
  expect(recording.frames.map(({ cleared }) => cleared)).toEqual([[15, 16], [], []]);
});
