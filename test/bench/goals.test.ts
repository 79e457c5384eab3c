import { describe, expect, test } from 'vitest';
import { Figures } from './figures.ts';
import { figure } from './figures-fixture.ts';
import { costGrowth, type Goal, goals, isMet } from './goals.ts';
import { lengthName, memoryWorkloads, runName, yardstickName } from './our-subjects.ts';
import { peerName } from './peers.ts';
import { phaseOf } from './rounds.ts';
import { EMPTY_NODE, START_RUN } from './start-up.ts';
import { udpStream } from './workloads.ts';

const ROOT = '/repository';
const MIX = { mix: 'the mix', mean: 'the mean' };

function goalsOf(figures: ReturnType<typeof figure>[], packets = 1000, long = false): Map<string, Goal> {
  const found = goals(new Figures(figures), { root: ROOT, packets, long, mix: MIX });
  return new Map(found.map((goal) => [goal.what, goal]));
}

const ours = (size: number, output: 'file' | 'null device'): string =>
  runName('1.10.0', udpStream(ROOT, size).name, output);

describe('goals', () => {
  test('nothing measured is neither met nor missed', () => {
    const found = goalsOf([]);
    expect(found.size).toBeGreaterThan(20);
    expect([...found.values()].map(isMet)).toEqual(Array.from(found.values(), () => undefined));
  });

  test('beside C: cold with cold, and steady with steady', () => {
    const found = goalsOf([
      figure({ name: yardstickName(false, 18, 'null device') }, 'cold', [1]),
      figure({ name: yardstickName(false, 18, 'null device') }, 'steady', [1]),
      figure({ name: ours(18, 'null device') }, 'cold', [100]),
      figure({ name: ours(18, 'null device') }, 'steady', [2]),
      figure({ name: yardstickName(false, 512, 'file') }, 'cold', [3]),
      figure({ name: ours(512, 'file') }, 'cold', [4]),
    ]);
    const steady = found.get('run, udp 18 B, to null device, steady / C');
    expect(steady).toMatchObject({ measured: 0.5, atLeast: 0.17 });
    expect(steady && isMet(steady)).toBe(true);
    const toFile = found.get('run, udp 512 B, to file, cold / C');
    expect(toFile).toMatchObject({ measured: 0.75, atLeast: 0.8 });
    expect(toFile && isMet(toFile)).toBe(false);
  });

  test('beside peers that are given fewer packets: rates are compared, and not times', () => {
    const found = goalsOf([
      figure({ name: ours(512, 'file'), packets: 1000 }, 'cold', [1]),
      figure({ name: peerName('scapy', 512), packets: 2 }, 'steady', [1]),
    ]);
    expect(found.get('run, udp 512 B / scapy')).toMatchObject({ measured: 500, atLeast: 500 });
  });

  test('the mix beside the stream of its mean size', () => {
    const found = goalsOf([
      figure({ name: 'the mix' }, 'cold', [3]),
      figure({ name: 'the mean' }, 'cold', [1]),
    ]);
    const goal = found.get('run, mix of all kinds / UDP of its mean size');
    expect(goal?.measured).toBeCloseTo(1 / 3);
    expect(goal && isMet(goal)).toBe(false);
  });

  test('starts: how many times as long', () => {
    const found = goalsOf([
      figure({ name: EMPTY_NODE, packets: 0 }, 'cold', [0.04]),
      figure({ name: START_RUN, packets: 0 }, 'cold', [0.08]),
    ]);
    expect(found.get('start: run of the default sample / node -e 0')).toMatchObject({
      measured: 2,
      atMost: 2.5,
    });
  });

  test('memory: the most of all lengths, and how much more that is than the least', () => {
    const [plain] = memoryWorkloads(ROOT);
    if (plain === undefined) throw new Error('there are no workloads');
    const short = figure({ name: lengthName(plain, 100), packets: 100 }, 'cold', [1], 80e6);
    const middle = figure({ name: ours(512, 'null device') }, 'cold', [10], 100e6);
    const found = goalsOf([short, middle]);
    expect(found.get('run, udp 512 B: peak memory of two lengths')).toMatchObject({
      measured: 100,
      atMost: 120,
    });
    const growth = found.get('run, udp 512 B: longest / shortest');
    expect(growth).toMatchObject({ measured: 1.25, atMost: 1.1 });
    expect(growth && isMet(growth)).toBe(false);
    const toPipe = figure({ name: runName('1.9.0', plain.name, 'pipe') }, 'cold', [1], 130e6);
    const any = goalsOf([short, middle, toPipe]).get('run, any of these: peak memory');
    expect(any).toMatchObject({ measured: 130, atMost: 120 });
    const long = goalsOf([short, middle], 1000, true);
    expect(long.get('run, udp 512 B: peak memory of three lengths')?.measured).toBeUndefined();
  });
});

describe('what a packet costs', () => {
  const runs = (short: number, middle: number, long: number) =>
    [
      figure({ name: 'short', packets: 100 }, 'cold', [short]),
      figure({ name: 'middle', packets: 1000 }, 'cold', [middle]),
      figure({ name: 'long', packets: 10_000 }, 'cold', [long]),
    ] as const;

  test('is the same in runs of any length if only start-up comes on top', () => {
    expect(costGrowth(...runs(5.1, 6, 15))).toBeCloseTo(1);
  });

  test('is more where the last packets take longer', () => {
    expect(costGrowth(...runs(5.1, 6, 24))).toBeCloseTo(2);
  });

  test('is not known without all three, or if more packets took no longer', () => {
    const [short, middle, long] = runs(1, 1, 2);
    expect(costGrowth(short, middle, long)).toBeUndefined();
    expect(costGrowth(undefined, middle, long)).toBeUndefined();
  });
});

describe('steady', () => {
  test('is what as many packets again take', () => {
    const sample = { once: { seconds: 3 }, twice: { seconds: 5 } };
    expect(phaseOf(sample, 'steady', 'seconds')).toBe(2);
    expect(phaseOf(sample, 'cold', 'seconds')).toBe(3);
  });

  test('is not known if they took no time', () => {
    expect(phaseOf({ once: { seconds: 3 }, twice: { seconds: 3 } }, 'steady', 'seconds')).toBeUndefined();
    expect(phaseOf({ once: { seconds: 3 }, twice: undefined }, 'steady', 'seconds')).toBeUndefined();
  });
});
