import { type Figure, Figures } from './figures.ts';
import type { BenchResults } from './results.ts';
import type { Phase, Subject } from './subject.ts';

/** A figure as it would have been measured. */
export function figure(
  subject: Pick<Subject, 'name'> & Partial<Subject>,
  phase: Phase,
  seconds: readonly (number | undefined)[],
  peak?: number,
  processor: readonly (number | undefined)[] = seconds.map(() => undefined),
): Figure {
  const complete: Subject = {
    packets: 1000,
    frameBytes: 60,
    phases: [phase],
    launch: () => ({ command: 'never', args: [] }),
    ...subject,
  };
  return { subject: complete, phase, seconds, processor, peak };
}

/** Two programs, one start, one goal that is met, one that is not, and one of which nothing is known. */
export function results(): BenchResults {
  const figures = new Figures([
    figure({ name: 'C' }, 'cold', [0.001, 0.002]),
    figure({ name: 'ours', yardstick: 'C' }, 'cold', [0.002, 0.004], 80e6, [0.003, 0.003]),
    figure({ name: 'ours, steady', frameBytes: undefined }, 'steady', [undefined, undefined]),
    figure({ name: 'start: node -e 0', packets: 0 }, 'cold', [0.04, 0.04], undefined, [0.02, 0.02]),
    figure(
      { name: 'start: help', packets: 0, yardstick: 'start: node -e 0' },
      'cold',
      [0.08, 0.08],
      undefined,
      [0.05, 0.05],
    ),
  ]);
  return {
    machine: {
      version: '1.2.3',
      node: 'v20.0.0',
      platform: 'linux x64',
      processor: 'Some Processor',
      cores: 2,
      compiler: undefined,
      folder: '/tmp',
    },
    rounds: 2,
    packets: 1000,
    leftOut: [{ name: 'trafgen', why: 'not installed' }],
    figures,
    goals: [
      {
        what: 'ours / C',
        measured: 0.5,
        atLeast: 0.8,
        unit: 'times',
        about: { name: 'ours', phase: 'cold' },
      },
      { what: 'memory', measured: 80, atMost: 120, unit: 'MB' },
      { what: 'ours / trafgen', measured: undefined, atLeast: 1, unit: 'times' },
    ],
  };
}
