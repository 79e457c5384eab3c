import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Audit } from '../../src/audit/audit.ts';
import type { Leak } from '../../src/audit/findings.ts';
import { Stack } from '../../src/guest/stack.ts';
import { MessageBatch } from '../../src/netchannel/messages.ts';
import { Netchannel } from '../../src/netchannel/netchannel.ts';
import type { NetchannelObserver } from '../../src/netchannel/observer.ts';
import { RELEASE_NAMES } from '../../src/netchannel/releases.ts';
import { FaultInjector, STALL_ENDS } from '../../src/simulation/fault-injector.ts';
import { Timeline } from '../../src/simulation/timeline.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { NO_MARKS } from '../../src/wire/secret-marks.ts';
import { Window } from '../../src/wire/window.ts';
import { tellAll } from '../support/observers.ts';
import { GUEST_MAC } from '../support/random-packets.ts';
import { faultySteps, steps } from '../support/random-steps.ts';
import { ShadowMemory, type StaleByte } from '../support/shadow-memory.ts';

interface Expected {
  frame: number;
  at: number;
  sourceFrame: number | null;
  offset: number;
}

/** Every stale byte that the audit reports, byte by byte. */
function reported(leaks: readonly Leak[]): Expected[] {
  return leaks.flatMap((leak) =>
    leak.ranges.flatMap(({ start, end, source }) =>
      Array.from({ length: end - start }, (_, i) => ({
        frame: leak.frame.number ?? 0,
        at: start + i,
        sourceFrame: source.number,
        offset: source.offset + i,
      })),
    ),
  );
}

/** What the shadow memory says, in the same words. */
function expected(shadow: ShadowMemory): Expected[] {
  return shadow.stale.map(({ frame, at, write, offset }: StaleByte) => ({
    frame,
    at,
    sourceFrame: shadow.frameOfWrite.get(write) ?? null,
    offset,
  }));
}

describe('the audit agrees with one tag per byte', () => {
  test.each(RELEASE_NAMES)('on random workloads through the device, %s', (release) => {
    let stale = 0;
    fc.assert(
      fc.property(steps(60), (workload) => {
        const leaks: Leak[] = [];
        const audit = new Audit({ listener: { leak: (leak) => leaks.push(leak) } });
        const shadow = new ShadowMemory();
        const channel = new Netchannel({ release, mac: '00:16:3e:00:00:01' }, tellAll(audit, shadow));
        const stack = new Stack({ netfront: channel.netfront, mac: GUEST_MAC, mtu: 1500, settled: () => {} });
        for (const step of workload) {
          try {
            if (step.kind === 'send') stack.send(step.packet, step.site.index);
            else if (step.kind === 'poll') channel.poll();
          } catch (error) {
            if (!(error instanceof CannotWrite)) throw error;
          }
        }
        channel.poll();
        expect(reported(leaks)).toEqual(expected(shadow));
        expect(audit.totals.leakedBytes).toBe(shadow.stale.length);
        const { bytes, writtenBytes, cleanBytes, leakedBytes } = audit.totals;
        expect(writtenBytes + cleanBytes + leakedBytes).toBe(bytes);
        stale += shadow.stale.length;
      }),
      { numRuns: 200 },
    );
    // The comparison is worth something only where there was something to compare.
    if (release === '1.10.0') expect(stale).toBeGreaterThan(1000);
    else expect(stale).toBe(0);
  });

  test.each(RELEASE_NAMES)('where netback drops, refuses and delays responses, and stalls, %s', (release) => {
    let stale = 0;
    let fromRefused = 0;
    const struck = { dropped: 0, refused: 0, delayed: 0, stalled: 0 };
    fc.assert(
      fc.property(faultySteps(80), (workload) => {
        const leaks: Leak[] = [];
        const audit = new Audit({ listener: { leak: (leak) => leaks.push(leak) } });
        const shadow = new ShadowMemory();
        const channel = new Netchannel({ release, mac: '00:16:3e:00:00:01' }, tellAll(audit, shadow));
        const { netfront, netback } = channel;
        const stack = new Stack({ netfront, mac: GUEST_MAC, mtu: 1500, settled: () => {} });
        const timeline = new Timeline(0n, 0, (what) => {
          if (what === STALL_ENDS) injector.resume();
          else netback.answerLate(what);
        });
        const injector = new FaultInjector(channel, timeline);
        for (const step of workload) {
          try {
            if (step.kind === 'send') stack.send(step.packet, step.site.index);
            else if (step.kind === 'poll') channel.poll();
            else if (step.kind === 'fault') injector.inject(step.fault);
            else if (step.kind === 'wait') timeline.wait(step.nanoseconds);
          } catch (error) {
            if (!(error instanceof CannotWrite)) throw error;
          }
          if (netback.isStalled) struck.stalled++;
        }
        injector.resume();
        do channel.poll();
        while (timeline.runOut());
        expect(reported(leaks)).toEqual(expected(shadow));
        expect(audit.totals.leakedBytes).toBe(shadow.stale.length);
        const { bytes, writtenBytes, cleanBytes, leakedBytes } = audit.totals;
        expect(writtenBytes + cleanBytes + leakedBytes).toBe(bytes);
        const { responsesDropped, responsesRefused, responsesDelayed } = injector.counts();
        // All that netback answers comes back, late or refused; what it drops never does.
        expect(netfront.pool.inUse).toBe(responsesDropped);
        expect(netfront.tx.freeRequests).toBe(256 - responsesDropped);
        stale += shadow.stale.length;
        fromRefused += reported(leaks).filter(({ sourceFrame }) => sourceFrame === null).length;
        struck.dropped += responsesDropped;
        struck.refused += responsesRefused;
        struck.delayed += responsesDelayed;
      }),
      { numRuns: 200 },
    );
    for (const often of Object.values(struck)) expect(often).toBeGreaterThan(30);
    if (release === '1.10.0') expect(stale).toBeGreaterThan(1000);
    else expect(stale).toBe(0);
    if (release === '1.10.0') expect(fromRefused).toBeGreaterThan(0);
  });

  test('on random writes, failures, copies, clears and reuses of a few blocks', () => {
    const event = fc.record({
      block: fc.nat(3),
      kind: fc.constantFrom('fill', 'fill', 'fill', 'fail', 'copy', 'clear'),
      length: fc.nat(2048),
      stretches: fc.array(fc.tuple(fc.nat(2000), fc.nat(48)), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60, size: 'max' }), (events) => {
        const leaks: Leak[] = [];
        const audit = new Audit({ listener: { leak: (leak) => leaks.push(leak) } });
        const shadow = new ShadowMemory();
        const both = tellAll(audit, shadow);
        both.poolGrown(0);
        both.poolGrown(2);
        for (const { block, kind, length, stretches } of events) {
          if (kind === 'clear') both.blockCleared(block);
          else if (kind === 'copy') {
            const bytes = new Uint8Array(length);
            both.blockCopied(
              block,
              length,
              0,
              { bytes, offset: 0, length, written: length, marks: NO_MARKS },
              0,
            );
            deliver(both, block, length);
          } else {
            const window = new Window();
            const memory = new Uint8Array(2048);
            window.bind(memory, new DataView(memory.buffer), 0, 2048, true);
            for (const [at, n] of stretches) window.claim(at, n);
            if (kind === 'fail') both.fillFailed(block, window, 0);
            else {
              both.blockFilled(block, window, length, 0);
              deliver(both, block, length);
            }
          }
        }
        expect(reported(leaks)).toEqual(expected(shadow));
      }),
      { numRuns: 300 },
    );
  });
});

function deliver(observer: NetchannelObserver, block: number, length: number): void {
  const messages = new MessageBatch();
  Object.assign(messages.add(), { id: block, size: length });
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  observer.delivered({ direction: 'tx', bytes, view, offset: 0, length, messages, first: 0, end: 1 });
}
