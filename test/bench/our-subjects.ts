import { devNull } from 'node:os';
import path from 'node:path';
import type { Inputs } from './inputs.ts';
import type { Place } from './measure.ts';
import { ourProgram } from './our-program.ts';
import type { Launch, Phase, Subject } from './subject.ts';
import {
  leakingStream,
  MIDDLE_SIZE,
  mixOfAllKinds,
  POLL_EVERY,
  SIZES,
  udpStream,
  udpStreamLike,
  type Workload,
} from './workloads.ts';

/** The release that runs are measured under where nothing depends on it: the default. */
export const RELEASE = '1.10.0';

/** Where frames go. */
export type Output = 'null device' | 'file' | 'pipe';

export interface Plan {
  place: Place;
  inputs: Inputs;
  packets: number;
  /** Ten times as many packets, too. */
  long: boolean;
  /** Undefined if it is left out. */
  yardstick: string | undefined;
}

export function runName(release: string, workload: string, output: Output): string {
  return `run ${release}, ${workload}, to ${output}`;
}

export function yardstickName(zeroes: boolean, size: number, output: Output): string {
  return `C${zeroes ? ' zeroing' : ''}, udp ${size} B, to ${output}`;
}

export function inspectName(size: number): string {
  return `inspect, udp ${size} B`;
}

/** Two captures, of short and of longer frames, into one. */
export const MERGE = 'merge, udp 18 B and 512 B';
export const REPLAY = 'replay, udp 512 B';

/** Names of the mix and of the stream that it is compared with. */
export interface MixNames {
  mix: string;
  mean: string;
}

/**
 * Our program, and the yardstick next to what it is for.
 * @throws ProgramFailed
 */
export async function ourSubjects(plan: Plan): Promise<{ subjects: Subject[]; mix: MixNames }> {
  const { place, packets } = plan;
  const { root } = place;
  const run = (release: string, workload: Workload, output: Output, phases: readonly Phase[], more = {}) =>
    runSubject(plan, release, workload, output, phases, more);
  const mix = await mixOfAllKinds(place);
  const mean = udpStreamLike(root, mix);
  const subjects = [
    ...SIZES.flatMap((size) => {
      const stream = udpStream(root, size);
      return [
        ...yardstick(plan, false, size, 'file', ['cold']),
        run(RELEASE, stream, 'file', ['cold'], { yardstick: yardstickName(false, size, 'file') }),
        ...yardstick(plan, false, size, 'null device', ['cold', 'steady']),
        run(RELEASE, stream, 'null device', ['cold', 'steady'], {
          yardstick: yardstickName(false, size, 'null device'),
        }),
        run(RELEASE, leakingStream(root, size), 'null device', ['cold'], {
          yardstick: yardstickName(false, size, 'null device'),
        }),
        run('1.9.0', stream, 'null device', ['cold'], {
          yardstick: yardstickName(false, size, 'null device'),
        }),
        ...yardstick(plan, true, size, 'null device', ['cold']),
        run('1.10.1', stream, 'null device', ['cold'], {
          yardstick: yardstickName(true, size, 'null device'),
        }),
        run(RELEASE, stream, 'pipe', ['cold']),
        deviceAlone(plan, size),
        inspect(plan, size),
      ];
    }),
    merge(plan),
    replay(plan),
    run(RELEASE, mean, 'null device', ['cold']),
    ...['1.9.0', '1.10.0', '1.10.1'].map((release) => run(release, mix, 'null device', ['cold'])),
    ...memorySubjects(plan, Math.max(1, Math.round(packets / 10))),
    ...(plan.long ? memorySubjects(plan, packets * 10) : []),
  ];
  const nameOf = (workload: Workload): string => runName(RELEASE, workload.name, 'null device');
  return { subjects, mix: { mix: nameOf(mix), mean: nameOf(mean) } };
}

/** The workloads whose memory is compared over lengths of runs. */
export function memoryWorkloads(root: string): Workload[] {
  return [udpStream(root, MIDDLE_SIZE), leakingStream(root, MIDDLE_SIZE)];
}

/** What the runs of another length are called than the one that rates are measured at. */
export function lengthName(workload: Workload, packets: number): string {
  return `${runName(RELEASE, workload.name, 'null device')}, ${packets} packets`;
}

function memorySubjects(plan: Plan, packets: number): Subject[] {
  return memoryWorkloads(plan.place.root).map((workload) => ({
    ...runSubject(plan, RELEASE, workload, 'null device', ['cold'], {}),
    name: lengthName(workload, packets),
    packets,
  }));
}

function runSubject(
  { place, packets }: Plan,
  release: string,
  workload: Workload,
  output: Output,
  phases: readonly Phase[],
  more: Pick<Subject, 'yardstick'>,
): Subject {
  const target = { 'null device': devNull, file: place.output, pipe: '-' }[output];
  return {
    name: runName(release, workload.name, output),
    packets,
    frameBytes: workload.frameBytes,
    phases,
    ...more,
    launch: (count): Launch =>
      ourProgram(place.root, ['run', ...workload.args(count), '--netchannel', release, '-o', target], {
        piped: output === 'pipe',
      }),
  };
}

function yardstick(
  { yardstick, packets, place }: Plan,
  zeroes: boolean,
  size: number,
  output: 'null device' | 'file',
  phases: readonly Phase[],
): Subject[] {
  if (yardstick === undefined) return [];
  const target = output === 'file' ? place.output : devNull;
  return [
    {
      name: yardstickName(zeroes, size, output),
      packets,
      frameBytes: udpStream(place.root, size).frameBytes,
      phases,
      launch: (count) => ({
        command: yardstick,
        args: [count, size, zeroes ? 1 : 0, 64, 1024, target].map(String),
      }),
    },
  ];
}

/** The audit cannot be turned off: this is a program of the bench's own, of the same parts. */
function deviceAlone({ place, packets }: Plan, size: number): Subject {
  const { name, frameBytes } = udpStream(place.root, size);
  const program = path.join(import.meta.dirname, 'device-alone.js');
  const script = path.join(place.root, 'test/bench/workloads/udp.yaml');
  return {
    name: `device alone ${RELEASE}, ${name}, to null device`,
    packets,
    frameBytes,
    phases: ['steady'],
    yardstick: yardstickName(false, size, 'null device'),
    launch: (count) => ({
      command: process.execPath,
      args: [program, script, `${count}`, `${size}`, RELEASE, devNull],
    }),
  };
}

/** @returns the captures that are merged, of as many packets together */
export function mergedCaptures({ inputs }: Pick<Plan, 'inputs'>, packets: number): string[] {
  return [18, MIDDLE_SIZE].map((size) => inputs.capture(size, Math.max(1, Math.round(packets / 2))));
}

/** Bytes of a frame of those captures, on average. */
export function mergedFrameBytes({ root }: Place): number {
  return (udpStream(root, 18).frameBytes + udpStream(root, MIDDLE_SIZE).frameBytes) / 2;
}

function merge(plan: Plan): Subject {
  const { place, packets } = plan;
  return {
    name: MERGE,
    packets,
    frameBytes: mergedFrameBytes(place),
    phases: ['cold'],
    launch: (count) => ourProgram(place.root, ['merge', ...mergedCaptures(plan, count), '-o', place.output]),
  };
}

/** Of as many packets as the run that it is beside, and netback runs as often. */
function replay({ place, inputs, packets }: Plan): Subject {
  return {
    name: REPLAY,
    packets,
    frameBytes: udpStream(place.root, MIDDLE_SIZE).frameBytes,
    phases: ['cold'],
    launch: (count) =>
      ourProgram(place.root, [
        'replay',
        inputs.capture(MIDDLE_SIZE, count),
        '--poll-every',
        `${POLL_EVERY}`,
        '-o',
        devNull,
      ]),
  };
}

function inspect({ place, inputs, packets }: Plan, size: number): Subject {
  return {
    name: inspectName(size),
    packets: Math.max(1, Math.round(packets / 8)),
    frameBytes: udpStream(place.root, size).frameBytes,
    phases: ['steady'],
    launch: (count) => ourProgram(place.root, ['inspect', inputs.capture(size, count)]),
  };
}
