import fc from 'fast-check';
import type { Step } from '../../src/script/step.ts';
import { packet, rawFrame } from './random-packets.ts';

/** A workload: packets of every kind, frames from netback, and polls now and then. */
export function steps(maxLength: number): fc.Arbitrary<Step[]> {
  const site = { index: 0, label: '', line: 0 };
  const action: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: packet.map((content): Step => ({ kind: 'send', site, packet: content })) },
    { weight: 1, arbitrary: rawFrame.map((frame): Step => ({ kind: 'receive', site, frame })) },
    { weight: 4, arbitrary: fc.constant<Step>({ kind: 'poll', site }) },
  );
  return fc
    .array(action, { minLength: 1, maxLength, size: 'max' })
    .map((actions) =>
      actions.map((step, index): Step => ({ ...step, site: { index, label: step.kind, line: 0 } })),
    );
}
