import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../../src/script/step.ts';
import { parseMac } from '../../../src/wire/address.ts';
import { packetOf, rawFrame } from '../../conformance/packets.ts';
import { readVector, type Vector } from '../../conformance/vector.ts';
import { vectorFiles } from '../../conformance/verify.ts';
import { GUEST_MAC } from '../../support/random-packets.ts';
import { steps } from '../../support/random-steps.ts';
import { type KeptRun, runSteps } from '../../support/run-steps.ts';

/**
 * Runs the same steps under 1.10.0 and 1.10.1. Frames may differ only in bytes that are reported as leaked, or
 * in checksums that are reported as wrong or as summed over stale memory.
 *
 * @returns how many bytes differ
 */
function explain(workload: readonly Step[], mac: Uint8Array = GUEST_MAC, mtu = 1500): number {
  const dirty = runSteps(workload, '1.10.0', mac, mtu);
  const clean = runSteps(workload, '1.10.1', mac, mtu);
  expect(clean.simulation.audit.totals.leakedBytes).toBe(0);
  expect(dirty.frames.map(({ bytes }) => bytes.length)).toEqual(
    clean.frames.map(({ bytes }) => bytes.length),
  );
  let differing = 0;
  for (const [i, frame] of dirty.frames.entries()) {
    const other = clean.frames[i]?.bytes ?? new Uint8Array(0);
    const explained = explainedBytes(dirty, i);
    for (let at = 0; at < frame.bytes.length; at++) {
      if (frame.bytes[at] === other[at]) continue;
      differing++;
      if (!explained.has(at)) {
        expect.fail(`frame ${frame.number}: byte ${at} differs, and nothing in the report says why`);
      }
    }
  }
  return differing;
}

/** Offsets in a frame that the report gives a reason for. */
function explainedBytes({ frames, leaks, failures }: KeptRun, index: number): Set<number> {
  const number = index + 1;
  const explained = new Set<number>();
  for (const leak of leaks) {
    if (leak.frame.number !== number) continue;
    for (const { start, end } of leak.ranges) for (let at = start; at < end; at++) explained.add(at);
  }
  const fields = [
    ...(frames[index]?.staleSums ?? []),
    ...failures.filter(({ frame }) => frame.number === number).map(({ offset }) => offset),
  ];
  for (const field of fields) explained.add(field).add(field + 1);
  return explained;
}

function stepsOf({ workload }: Vector): Step[] {
  return workload.steps.map((step, index): Step => {
    const site = { index, label: step.op, line: 0 };
    if (step.op === 'poll') return { kind: 'poll', site };
    if (step.op === 'rx') return { kind: 'receive', site, frame: rawFrame(step) };
    return { kind: 'send', site, packet: packetOf(step, workload.netfront) };
  });
}

describe('the report explains what 1.10.0 sends differently from 1.10.1', () => {
  test('on random workloads', () => {
    let differing = 0;
    fc.assert(
      fc.property(steps(80), (workload) => {
        differing += explain(workload);
      }),
      { numRuns: 200 },
    );
    expect(differing).toBeGreaterThan(1000);
  });

  test('on the recorded workloads', () => {
    let differing = 0;
    for (const file of vectorFiles(path.join(import.meta.dirname, '../../conformance/vectors'))) {
      const vector = readVector(file);
      const mac = parseMac(vector.workload.netfront.mac) ?? GUEST_MAC;
      differing += explain(stepsOf(vector), mac, Number(vector.workload.mtu));
    }
    expect(differing).toBeGreaterThan(1000);
  });
});
