import { expect, test } from 'vitest';
import { loadScript } from '../../../src/script/index.ts';
import type { Capture } from '../../../src/simulation/capture/capture.ts';
import { runScript } from '../../../src/simulation/run.ts';

/** @returns when each frame has arrived, in milliseconds since the first step */
async function times(text: string): Promise<number[]> {
  const script = loadScript(`hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}\n${text}`, 'x.yaml');
  const start = Number(script.epochNanoseconds / 1_000_000_000n);
  const found: number[] = [];
  const capture: Capture = {
    write: (seconds, nanoseconds) => {
      found.push((seconds - start) * 1e3 + nanoseconds / 1e6);
      return true;
    },
    drain: async () => undefined,
  };
  await runScript(script, { capture });
  return found;
}

const TALK = 'tcp_conversation: {with: alice, to_port: 80, data: [{from: unikernel, payload: {size: 4000}}]}';

test('packets of a conversation are an interval apart', async () => {
  expect(await times(`steps: [{${TALK}}]`)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(await times(`interval: 2ms\nsteps: [{${TALK}}, {ping: {to: alice}}]`)).toHaveLength(13);
});

test('over a link, who answers has first got what is answered', async () => {
  const talk = `{tcp_conversation: {with: alice, to_port: 80, data: [{from: unikernel, payload: {size: 4000}}]}}`;
  const found = await times(`link: {latency: 20ms}\nsteps: [${talk}]`);
  // SYN, SYN-ACK, ACK, two segments and their ACK, one and its ACK, FIN, ACK, FIN, ACK.
  expect(found).toEqual([20, 40, 60, 61, 62, 82, 102, 122, 142, 162, 163, 183]);
});

test('a latency below the interval changes nothing but the time of arrival', async () => {
  const found = await times(`link: {latency: 500us}\nsteps: [{${TALK}}]`);
  expect(found).toEqual(Array.from({ length: 12 }, (_, i) => i + 0.5));
});

test('what the step says of its time is said of its first packet', async () => {
  const exchange = 'udp_exchange: {with: bob, to_port: 7, asks: a, answers: b, count: 2}';
  expect(await times(`steps: [{ping: {to: bob}}, {at: 50ms, ${TALK}}]`)).toEqual([
    0,
    ...Array.from({ length: 12 }, (_, i) => 50 + i),
  ]);
  expect(await times(`steps: [{ping: {to: bob}}, {after: 10ms, ${exchange}}]`)).toEqual([0, 10, 11, 21, 22]);
});

test('what is expected of a conversation is expected of each of its packets; they are counted together', async () => {
  const script = loadScript(
    `hosts: {alice: {ip: 10.0.0.10}}
steps:
  - { ${TALK}, expect: { verdict: delivered, frames: 12 } }
  - { udp_exchange: { with: alice, to_port: 7, asks: a, answers: b, count: 3 }, expect: { frames: 2 } }
  - { dhcp_exchange: { server: alice }, expect: { frames: 5 } }
`,
    'x.yaml',
  );
  const { expectations } = await runScript(script, { release: '1.10.1' });
  expect(expectations).toMatchObject({ checked: 4, failed: 1 });
  expect(expectations.failures.map(({ found }) => found)).toEqual(['4 frames']);
});
