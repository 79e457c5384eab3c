import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Audit } from '../../src/audit/audit.ts';
import type { AuditedFrame } from '../../src/audit/audited-frame.ts';
import type { ExposedInFrame, ExposedMemory } from '../../src/audit/exposure-result.ts';
import { Hosts } from '../../src/audit/hosts.ts';
import { Stack } from '../../src/guest/stack.ts';
import { connect } from '../../src/netchannel/connect.ts';
import { type DeviceName, knownDevice } from '../../src/netchannel/devices.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { naiveRecipient } from '../support/naive-recipient.ts';
import { GUEST_MAC } from '../support/random-packets.ts';
import { steps } from '../support/random-steps.ts';
import { ShadowExposure } from '../support/shadow-exposure.ts';

const EXPOSING = ['1.9.0', '1.10.0', '1.10.1', 'clear-tail', 'pool-per-recipient'] as const;

describe('what netback could read besides agrees with one entry per byte', () => {
  test.each([...EXPOSING, 'clear-on-release', 'fresh-page', 'bounce'] as const)(
    '%s',
    (release: DeviceName) => {
      const sums = { bytes: 0, neverSent: 0, crossRecipient: 0 };
      let judged = 0;
      fc.assert(
        fc.property(steps(30), (workload) => {
          const found: ExposedInFrame[] = [];
          let time = 0n;
          const audit = new Audit({
            hosts: new Hosts([]),
            exposure: {
              isGranted: (block) => channel.netfront.pool.isGranted(block),
              sharesPages: knownDevice(release).front.pool !== 'fresh pages',
              now: () => ++time,
            },
            listener: {
              frame: ({ direction, exposed }) => {
                if (direction === 'tx' && exposed !== undefined) found.push({ ...exposed });
              },
            },
          });
          const shadow = new ShadowExposure(
            (block) => channel.netfront.pool.isGranted(block),
            (frame) => naiveRecipient(frame, []),
          );
          const channel = connect({ release, mac: '00:16:3e:00:00:01' }, audit, shadow);
          const stack = new Stack({ device: channel.netfront, mac: GUEST_MAC, mtu: 1500, settled: () => {} });
          for (const step of workload) {
            try {
              if (step.kind === 'send') stack.send(step.packet, step.site.index);
              else if (step.kind === 'poll') channel.poll();
            } catch (error) {
              if (!(error instanceof CannotWrite)) throw error;
            }
          }
          channel.poll();
          expect(found.map(({ bytes, neverSent }) => ({ bytes, neverSent }))).toEqual(
            shadow.found.map(({ bytes, neverSent }) => ({ bytes, neverSent })),
          );
          for (const [i, { crossRecipient }] of shadow.found.entries()) {
            if (crossRecipient === undefined) continue;
            judged++;
            expect(found[i]?.crossRecipient).toBe(crossRecipient);
          }
          const result = audit.exposure();
          const total = (of: (one: ExposedInFrame) => number): number =>
            found.reduce((sum, one) => sum + of(one), 0);
          expect(result?.byteFrames).toBe(total(({ bytes }) => bytes));
          expect(result?.groups.reduce((sum, { byteFrames }) => sum + byteFrames, 0)).toBe(
            result?.byteFrames,
          );
          expect(result?.mostBytes).toBe(Math.max(0, ...found.map(({ bytes }) => bytes)));
          expect(result?.crossRecipientByteFrames).toBe(total(({ crossRecipient }) => crossRecipient));
          for (const key of ['bytes', 'neverSent', 'crossRecipient'] as const)
            sums[key] += total((one) => one[key]);
        }),
        { numRuns: 40 },
      );
      expect(judged).toBeGreaterThan(20);
      if (EXPOSING.some((name) => name === release)) {
        expect(sums.bytes).toBeGreaterThan(1000);
        // What is copied is finished: there is nothing more than what is sent.
        expect(sums.neverSent > 0).toBe(release !== '1.9.0');
        expect(sums.crossRecipient).toBeGreaterThan(100);
      }
      // Until they are answered, frames that netback has taken stay granted: nothing that it was not told of.
      if (release === 'bounce') expect(sums.neverSent).toBe(0);
    },
  );
});

describe('by owner, secret, place and time', () => {
  const SCRIPT = `
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
interval: 1s
steps:
  - raw: {to: alice, size: 120, writes: [{at: 14, data: {secret: letter, text: "twenty bytes exactly"}}]}
  - raw: {to: bob, size: 20, writes: [{at: 14, data: "hi bob"}]}
  - raw: {to: bob, size: 20, writes: [{at: 14, data: "hi bob"}]}
`;

  test('what lies behind a frame is another’s, which netback has seen', async () => {
    const { exposure } = await runScript(loadScript(SCRIPT, 'x.yaml'), { release: '1.10.0', exposure: true });
    // Of alice's 34 written bytes, bob's 20 were written over; her frame was 120 long, and nobody wrote the rest.
    expect(exposure?.groups).toEqual([
      {
        owner: { kind: 'mac', address: expect.any(String), host: 'alice' },
        place: 'behind the frame',
        seen: true,
        frames: 2,
        firstFrame: 2,
        seconds: 1,
        byteFrames: 28,
        crossRecipientByteFrames: 28,
        mostBytes: 14,
      },
    ]);
    expect(exposure?.secrets).toEqual([
      { name: 'letter', length: 20, bytes: 14, frames: 2, firstFrame: 2, neverSentBytes: 0 },
    ]);
  });

  test('what was written and not announced was never sent', async () => {
    const script = loadScript(
      `steps:\n  - raw: {to: 10.0.0.10, size: 60, returns: 20, writes: [{at: 14, data: "0123456789abcdef"}]}\n`,
      'x.yaml',
    );
    const { exposure } = await runScript(script, { release: '1.10.1', exposure: true });
    expect(exposure).toMatchObject({ mostBytes: 10, mostNeverSent: 10, crossRecipientByteFrames: 0 });
    expect(exposure?.groups).toMatchObject([{ seen: false, mostBytes: 10 }]);
  });

  test('who does not ask pays nothing, and gets nothing; an expectation asks', async () => {
    expect(await runScript(loadScript(SCRIPT, 'x.yaml'))).not.toHaveProperty('exposure');
    const asked = `${SCRIPT}\nexpect: [{release: 1.10.0, exposed: 14}, {release: bounce, exposed: none}]`;
    for (const release of ['1.10.0', 'bounce'] as const) {
      const { expectations, exposure } = await runScript(loadScript(asked, 'x.yaml'), { release });
      expect(expectations).toMatchObject({ failed: 0, unchecked: 0 });
      expect(exposure).toBeDefined();
    }
    const wrong = loadScript(`${SCRIPT}\nexpect: [{exposed: 13}]`, 'x.yaml');
    const { expectations } = await runScript(wrong, { release: '1.10.0' });
    expect(expectations.failures).toMatchObject([{ expected: expect.stringContaining('13 exposed bytes') }]);
  });
});

describe('piece by piece', () => {
  test('what is told of a frame adds up to what is counted, and is what the memory holds', async () => {
    const script = loadScript(
      `
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - raw: {to: alice, size: 120, writes: [{at: 14, data: {secret: letter, text: "twenty bytes exactly"}}]}
  - raw: {to: bob, size: 20, writes: [{at: 14, data: "hi bob"}]}
`,
      'x.yaml',
    );
    const told: (ExposedMemory | undefined)[] = [];
    const listener = { frame: (frame: AuditedFrame) => void told.push(frame.exposedMemory()) };
    await runScript(script, { release: '1.10.0', exposure: true, listener });
    expect(told[0]).toEqual({
      bytes: 0,
      neverSent: 0,
      crossRecipient: 0,
      owners: [],
      pieces: [],
      leftOut: 0,
    });
    const alice = { kind: 'mac', address: expect.any(String), host: 'alice' };
    expect(told[1]).toEqual({
      bytes: 14,
      neverSent: 0,
      crossRecipient: 14,
      owners: [{ owner: alice, bytes: 14, neverSent: 0 }],
      pieces: [
        {
          block: 0,
          start: 20,
          end: 34,
          place: 'behind the frame',
          seen: true,
          crossRecipient: true,
          source: expect.objectContaining({ number: 1, step: 0, offset: 20, framesAgo: 1, recipient: alice }),
          bytes: expect.any(Uint8Array),
          secrets: [{ name: 'letter', offset: 6, start: 20, end: 34 }],
        },
      ],
      leftOut: 0,
    });
    expect(new TextDecoder().decode(told[1]?.pieces[0]?.bytes)).toBe(' bytes exactly');
    told.length = 0;
    await runScript(script, { release: '1.10.0', listener });
    expect(told).toEqual([undefined, undefined]);
  });

  test.each(EXPOSING)('under %s, on a workload of all kinds', async (release) => {
    const text = readFileSync(path.join(import.meta.dirname, '../../samples/ring-full.yaml'), 'utf8');
    let pieces = 0;
    await runScript(loadScript(text, 'ring-full.yaml'), {
      release,
      exposure: true,
      listener: {
        frame: (frame) => {
          const memory = frame.exposedMemory();
          if (memory === undefined) return;
          const { owners, bytes, neverSent, leftOut } = memory;
          pieces += memory.pieces.length;
          expect(owners.reduce((sum, each) => sum + each.bytes, 0)).toBe(bytes);
          expect(owners.reduce((sum, each) => sum + each.neverSent, 0)).toBe(neverSent);
          const told = memory.pieces.reduce((sum, { start, end }) => sum + end - start, 0);
          if (leftOut === 0) expect(told).toBe(bytes);
          else expect([memory.pieces.length, told < bytes]).toEqual([64, true]);
        },
      },
    });
    expect(pieces).toBeGreaterThan(100);
  });
});
