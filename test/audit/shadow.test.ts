import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Audit } from '../../src/audit/audit.ts';
import type { AuditResult, FrameIdentity, Leak, LeakRange, Recipient } from '../../src/audit/findings.ts';
import { Hosts } from '../../src/audit/hosts.ts';
import { Stack } from '../../src/guest/stack.ts';
import { connect, connectFaulty } from '../../src/netchannel/connect.ts';
import { MessageBatch } from '../../src/netchannel/messages.ts';
import type { NetchannelObserver } from '../../src/netchannel/observer.ts';
import { tellAll } from '../../src/netchannel/observer.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { ResponseFaults } from '../../src/netchannel/response-faults.ts';
import { FaultInjector } from '../../src/simulation/fault-injector.ts';
import { STALL_ENDS } from '../../src/simulation/time/due.ts';
import { Timeline } from '../../src/simulation/time/timeline.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { NO_MARKS } from '../../src/wire/secret-marks.ts';
import { Window } from '../../src/wire/window.ts';
import { declaredHosts, naiveRecipient } from '../support/naive-recipient.ts';
import { GUEST_MAC } from '../support/random-packets.ts';
import { faultySteps, steps } from '../support/random-steps.ts';
import { ShadowMemory, type StaleByte } from '../support/shadow-memory.ts';

interface Expected {
  frame: number;
  at: number;
  sourceFrame: number | null;
  offset: number;
  /** Whether it was meant for somebody else; undefined if there is no telling who it was meant for. */
  cross: boolean | undefined;
}

/** Every stale byte that the audit reports, byte by byte. */
function reported(leaks: readonly Leak[]): Expected[] {
  return leaks.flatMap((leak) =>
    leak.ranges.flatMap(({ start, end, source, crossRecipient }) =>
      Array.from({ length: end - start }, (_, i) => ({
        frame: leak.frame.number ?? 0,
        at: start + i,
        sourceFrame: source.number,
        offset: source.offset + i,
        cross: source.number === null ? undefined : crossRecipient,
      })),
    ),
  );
}

/** What the shadow memory says, in the same words. */
function expected(shadow: ShadowMemory): Expected[] {
  const { stale, recipients, frameOfWrite } = shadow;
  return stale.map(({ frame, at, write, offset }: StaleByte) => {
    const sourceFrame = frameOfWrite.get(write) ?? null;
    const cross = sourceFrame === null ? undefined : recipients.get(sourceFrame) !== recipients.get(frame);
    return { frame, at, sourceFrame, offset, cross };
  });
}

describe('the audit agrees with one tag per byte', () => {
  test.each(COMPARED_RELEASES)('on random workloads through the device, %s', (release) => {
    let stale = 0;
    let sameHost = 0;
    fc.assert(
      fc.property(steps(60), declaredHosts, (workload, hosts) => {
        const leaks: Leak[] = [];
        const audit = new Audit({ listener: { leak: (leak) => leaks.push(leak) }, hosts: new Hosts(hosts) });
        const shadow = new ShadowMemory((frame) => naiveRecipient(frame, hosts));
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
        expect(reported(leaks)).toEqual(expected(shadow));
        expect(audit.totals.leakedBytes).toBe(shadow.stale.length);
        const { bytes, writtenBytes, cleanBytes, leakedBytes } = audit.totals;
        expect(writtenBytes + cleanBytes + leakedBytes).toBe(bytes);
        checkSums(audit.result(), leaks);
        stale += shadow.stale.length;
        sameHost += leaks.flatMap(({ frame, ranges }) =>
          ranges.filter((range) => isByHost(range, frame)),
        ).length;
      }),
      { numRuns: 200 },
    );
    // The comparison is worth something only where there was something to compare.
    if (release === '1.10.0') expect(stale).toBeGreaterThan(1000);
    else expect(stale).toBe(0);
    if (release === '1.10.0') expect(sameHost).toBeGreaterThan(5);
  });

  test.each(COMPARED_RELEASES)(
    'where netback drops, refuses and delays responses, and stalls, %s',
    (release) => {
      let stale = 0;
      let fromRefused = 0;
      const struck = { dropped: 0, refused: 0, delayed: 0, stalled: 0 };
      fc.assert(
        fc.property(faultySteps(80), (workload) => {
          const leaks: Leak[] = [];
          const audit = new Audit({ listener: { leak: (leak) => leaks.push(leak) } });
          const shadow = new ShadowMemory((frame) => naiveRecipient(frame, []));
          const faults = new ResponseFaults((id, nanoseconds) => timeline.schedule(id, nanoseconds));
          const channel = connectFaulty({ release, mac: '00:16:3e:00:00:01' }, faults, audit, shadow);
          const { netfront, netback } = channel;
          const stack = new Stack({ device: netfront, mac: GUEST_MAC, mtu: 1500, settled: () => {} });
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
    },
  );

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
        const shadow = new ShadowMemory((frame) => naiveRecipient(frame, []));
        const both = tellAll([audit, shadow]);
        both.poolGrown(0, 8);
        both.poolGrown(2, 9);
        for (const { block, kind, length, stretches } of events) {
          if (kind === 'clear') both.blockCleared(block);
          else if (kind === 'copy') {
            const bytes = new Uint8Array(length);
            both.blockCopied(
              block,
              length,
              0,
              {
                bytes,
                offset: 0,
                length,
                written: length,
                footprint: new Window().footprint,
                marks: NO_MARKS,
                checksum: 0,
              },
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

/** Whether a range is of a frame for another address of the same host. */
function isByHost({ source, crossRecipient }: LeakRange, { recipient }: FrameIdentity): boolean {
  return !crossRecipient && source.recipient.address !== recipient.address;
}

/** Counts and groups are those of the leaks, added up by who the bytes were meant for and who got them. */
function checkSums({ totals, leakGroups }: AuditResult, leaks: readonly Leak[]): void {
  const key = ({ host, kind, address }: Recipient): string => host ?? `${kind} ${address}`;
  const groups = new Map<string, { from: Recipient; to: Recipient; bytes: number; cross: boolean }>();
  let crossBytes = 0;
  let crossFrames = 0;
  for (const { frame, ranges } of leaks) {
    if (ranges.some(({ crossRecipient }) => crossRecipient)) crossFrames++;
    for (const { start, end, field, source, crossRecipient } of ranges) {
      if (crossRecipient) crossBytes += end - start;
      const name = [key(source.recipient), key(frame.recipient), field].join();
      const first = { from: source.recipient, to: frame.recipient, bytes: 0, cross: crossRecipient };
      const group = groups.get(name) ?? first;
      groups.set(name, group);
      group.bytes += end - start;
      expect(group.cross).toBe(crossRecipient);
    }
  }
  expect(totals).toMatchObject({ crossRecipientBytes: crossBytes, crossRecipientFrames: crossFrames });
  const told = leakGroups.map(({ from, to, field, bytes, crossRecipient }) => {
    return [[key(from), key(to), field].join(), { from, to, bytes, cross: crossRecipient }] as const;
  });
  expect(new Map(told)).toEqual(groups);
  expect(told).toHaveLength(groups.size);
}

function deliver(observer: NetchannelObserver, block: number, length: number): void {
  const messages = new MessageBatch();
  Object.assign(messages.add(), {
    id: block,
    gref: 8 + (block >> 1),
    offset: (block & 1) * 2048,
    size: length,
  });
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  observer.delivered({ direction: 'tx', bytes, view, offset: 0, length, messages, first: 0, end: 1 });
}
