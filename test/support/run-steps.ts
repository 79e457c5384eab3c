import type { ChecksumFailure, Leak, Verdict } from '../../src/audit/findings.ts';
import type { Release } from '../../src/netchannel/releases.ts';
import type { Step } from '../../src/script/step.ts';
import { Simulation } from '../../src/simulation/simulation.ts';
import type { Secret } from '../../src/wire/secret-marks.ts';
import { GUEST_MAC } from './random-packets.ts';

/** A frame that crossed the channel, kept. */
export interface KeptFrame {
  number: number;
  direction: 'tx' | 'rx';
  bytes: Uint8Array;
  verdict: Verdict;
  stale: [start: number, end: number][];
  staleSums: number[];
}

export interface KeptRun {
  simulation: Simulation;
  frames: KeptFrame[];
  leaks: Leak[];
  failures: ChecksumFailure[];
}

/** Runs steps that poll by themselves under a release, and keeps everything that is observed. */
export function runSteps(
  steps: readonly Step[],
  release: Release,
  mac: Uint8Array = GUEST_MAC,
  mtu = 1500,
  secrets: readonly Secret[] = [],
): KeptRun {
  const frames: KeptFrame[] = [];
  const leaks: Leak[] = [];
  const failures: ChecksumFailure[] = [];
  const simulation = new Simulation({
    release,
    mac,
    mtu,
    secrets,
    poll: { kind: 'manual' },
    listener: {
      frame: (frame) => {
        frames.push({
          number: frame.number,
          direction: frame.direction,
          bytes: frame.bytes.slice(frame.offset, frame.offset + frame.length),
          verdict: frame.verdict,
          stale: frame.staleRanges(),
          staleSums: frame.staleSums(),
        });
      },
      leak: (leak) => leaks.push(leak),
      checksumFailure: (failure) => failures.push(failure),
    },
  });
  for (const step of steps) simulation.take(step);
  simulation.channel.poll();
  return { simulation, frames, leaks, failures };
}
