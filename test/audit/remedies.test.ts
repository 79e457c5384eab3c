import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Audit } from '../../src/audit/audit.ts';
import type { AuditedFrame } from '../../src/audit/audited-frame.ts';
import { Hosts } from '../../src/audit/hosts.ts';
import { Stack } from '../../src/guest/stack.ts';
import { connect } from '../../src/netchannel/connect.ts';
import type { DeviceRow } from '../../src/netchannel/devices.ts';
import { REMEDIES, REMEDY_NAMES, type RemedyName } from '../../src/netchannel/remedies.ts';
import type { Step } from '../../src/script/step.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { naiveRecipient } from '../support/naive-recipient.ts';
import { GUEST_MAC } from '../support/random-packets.ts';
import { steps } from '../support/random-steps.ts';
import { ShadowMemory } from '../support/shadow-memory.ts';

interface Outcome {
  audit: Audit;
  shadow: ShadowMemory;
  /** Bytes of the frames that netback got, as one text each. */
  frames: string[];
  /** Offset of the last byte that was written, and of the first stale one behind it, of frames that have one. */
  tails: number;
  byMemory: number;
  bytesCleared: number;
}

/** Sends a workload through a device, with the audit and one tag per byte as witnesses. */
function send(workload: readonly Step[], own: DeviceRow): Outcome {
  const frames: string[] = [];
  let tails = 0;
  let lastWritten = -1;
  const audit = new Audit({
    listed: 1_000_000,
    hosts: new Hosts([]),
    listener: {
      frame: (frame: AuditedFrame) => {
        if (frame.direction === 'rx') return;
        frames.push(
          Buffer.from(frame.bytes.subarray(frame.offset, frame.offset + frame.length)).toString('hex'),
        );
        if (frame.staleRanges().some(([, end]) => end > lastWritten)) tails++;
      },
    },
  });
  const shadow = new ShadowMemory((frame) => naiveRecipient(frame, []));
  const channel = connect({ release: 'own', own, mac: '00:16:3e:00:00:01' }, audit, shadow, {
    blockFilled: (_, window) => {
      lastWritten = window.footprint.runs.at(-1) ?? 0;
    },
    blockCopied: () => {
      lastWritten = 0xffff;
    },
  });
  const stack = new Stack({ device: channel.netfront, mac: GUEST_MAC, mtu: 1500, settled: () => {} });
  for (const step of workload) {
    try {
      if (step.kind === 'send') stack.send(step.packet, step.site.index);
      // One at a time is known by its last written byte.
      channel.poll();
    } catch (error) {
      if (!(error instanceof CannotWrite)) throw error;
    }
  }
  channel.poll();
  expect(audit.totals.leakedBytes).toBe(shadow.stale.length);
  expect(audit.totals.patternedBytes).toBe(shadow.patterned);
  expect(shadow.untrue).toBe(0);
  const byMemory = audit
    .result()
    .checksumGroups.filter(({ cause }) => cause === 'stale-memory')
    .reduce((sum, { failures }) => sum + failures, 0);
  return { audit, shadow, frames, tails, byMemory, bytesCleared: channel.netfront.bytesCleared };
}

/** What the same writers send from clean memory through the same window. */
function cleanRow({ front, back, ...words }: DeviceRow): DeviceRow {
  const clean = { ...front, clearAfterFill: 'nothing', cleansOnRelease: 'nothing', pool: 'shared' } as const;
  return { ...words, front: { ...clean, clearBeforeFill: 'block' }, back };
}

interface Sums {
  leaked: number;
  cross: number;
  tails: number;
  byMemory: number;
  patterned: number;
  differing: number;
  cleared: number;
}

/** Sends random workloads through a device. @param each - is shown each outcome */
function sumsOf(
  name: RemedyName,
  each: (outcome: Outcome, clean: Outcome) => void = () => {},
  numRuns = 60,
): Sums {
  const sums: Sums = { leaked: 0, cross: 0, tails: 0, byMemory: 0, patterned: 0, differing: 0, cleared: 0 };
  const row: DeviceRow = REMEDIES[name];
  fc.assert(
    fc.property(steps(40), (workload) => {
      const outcome = send(workload, row);
      const clean = send(workload, cleanRow(row));
      const { totals } = outcome.audit;
      sums.leaked += totals.leakedBytes;
      sums.cross += totals.crossRecipientBytes;
      sums.tails += outcome.tails;
      sums.byMemory += outcome.byMemory;
      sums.patterned += totals.patternedBytes;
      sums.cleared += outcome.bytesCleared;
      expect(outcome.frames).toHaveLength(clean.frames.length);
      sums.differing += outcome.frames.filter((frame, i) => frame !== clean.frames[i]).length;
      each(outcome, clean);
    }),
    { numRuns },
  );
  return sums;
}

const NOTHING = { leaked: 0, cross: 0, tails: 0, byMemory: 0, patterned: 0, differing: 0 };

describe('what each design promises holds on random workloads', () => {
  test('each row says what it is, and who does it', () => {
    for (const name of REMEDY_NAMES) {
      const { summary, source } = REMEDIES[name];
      expect(summary, name).not.toBe('');
      expect(source, name).not.toBe('');
    }
  });

  test('nothing at all: it leaks', () => {
    const sums = sumsOf('none');
    expect(sums.leaked).toBeGreaterThan(1000);
    expect(sums.cross).toBeGreaterThan(100);
    expect(sums.byMemory).toBeGreaterThan(0);
    expect(sums.cleared).toBe(0);
  });

  test.each([
    'copy-in',
    'clear-on-take',
    'clear-window',
    'clear-on-release',
    'clear-used-on-release',
    'fresh-page',
    'bounce',
  ] as const)('%s is enough: frames are those of clean memory, byte for byte', (name) => {
    const { cleared, ...sums } = sumsOf(name);
    expect(sums).toEqual(NOTHING);
    if (name === 'copy-in') expect(cleared).toBe(0);
    else expect(cleared).toBeGreaterThan(0);
  });

  test('clear-tail: no tail is sent, but holes are, and what was summed stays', () => {
    const sums = sumsOf('clear-tail');
    expect(sums.tails).toBe(0);
    expect(sums.leaked).toBeGreaterThan(10);
    expect(sums.byMemory).toBeGreaterThan(0);
    expect(sumsOf('none').tails).toBeGreaterThan(10);
  });

  test('clear-gaps: nothing is sent, but checksums are over what was there', () => {
    const sums = sumsOf('clear-gaps');
    expect(sums).toMatchObject({ leaked: 0, cross: 0, tails: 0 });
    expect(sums.byMemory).toBeGreaterThan(0);
    expect(sums.differing).toBeGreaterThan(0);
  });

  test('narrow-window: a smaller window alone leaks as before', () => {
    const sums = sumsOf('narrow-window');
    expect(sums.leaked).toBeGreaterThan(1000);
    expect(sums.cross).toBeGreaterThan(100);
  });

  test('pool-per-recipient: nothing gets to another, own old bytes do', () => {
    const isOwn = ({ shadow }: Outcome): void => {
      const { stale, recipients, frameOfWrite } = shadow;
      for (const { frame, write } of stale) {
        const source = frameOfWrite.get(write);
        // Of a write that failed there is no frame; its bytes are in blocks of whom it was for all the same.
        if (source !== undefined) expect(recipients.get(source)).toBe(recipients.get(frame));
      }
    };
    // Few blocks are used again where each recipient has its own: of 60 workloads there may be less than is asked for below.
    const sums = sumsOf('pool-per-recipient', isOwn, 300);
    expect(sums.cross).toBe(0);
    expect(sums.leaked).toBeGreaterThan(100);
    expect(sums.byMemory).toBeGreaterThan(0);
  });

  test('poison: old bytes are gone, the pattern is sent and spoils checksums', () => {
    const sums = sumsOf('poison');
    expect(sums).toMatchObject({ leaked: 0, cross: 0, tails: 0 });
    expect(sums.patterned).toBeGreaterThan(1000);
    expect(sums.byMemory).toBeGreaterThan(0);
  });
});
