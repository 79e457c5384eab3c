import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { othersTurn, turnsOf } from '../src/turns.ts';

/** As browsers have it: ports that keep nothing alive are a matter of Node.js. */
class Channel {
  readonly port1: { onmessage: (() => void) | null };
  readonly port2: { postMessage(message: unknown): void };

  constructor() {
    const { port1, port2 } = new MessageChannel();
    const given: { onmessage: (() => void) | null } = { onmessage: null };
    port1.on('message', () => given.onmessage?.());
    port1.unref();
    this.port1 = given;
    this.port2 = port2;
  }
}

/** @returns whether timers that are due come before the turn is over, at some time */
async function letsTimersRun(turn: () => Promise<void>): Promise<boolean> {
  let ran = false;
  const timer = setTimeout(() => {
    ran = true;
  }, 1);
  const keepAlive = setInterval(() => undefined, 1000);
  for (let i = 0; i < 1_000_000 && !ran; i++) await turn();
  clearTimeout(timer);
  clearInterval(keepAlive);
  return ran;
}

test.each<[string, () => Promise<void>]>([
  ['here', othersTurn],
  ['where there is setImmediate', turnsOf({ setImmediate })],
  ['where there are only message channels', turnsOf({ MessageChannel: Channel })],
])('others have their turn: %s', async (_, turn) => {
  expect(await letsTimersRun(turn)).toBe(true);
});

test('where there is neither, work goes on', async () => {
  await expect(turnsOf({})()).resolves.toBeUndefined();
});

test('several may wait at once', async () => {
  const turn = turnsOf({ MessageChannel: Channel });
  const keepAlive = setInterval(() => undefined, 1000);
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((number) => turn().then(() => order.push(number))));
  clearInterval(keepAlive);
  expect(order).toEqual([1, 2, 3]);
});
