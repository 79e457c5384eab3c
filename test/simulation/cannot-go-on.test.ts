import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { StepCursor } from '../../src/script/cursor.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { CannotGoOn } from '../../src/simulation/cannot-go-on.ts';
import { compareReleases } from '../../src/simulation/comparison/comparison.ts';
import { runScript } from '../../src/simulation/run.ts';
import { settingsOf } from '../../src/simulation/script-settings.ts';
import { runShard } from '../../src/simulation/shard/run-shard.ts';
import { Simulation } from '../../src/simulation/simulation.ts';

const MIB = 1024 * 1024;
const COUNT = 1_000_000;

/** What waits without end, and how many bytes of each write have to be kept at least. */
const WAITING: readonly [what: string, head: string, step: string, least: number][] = [
  ['datagrams', 'poll: manual', 'udp: {to: a, to_port: 1, payload: {size: 1400}}', 1400],
  ['datagrams in fragments', 'poll: manual', 'udp: {to: a, to_port: 1, payload: {size: 60000}}', 60_000],
  [
    'forwarded packets',
    'poll: manual',
    'nat: {from: a, to: b, udp: {from_port: 1, to_port: 2, payload: {size: 1400}}}',
    1400,
  ],
  ['raw writes', 'poll: manual', 'raw: {to: a, size: 9000, writes: [{at: 14, data: {size: 8000}}]}', 8000],
  [
    'frames of other machines',
    'poll: manual',
    'receive: {from: a, size: 9000, writes: [{at: 14, data: {size: 8000}}]}',
    8000,
  ],
  [
    'packets of other machines',
    'poll: manual',
    'receive: {from: a, udp: {to_port: 1, payload: {size: 1400}}}',
    1400,
  ],
  ['requests without any payload', 'poll: manual', 'arp: {request: a}', 0],
];

function script(head: string, step: string) {
  return loadScript(
    `${head}
hosts: {a: {ip: 10.0.0.10}, b: {ip: 10.0.0.11}}
steps:
  - note: what follows waits
  - repeat:
      count: ${COUNT}
      steps:
        - ${step}
`,
    'waiting.yaml',
  );
}

/** Takes steps until the simulation takes no more. @returns how many writes wait by then, and what it says */
function waitingAtTheEnd(head: string, step: string, release: (typeof COMPARED_RELEASES)[number]) {
  const loaded = script(head, step);
  const simulation = new Simulation({ ...settingsOf(loaded), release });
  const cursor = new StepCursor(loaded);
  try {
    for (let next = cursor.next(); next !== undefined; next = cursor.next()) simulation.take(next);
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error;
    return { waiting: simulation.blockedWrites, message: error.message, errors: simulation.errorCount };
  }
  throw new Error('The simulation took all steps');
}

describe('a script that makes packets wait without end', () => {
  test.each(WAITING)('is ended while what %s keep fits into memory', (_, head, step, least) => {
    for (const release of COMPARED_RELEASES) {
      const { waiting, message, errors } = waitingAtTheEnd(head, step, release);
      expect(waiting * least).toBeLessThan(64 * MIB);
      // So that nobody who means it well comes near.
      expect(waiting).toBeGreaterThan(Math.min(20_000, (32 * MIB) / least));
      expect(waiting).toBeLessThan(COUNT / 5);
      expect(errors).toBe(0);
      expect(message).toBe(
        `waiting.yaml:8: Cannot let another write wait: ${waiting} do already, in 64 MiB of memory; poll more often, or end the stall`,
      );
    }
  });

  test('ends during a stall, too', () => {
    const step = 'udp: {to: a, to_port: 1, payload: {size: 60000}}';
    const loaded = loadScript(
      `hosts: {a: {ip: 10.0.0.10}}
steps: [{fault: {stall: true}}, {repeat: {count: ${COUNT}, steps: [{${step}}]}}]`,
      'stall.yaml',
    );
    return expect(runScript(loaded)).rejects.toThrow('stall.yaml:2: Cannot let another write wait: ');
  });

  test('ends every kind of run with its place', async () => {
    const loaded = script('poll: manual', 'udp: {to: a, to_port: 1, payload: {size: 60000}}');
    const expected = /^waiting\.yaml:8: Cannot let another write wait: /;
    await expect(runScript(loaded)).rejects.toThrow(expected);
    await expect(compareReleases(loaded)).rejects.toThrow(expected);
    await expect(runShard(loaded, { shard: { index: 1, count: 2 } })).rejects.toThrow(expected);
  });
});
