import { expect, test } from 'vitest';
import type { AuditedFrame } from '../../../src/audit/audited-frame.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import { runScript } from '../../../src/simulation/run.ts';

const udp = (to: string, payload: string) => ({
  guest: 'old',
  udp: { to, from_port: 7, to_port: 9, payload },
});
const HEAD = {
  unikernel: { ip: '10.137.0.2' },
  hosts: { alice: { ip: '93.184.216.33' }, bob: { ip: '93.184.216.34' }, carol: { ip: '93.184.216.35' } },
  guests: { old: { ip: '10.137.0.5', device: '1.4.1' } },
  poll: 'manual',
};

/** What each frame passes on, as where it is from: number, whether it is pending, offset in its payload. */
async function passedOn(steps: readonly unknown[]): Promise<unknown[]> {
  const told: unknown[] = [];
  const frame = (frame: AuditedFrame): void => {
    for (const { start, source } of frame.passedOn()) {
      const { number, isPending, framesAgo, offset, payload = 0, recipient } = source;
      if (start >= 42)
        told.push([frame.number, number, isPending, framesAgo, offset - payload, recipient.host]);
    }
  };
  const script = loadScript(JSON.stringify({ ...HEAD, steps }), 'passed-on.json');
  await runScript(script, { release: '2.1.8', listener: { frame } });
  return told;
}

/** MSA00: the answer to the first frees the block of the second, which the third is written to. */
const OVERTAKEN = [
  udp('alice', 'hello alice'),
  { poll: 'netback' },
  udp('bob', 'dear bob, in case you forgot it: your PIN is 4711. Keep it.'),
  { poll: 'netfront' },
  udp('carol', 'hello carol'),
  'poll',
];

test('bytes that overtook a frame are of the frame that their write became, if that has crossed before they go on', async () => {
  const told = await passedOn(OVERTAKEN);
  expect(told).toEqual([[5, 4, undefined, 1, 0, 'carol']]);
});

test('of what goes on, it is told how much was meant for somebody else than who gets it', async () => {
  const script = loadScript(JSON.stringify({ ...HEAD, steps: OVERTAKEN }), 'passed-on.json');
  const { largestLeak } = await runScript(script, { release: '2.1.8' });
  // The rest of bob's datagram stays at the firewall.
  expect(largestLeak?.way).toMatchObject([{ recipient: { host: 'carol' }, crossRecipientBytes: 0 }]);
  expect(largestLeak?.way?.[0]?.bytes).toBeGreaterThan(0);
  expect(largestLeak?.crossRecipientBytes).toBeGreaterThan(0);
});
