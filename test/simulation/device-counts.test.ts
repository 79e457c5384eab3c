import { expect, test } from 'vitest';
import { loadScript } from '../../src/script/load-script.ts';
import { deviceCountsSince } from '../../src/simulation/device-counts.ts';
import { runScript } from '../../src/simulation/run.ts';

const BEFORE = {
  pagesGranted: 4,
  bytesCleared: 100,
  bytesCopied: 10,
  notifications: { frontToBack: 5, backToFront: 3 },
  responsesDropped: 1,
  responsesRefused: 2,
  responsesDelayed: 3,
  grantsRefused: 4,
};

const NOW = {
  pagesGranted: 6,
  bytesCleared: 150,
  bytesCopied: 30,
  notifications: { frontToBack: 9, backToFront: 4 },
  responsesDropped: 4,
  responsesRefused: 7,
  responsesDelayed: 11,
  grantsRefused: 10,
};

test('events since then are counted, pages are those that there are', () => {
  expect(deviceCountsSince(BEFORE, NOW)).toEqual({
    pagesGranted: 6,
    bytesCleared: 50,
    bytesCopied: 20,
    notifications: { frontToBack: 4, backToFront: 1 },
    responsesDropped: 3,
    responsesRefused: 5,
    responsesDelayed: 8,
    grantsRefused: 6,
  });
});

test('without a before, all counts', () => {
  expect(deviceCountsSince(undefined, NOW)).toEqual(NOW);
});

test('faults are among what the device has done', async () => {
  const script = loadScript(
    `
hosts: {a: {ip: 10.0.0.10}}
steps:
  - fault: {error: 1}
  - arp: {request: a}
  - fault: {drop: 1}
  - arp: {request: a}
`,
    'x.yaml',
  );
  const { device } = await runScript(script, { release: '1.10.0' });
  expect(device).toMatchObject({
    responsesRefused: 1,
    responsesDropped: 1,
    responsesDelayed: 0,
    bytesCopied: 0,
  });
  expect(device.pagesGranted).toBeGreaterThan(0);
});
