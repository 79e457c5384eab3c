import { describe, expect, test } from 'vitest';
import { StepCursor } from '../../src/script/cursor.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { settingsOf } from '../../src/simulation/script-settings.ts';
import { differingParts, type SimulationState, stateOf } from '../../src/simulation/shard/state.ts';
import { Simulation } from '../../src/simulation/simulation.ts';

const HEAD = 'hosts: {a: {ip: 10.0.0.10}, b: {ip: 10.0.0.11}}';

/** What a simulation is in after these steps, and how it would go on. */
function simulated(steps: readonly string[], head = ''): { simulation: Simulation; state: SimulationState } {
  const text = [HEAD, head, 'steps:', '  - wait: 0s', ...steps.map((step) => `  - ${step}`)].join('\n');
  const script = loadScript(text, 'x.yaml');
  const simulation = new Simulation({ ...settingsOf(script), release: '1.10.0' });
  const cursor = new StepCursor(script, 1);
  for (let step = cursor.next(); step !== undefined; step = cursor.next()) simulation.take(step);
  return { simulation, state: stateOf(simulation, undefined) };
}

const UDP = 'udp: {to: a, to_port: 9, payload: {size: 2000, pattern: a}}';
const RECEIVED = 'receive: {from: b, size: 60}';

/** Everything that differs between these two runs, by the names that messages have for it. */
const DIFFERENCES: [what: string, steps: string[], others: string[], head: string, parts: string[]][] = [
  ['nothing', [UDP], [UDP], '', []],
  ['time goes by', [UDP], [UDP, 'wait: 1ms'], '', ['virtual time']],
  ['a link is busy', [], [UDP], 'link: {rate: 1 kbit/s}', ['times of the link']],
  [
    'another machine has sent',
    [],
    [RECEIVED],
    '',
    ['virtual time', 'number of frames', 'slots of the rings'],
  ],
  ['a note waits', [], ['note: x'], '', ['state of the device']],
  ['faults wait', [], ['fault: {error: 2}'], '', ['state of the device']],
  ['netback is stalled', [], ['fault: {stall: 5s}'], '', ['virtual time', 'state of the device']],
  [
    'old bytes differ',
    ['raw: {to: a, size: 60, writes: [{at: 14, data: {size: 9, pattern: a}}]}'],
    ['raw: {to: a, size: 60, writes: [{at: 14, data: {size: 9, pattern: "2"}}]}'],
    '',
    ['content of the pool'],
  ],
  [
    'old bytes are of somebody else',
    [
      'raw: {to: a, size: 60, writes: [{at: 0, data: {hex: "020000000001"}}]}',
      'raw: {to: a, size: 60, writes: []}',
    ],
    [
      'raw: {to: a, size: 60, writes: []}',
      'raw: {to: a, size: 60, writes: [{at: 0, data: {hex: "020000000001"}}]}',
    ],
    '',
    ['origin of what is in the pool'],
  ],
  [
    'fragments were numbered on',
    ['udp: {to: a, to_port: 9, payload: {size: 3, pattern: a}}'],
    [UDP],
    '',
    ['packet identifications'],
  ],
];

describe('what decides how a simulation goes on', () => {
  test.each(DIFFERENCES)('%s', (_what, steps, others, head, parts) => {
    const found = differingParts(simulated(steps, head).state, simulated(others, head).state);
    expect(found).toEqual(parts.length === 0 ? [] : expect.arrayContaining(parts));
  });

  test('is one list, in which each part has a name of its own, and each number a key of its own', () => {
    const { simulation } = simulated([UDP, RECEIVED, 'receive: {from: a, size: 60}'], 'link: {latency: 1ms}');
    const parts = simulation.future(undefined);
    expect(parts.map(({ name }) => name)).toEqual([
      'virtual time',
      'times of the link',
      'number of frames',
      'slots of the rings',
      'packet identifications',
      'state of the device',
      'content of the pool',
      'origin of what is in the pool',
    ]);
    for (const { advancing } of parts) {
      const keys = advancing.map(({ key }) => key);
      expect(keys).toHaveLength(new Set(keys).size);
    }
  });

  test('numbers that repetitions move on can be leapt, and then say so', () => {
    const { simulation } = simulated([UDP, RECEIVED], 'link: {latency: 1ms}');
    const before = simulation.future(undefined).flatMap(({ advancing }) => advancing);
    for (const { leap } of before) leap(256n);
    const now = simulation.future(undefined).flatMap(({ advancing }) => advancing);
    const moved = now.map(({ value, told }, i) => {
      const past = before[i];
      return value - (past?.value ?? 0n) === 256n || told !== past?.told;
    });
    // The slots of a ring come round after 256.
    expect(now.filter((_, i) => moved[i] === false).map(({ key }) => key)).toEqual(['tx', 'rx']);
  });

  test('a simulation in which writes wait is not to be compared', () => {
    const { simulation, state } = simulated(
      Array.from({ length: 300 }, () => 'arp: {request: a}'),
      'poll: manual',
    );
    expect(simulation.isUnsettled).toBe(true);
    expect(differingParts(state, state)).toEqual(['writes that wait']);
  });
});
