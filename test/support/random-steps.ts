import fc from 'fast-check';
import type { Fault, Step } from '../../src/script/step.ts';
import { host, packet, rawFrame } from './random-packets.ts';

const site = { index: 0, label: '', line: 0 };

const count = fc.integer({ min: 1, max: 4 });
const nanoseconds = fc.nat(20_000_000);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('drop' as const, 'error' as const), count }),
  fc.record({ kind: fc.constant('delay' as const), count, nanoseconds }),
  fc.record({
    kind: fc.constant('stall' as const),
    nanoseconds: fc.oneof(nanoseconds, fc.constant(Infinity)),
  }),
  fc.constant<Fault>({ kind: 'resume' }),
);

const misbehaviour: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fault.map((content): Step => ({ kind: 'fault', site, fault: content })) },
  { weight: 1, arbitrary: nanoseconds.map((time): Step => ({ kind: 'wait', site, nanoseconds: time })) },
);

/** A workload: packets of every kind in both directions, frames from netback, and polls now and then. */
export function steps(maxLength: number): fc.Arbitrary<Step[]> {
  return workload(maxLength, []);
}

/** A workload in which netback misbehaves. */
export function faultySteps(maxLength: number): fc.Arbitrary<Step[]> {
  return workload(maxLength, [{ weight: 4, arbitrary: misbehaviour }]);
}

function workload(
  maxLength: number,
  others: readonly { weight: number; arbitrary: fc.Arbitrary<Step> }[],
): fc.Arbitrary<Step[]> {
  const action: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: packet.map((content): Step => ({ kind: 'send', site, packet: content })) },
    { weight: 1, arbitrary: rawFrame.map((frame): Step => ({ kind: 'receive', site, frame })) },
    {
      weight: 1,
      arbitrary: fc.tuple(packet, host).map(([content, { mac }]): Step => {
        return { kind: 'receive', site, packet: content, sender: mac };
      }),
    },
    { weight: 4, arbitrary: fc.constant<Step>({ kind: 'poll', site }) },
    ...others,
  );
  return fc
    .array(action, { minLength: 1, maxLength, size: 'max' })
    .map((actions) =>
      actions.map((step, index): Step => ({ ...step, site: { index, label: step.kind, line: 0 } })),
    );
}
