import { expect, test } from 'vitest';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';

const SCRIPT = `
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - {name: secret, udp: {to: alice, to_port: 9, payload: {size: 200}}}
  - {name: leak, raw: {to: bob, size: 60}}
  - {name: answer, receive: {from: bob, size: 60}}
  - {name: large, raw: {to: bob, size: 3000}}
`;

async function framesOf(text: string, listed?: number): ReturnType<typeof runScript> {
  return runScript(loadScript(text, 'x.yaml'), listed === undefined ? {} : { listed });
}

test('each frame with when, who, what, and what became of it', async () => {
  const { frames, steps } = await framesOf(SCRIPT);
  expect(frames.map(({ step }) => steps[step]?.label)).toEqual(['secret', 'leak', 'answer', 'large']);
  expect(frames[0]).toMatchObject({
    number: 1,
    time: 0,
    direction: 'tx',
    protocol: 'udp',
    sender: { kind: 'ipv4', address: '10.0.0.1', host: 'unikernel' },
    recipient: { kind: 'ipv4', address: '10.0.0.10', host: 'alice' },
    length: 242,
    verdict: 'delivered',
    leakedBytes: 0,
  });
  expect(frames[1]).toMatchObject({ number: 2, time: 0.001, length: 60 });
  expect(frames[1]?.crossRecipientBytes).toBe(frames[1]?.leakedBytes);
  expect(frames[2]).toMatchObject({ direction: 'rx', sender: { host: 'bob' }, blocks: [] });
});

test('blocks, pages and slots are those that the device used', async () => {
  const { frames } = await framesOf(SCRIPT);
  const [secret, leak, answer, large] = frames;
  // Blocks come back before the next step, and slots are taken one after the other.
  expect([secret?.blocks, secret?.slots]).toEqual([
    [{ id: secret?.blocks[0]?.id, page: 0, gref: expect.any(Number), offset: expect.any(Number) }],
    [0],
  ]);
  expect([leak?.blocks, leak?.slots]).toEqual([secret?.blocks, [1]]);
  expect([answer?.blocks, answer?.slots]).toEqual([[], [0]]);
  expect(large?.slots).toEqual([2, 3]);
  expect(large?.blocks).toHaveLength(2);
  for (const { id, page, offset } of frames.flatMap(({ blocks }) => blocks)) {
    expect([page, offset]).toEqual([id >> 1, (id & 1) * 2048]);
  }
});

test('the list ends, the counts do not', async () => {
  const long = `{hosts: {a: {ip: 10.0.0.10}}, steps: [{repeat: {count: 700, steps: [{raw: {to: a, size: 60}}]}}]}`;
  const all = await framesOf(long);
  expect(all.frames).toHaveLength(700);
  expect(all.frames.map(({ slots }) => slots[0])).toEqual(Array.from({ length: 700 }, (_, i) => i % 256));
  const few = await framesOf(long, 5);
  expect([few.frames, few.totals.frames]).toEqual([all.frames.slice(0, 5), 700]);
  expect((await framesOf(long, 0)).frames).toEqual([]);
});

test('the largest leak is found wherever it is', async () => {
  const script = `
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - repeat: {count: 30, steps: [{udp: {to: alice, to_port: 9, payload: hello}}, {raw: {to: bob, size: 40}}]}
  - udp: {to: alice, to_port: 9, payload: {size: 600}}
  - raw: {to: bob, size: 500}
  - repeat: {count: 30, steps: [{udp: {to: alice, to_port: 9, payload: hello}}, {raw: {to: bob, size: 40}}]}
`;
  const few = await framesOf(script, 2);
  expect(few.largestLeak).toMatchObject({ frame: { number: 62 }, length: 500 });
  expect(few.leaks.map(({ frame }) => frame.number)).not.toContain(62);
  expect((await framesOf(script, 0)).largestLeak).toBeNull();
  expect((await framesOf(script)).largestLeak).toEqual(few.largestLeak);
});
