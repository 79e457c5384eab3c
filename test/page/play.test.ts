import { expect, test } from 'vitest';
import { play } from '../../src/page/play.ts';

const text = JSON.stringify({
  steps: [{ repeat: { count: 60_000, steps: [{ arp: { request: '10.0.0.2' } }] } }],
});
const workload = { file: 'long.json', text, files: {}, defines: {} };

test('of a long run there is a glance after some packets, which says that it is not all', async () => {
  const { result, recording } = await play(workload, '1.10.0', 10_000);
  expect(result.complete).toBe(false);
  expect(result.totals.frames).toBeGreaterThanOrEqual(10_000);
  expect(result.totals.frames).toBeLessThan(60_000);
  const whole = await play(workload, '1.10.0');
  expect([whole.result.complete, whole.result.totals.frames]).toEqual([true, 60_000]);
  // What is there of it is what the whole run has.
  expect(recording.frames.slice(0, 100)).toEqual(whole.recording.frames.slice(0, 100));
});

test('a run that is over before is whole', async () => {
  const short = { ...workload, text: JSON.stringify({ steps: [{ arp: { request: '10.0.0.2' } }] }) };
  expect((await play(short, '1.10.0', 10_000)).result.complete).toBe(true);
});
