import type { Figure, Figures } from './figures.ts';
import {
  inspectName,
  lengthName,
  MERGE,
  type MixNames,
  memoryWorkloads,
  RELEASE,
  REPLAY,
  runName,
  yardstickName,
} from './our-subjects.ts';
import { MERGECAP, peerName } from './peers.ts';
import { EMPTY_NODE, START_COMPLETION, START_EXTCAP, START_HELP, START_OWN, START_RUN } from './start-up.ts';
import { summarizeRatios } from './statistics.ts';
import type { Phase } from './subject.ts';
import { leakingStream, MIDDLE_SIZE, SIZES, udpStream, type Workload } from './workloads.ts';

/** What should be so, and what is. */
export interface Goal {
  what: string;
  /** Undefined if something that it takes was not measured. */
  measured: number | undefined;
  /** One of the two bounds. */
  atLeast?: number;
  atMost?: number;
  unit: 'times' | 'MB';
  /** The rate that it is about, if it is about its ratio to C. */
  about?: { name: string; phase: Phase };
}

/** What the goals are about beside what was measured. */
export interface Scope {
  root: string;
  packets: number;
  long: boolean;
  mix: MixNames;
}

/** Least ratios to the yardstick by payload. */
const TO_FILE: Readonly<Record<number, number>> = { 18: 0.25, 512: 0.8, 1472: 0.8 };
const STEADY: Readonly<Record<number, number>> = { 18: 0.17, 512: 0.45, 1472: 0.8 };

/**
 * The original device, mirage-net-xen's OCaml compiled natively and without any record of who wrote what, beside the
 * yardstick in the same loop: recorded once, because it needs a machine of its own to be built on.
 */
const OCAML: Readonly<Record<number, number>> = { 18: 0.035, 512: 0.1, 1472: 0.21 };

/** Peak memory in MB, of runs of any length. */
const MEMORY = 120;

/** How much more memory the longest of runs may take than the shortest. */
const MEMORY_GROWTH = 1.1;

/** How much more a packet may cost in a long run than in a short one. */
const COST_GROWTH = 1.05;

/** @returns undefined if nothing is said about that */
export function isMet({ measured, atLeast, atMost }: Goal): boolean | undefined {
  if (measured === undefined) return undefined;
  return (atLeast === undefined || measured >= atLeast) && (atMost === undefined || measured <= atMost);
}

export function goals(figures: Figures, scope: Scope): Goal[] {
  return [
    ...SIZES.flatMap((size) => yardstickGoals(figures, scope.root, size)),
    mixGoal(figures, scope),
    ...SIZES.map((size) => leakGoal(figures, scope.root, size)),
    ...peerGoals(figures, scope.root),
    ...captureGoals(figures, scope.root),
    ...memoryWorkloads(scope.root).flatMap((workload) => lengthGoals(figures, scope, workload)),
    everyPeakGoal(figures),
    ...startUpGoals(figures),
  ];
}

function yardstickGoals(figures: Figures, root: string, size: number): Goal[] {
  const { name } = udpStream(root, size);
  const goal = (output: 'file' | 'null device', phase: Phase, atLeast: number): Goal => {
    const about = { name: runName(RELEASE, name, output), phase };
    const yardstick = figures.find(yardstickName(false, size, output), phase);
    const measured = figures.ratio(figures.find(about.name, phase), yardstick)?.median;
    return { what: `run, ${name}, to ${output}, ${phase} / C`, measured, atLeast, unit: 'times', about };
  };
  const steady = goal('null device', 'steady', STEADY[size] ?? 0);
  const ocaml = OCAML[size];
  const measured = ocaml === undefined || steady.measured === undefined ? undefined : steady.measured / ocaml;
  return [
    goal('file', 'cold', TO_FILE[size] ?? 0),
    steady,
    { what: `run, ${name}, steady / the OCaml device (recorded)`, measured, atLeast: 4, unit: 'times' },
  ];
}

function mixGoal(figures: Figures, { mix }: Scope): Goal {
  const measured = figures.ratio(figures.find(mix.mix, 'cold'), figures.find(mix.mean, 'cold'))?.median;
  return {
    what: 'run, mix of all kinds / UDP of its mean size',
    measured,
    atLeast: 0.6,
    unit: 'times',
  };
}

function leakGoal(figures: Figures, root: string, size: number): Goal {
  const leaking = leakingStream(root, size).name;
  const leaks = figures.find(runName(RELEASE, leaking, 'null device'), 'cold');
  const without = figures.find(runName(RELEASE, udpStream(root, size).name, 'null device'), 'cold');
  const measured = figures.ratio(leaks, without)?.median;
  return { what: `run, ${leaking} / without leaks`, measured, atLeast: 0.8, unit: 'times' };
}

function peerGoals(figures: Figures, root: string): Goal[] {
  const toFile = (size: number): Figure | undefined =>
    figures.find(runName(RELEASE, udpStream(root, size).name, 'file'), 'cold');
  const beside = (
    ours: Figure | undefined,
    peer: string,
    size: number,
    phase: Phase,
    atLeast: number,
  ): Goal => ({
    what: `run, udp ${size} B / ${peer}`,
    measured: figures.ratio(ours, figures.find(peerName(peer, size), phase))?.median,
    atLeast,
    unit: 'times',
  });
  return [
    ...SIZES.map((size) => beside(toFile(size), 'trafgen', size, 'cold', 1)),
    ...SIZES.map((size) => beside(toFile(size), 'tcprewrite --fixcsum', size, 'cold', 1)),
    beside(toFile(MIDDLE_SIZE), 'randpkt', MIDDLE_SIZE, 'cold', 1),
    beside(toFile(MIDDLE_SIZE), 'text2pcap', MIDDLE_SIZE, 'steady', 1),
    beside(toFile(MIDDLE_SIZE), 'scapy', MIDDLE_SIZE, 'steady', 500),
    ...SIZES.map((size) => {
      const inspect = figures.find(inspectName(size), 'steady');
      return { ...beside(inspect, 'tshark', size, 'steady', 10), what: `inspect, udp ${size} B / tshark` };
    }),
  ];
}

/** Commands that read captures, beside the peer that does the same, or beside a run. */
function captureGoals(figures: Figures, root: string): Goal[] {
  const middle = udpStream(root, MIDDLE_SIZE).name;
  const goal = (what: string, ours: Figure | undefined, other: Figure | undefined): Goal => ({
    what,
    measured: figures.ratio(ours, other)?.median,
    atLeast: 0.5,
    unit: 'times',
  });
  return [
    goal(`${MERGE} / mergecap`, figures.find(MERGE, 'cold'), figures.find(MERGECAP, 'cold')),
    goal(
      `${REPLAY} / run`,
      figures.find(REPLAY, 'cold'),
      figures.find(runName(RELEASE, middle, 'null device'), 'cold'),
    ),
  ];
}

/** Memory is the same, and so is what a packet costs, however long a run is. */
function lengthGoals(figures: Figures, { packets, long }: Scope, workload: Workload): Goal[] {
  const short = figures.find(lengthName(workload, Math.max(1, Math.round(packets / 10))), 'cold');
  const middle = figures.find(runName(RELEASE, workload.name, 'null device'), 'cold');
  const longest = figures.find(lengthName(workload, packets * 10), 'cold');
  const runs = long ? [short, middle, longest] : [short, middle];
  const peaks = runs.map((figure) => figure?.peak).filter((peak) => peak !== undefined);
  const [least, most] = [Math.min(...peaks), Math.max(...peaks)];
  const isWhole = peaks.length === runs.length;
  const lengths = runs.length === 3 ? 'three lengths' : 'two lengths';
  const goals: Goal[] = [
    {
      what: `run, ${workload.name}: peak memory of ${lengths}`,
      measured: isWhole ? most / 1e6 : undefined,
      atMost: MEMORY,
      unit: 'MB',
    },
    {
      what: `run, ${workload.name}: longest / shortest`,
      measured: isWhole ? most / least : undefined,
      atMost: MEMORY_GROWTH,
      unit: 'times',
    },
  ];
  if (!long) return goals;
  const measured = costGrowth(short, middle, longest);
  return [
    ...goals,
    {
      what: `run, ${workload.name}: cost of a packet, long / short`,
      measured,
      atMost: COST_GROWTH,
      unit: 'times',
    },
  ];
}

/** Wherever the frames go, and whatever they are. */
function everyPeakGoal(figures: Figures): Goal {
  const runs = figures.all.filter(({ subject }) => subject.name.startsWith('run '));
  const peaks = runs.flatMap(({ peak }) => peak ?? []);
  const measured = peaks.length === 0 ? undefined : Math.max(...peaks) / 1e6;
  return { what: 'run, any of these: peak memory', measured, atMost: MEMORY, unit: 'MB' };
}

/**
 * What a packet beyond the first n costs in a run of 10 n, compared with one beyond the first n / 10 in a run of n. In
 * such differences start-up drops out, without which 10 n would seem cheaper than it is.
 */
export function costGrowth(
  short: Figure | undefined,
  middle: Figure | undefined,
  longest: Figure | undefined,
): number | undefined {
  const late = costBetween(middle, longest);
  const early = costBetween(short, middle);
  return summarizeRatios(late, early)?.median;
}

/** @returns seconds per packet by round */
function costBetween(fewer: Figure | undefined, more: Figure | undefined): (number | undefined)[] {
  if (fewer === undefined || more === undefined) return [];
  const packets = more.subject.packets - fewer.subject.packets;
  return more.seconds.map((seconds, round) => {
    const less = fewer.seconds[round];
    if (seconds === undefined || less === undefined || seconds <= less) return undefined;
    return (seconds - less) / packets;
  });
}

function startUpGoals(figures: Figures): Goal[] {
  const empty = figures.find(EMPTY_NODE, 'cold');
  const goal = (name: string, atMost: number): Goal => ({
    what: `${name} / node -e 0`,
    measured: figures.ratio(empty, figures.find(name, 'cold'))?.median,
    atMost,
    unit: 'times',
  });
  const short = [START_HELP, START_COMPLETION, START_EXTCAP];
  return [goal(START_RUN, 2.5), goal(START_OWN, 3), ...short.map((name) => goal(name, 1.6))];
}
