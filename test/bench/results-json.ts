import { type Figure, type Figures, ratesOf, summaryOf } from './figures.ts';
import { type Goal, isMet } from './goals.ts';
import type { BenchResults } from './results.ts';
import type { Summary } from './statistics.ts';

/** @returns the results for programs; null stands for what is not known */
export function resultsJson({ machine, rounds, packets, leftOut, figures, goals }: BenchResults): object {
  return {
    machine: { ...machine, compiler: machine.compiler ?? null },
    rounds,
    packets,
    leftOut,
    rates: figures.all.filter(({ subject }) => subject.packets > 0).map((figure) => rate(figure, figures)),
    startUp: figures.all
      .filter(({ subject }) => subject.packets === 0)
      .map((figure) => start(figure, figures)),
    goals: goals.map(goalJson),
  };
}

function rate(figure: Figure, figures: Figures): object {
  const { subject, phase, seconds, processor, peak } = figure;
  const packetsPerSecond = summaryOf(ratesOf(figure));
  return {
    name: subject.name,
    process: phase,
    packets: subject.packets,
    seconds: seconds.map((value) => value ?? null),
    processorSeconds: processor.map((value) => value ?? null),
    packetsPerSecond: packetsPerSecond ?? null,
    megabytesPerSecond:
      packetsPerSecond === undefined || subject.frameBytes === undefined
        ? null
        : (packetsPerSecond.median * subject.frameBytes) / 1e6,
    peakMegabytes: peak === undefined ? null : peak / 1e6,
    ofYardstick: compared(subject.yardstick, figures.ofYardstick(figure)),
  };
}

function start(figure: Figure, figures: Figures): object {
  const { subject, seconds, processor } = figure;
  const ratio = figures.ofYardstick(figure);
  const used = figures.ofYardstickProcessor(figure);
  return {
    name: subject.name,
    seconds: summaryOf(seconds) ?? null,
    ofNode: ratio === undefined ? null : 1 / ratio.median,
    processorSeconds: summaryOf(processor) ?? null,
    processorOfNode: used?.median ?? null,
  };
}

function compared(name: string | undefined, ratio: Summary | undefined): object | null {
  return name === undefined || ratio === undefined ? null : { name, ...ratio };
}

function goalJson(goal: Goal): object {
  const { what, measured, atLeast, atMost, unit } = goal;
  return {
    what,
    measured: measured ?? null,
    unit,
    ...(atLeast === undefined ? {} : { atLeast }),
    ...(atMost === undefined ? {} : { atMost }),
    met: isMet(goal) ?? null,
  };
}
