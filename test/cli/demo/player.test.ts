import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Key } from '../../../src/cli/demo/keys.ts';
import { play, type Stage, type StageEvent } from '../../../src/cli/demo/player.ts';
import type { DeviceName } from '../../../src/netchannel/devices.ts';
import type { Release } from '../../../src/netchannel/releases.ts';
import { recordRun } from '../../../src/recording/record-run.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import { type Line, plainText } from '../../../src/story/ink.ts';
import { tellStory } from '../../../src/story/tell-story.ts';

const SAMPLE = path.join(import.meta.dirname, '../../../samples/stale-tos.yaml');
const script = loadScript(readFileSync(SAMPLE, 'utf8'), 'stale-tos.yaml');

/** A terminal at which somebody has typed all keys before. */
class TypedStage implements Stage {
  readonly width = 80;
  readonly height = 24;
  /** The first line of each screen: release, and place. */
  readonly seen: string[] = [];
  /** The last line of each screen: keys. */
  readonly keys: string[] = [];
  readonly waits: number[] = [];
  readonly #events: StageEvent[];

  constructor(events: readonly (Key | StageEvent)[]) {
    this.#events = events.map((event) => (typeof event === 'string' ? { kind: 'key', key: event } : event));
  }

  show(lines: readonly Line[]): void {
    const [, release = '', place = ''] =
      /netchannel (\S+) +(\d+) of \d+$/.exec(plainText(lines[0] ?? [])) ?? [];
    this.seen.push(`${release} ${place}`);
    this.keys.push(plainText(lines.at(-1) ?? []));
  }

  next(seconds: number): Promise<StageEvent> {
    this.waits.push(seconds);
    return Promise.resolve(this.#events.shift() ?? { kind: 'time' });
  }

  suspend(): void {
    this.seen.push('suspended');
  }
}

const told: Release[] = [];
const options = {
  release: '1.10.0' as const,
  pace: undefined,
  tell: async (release: Release) => {
    told.push(release);
    return tellStory(await recordRun(script, { release }));
  },
};

test('keys go on and back, to leaks, to another release at the same place, and out', async () => {
  told.length = 0;
  const stage = new TypedStage([
    'next',
    'back',
    'back',
    'next finding',
    'release',
    'release',
    'release',
    'last',
    'next',
    'first',
    'quit',
  ]);
  expect(await play(stage, options)).toBe(0);
  const leak = stage.seen[4]?.split(' ')[1];
  expect(Number(leak)).toBeGreaterThan(1);
  expect(stage.seen.slice(0, 8)).toEqual([
    '1.10.0 1',
    '1.10.0 2',
    '1.10.0 1',
    '1.10.0 1',
    `1.10.0 ${leak}`,
    `1.10.1 ${leak}`,
    `1.9.0 ${leak}`,
    `1.10.0 ${leak}`,
  ]);
  const [last, still, first] = stage.seen.slice(8);
  expect([still, first]).toEqual([last, '1.10.0 1']);
  // Each release is run once.
  expect(told).toEqual(['1.10.0', '1.10.1', '1.9.0']);
  expect(stage.waits.every((seconds) => seconds === Number.POSITIVE_INFINITY)).toBe(true);
});

test('what n goes to is said: a leak, or a hostile act that something came of', async () => {
  const leaking = new TypedStage(['quit']);
  await play(leaking, options);
  expect(leaking.keys).toEqual([expect.stringContaining('n next leak ')]);
  const file = path.join(import.meta.dirname, '../../../samples/osec-2019-02.yaml');
  const hostile = loadScript(readFileSync(file, 'utf8'), file);
  const tell = async (release: DeviceName) => tellStory(await recordRun(hostile, { release }));
  const stage = new TypedStage(['next finding', 'next finding', 'next finding', 'quit']);
  await play(stage, { release: '1.10.1', pace: undefined, tell });
  const [first, second, third, still] = stage.keys;
  expect(first).toContain('n next hostile act ');
  expect(second).toContain('n next hostile act ');
  expect(third).not.toContain(' n ');
  expect(still).toBe(third);
});

test('at a pace it goes on by itself, to its end', async () => {
  const slow = new TypedStage([]);
  expect(await play(slow, { ...options, pace: 1 })).toBe(0);
  const story = await options.tell('1.10.0');
  expect(slow.seen).toHaveLength(story.scenes.length);
  const fast = new TypedStage([]);
  await play(fast, { ...options, pace: 4 });
  expect(fast.waits).toEqual(slow.waits.map((seconds) => seconds / 4));
});

test('whoever goes away, or asks to stop, ends it', async () => {
  expect(await play(new TypedStage([{ kind: 'end', exitCode: 143 }]), options)).toBe(143);
  expect(await play(new TypedStage(['interrupt']), options)).toBe(130);
  const stage = new TypedStage(['suspend', { kind: 'redraw' }, 'quit']);
  await play(stage, options);
  expect(stage.seen).toEqual(['1.10.0 1', 'suspended', '1.10.0 1', '1.10.0 1']);
});

test('a long note is gone through part by part, on and back', async () => {
  const words = Array.from({ length: 620 }, (_, i) => `w${i}`).join(' ');
  const long = loadScript(`steps: [{note: "${words}"}, {arp: {request: 10.0.0.2}}]`, 'long.yaml');
  const story = tellStory(await recordRun(long, { release: '1.10.0' }));
  const typed: Key[] = ['next', 'next', 'next', 'next', 'back', 'back', 'back', 'back', 'quit'];
  const stage = new TypedStage(typed);
  const first: string[] = [];
  stage.show = (lines) =>
    void first.push(/w\d+|Frame|\S+ sent/.exec(lines.slice(1).map(plainText).join(' '))?.[0] ?? '');
  await play(stage, { ...options, tell: async () => story });
  const [opening, one, two, three, frame, ...back] = first;
  expect([one, frame]).toEqual(['w0', 'Frame']);
  expect(Number(two?.slice(1))).toBeGreaterThan(100);
  expect(Number(three?.slice(1))).toBeGreaterThan(Number(two?.slice(1)));
  expect(back).toEqual([one, opening, opening, opening]);
});
