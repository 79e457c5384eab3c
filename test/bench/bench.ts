import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { choose } from './choose.ts';
import { compile } from './compile.ts';
import { Figures } from './figures.ts';
import { goals } from './goals.ts';
import { Inputs } from './inputs.ts';
import type { Place } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { ourSubjects, type Plan } from './our-subjects.ts';
import { PEERS, peerSubjects } from './peers.ts';
import type { BenchResults } from './results.ts';
import { measureRounds } from './rounds.ts';
import { startUpSubjects } from './start-up.ts';

/**
 * Measures what the options ask for.
 *
 * @param root - of the repository, built
 * @param progress - is told what comes next
 * @param signal - stops it; its files are removed then, too
 * @throws ProgramFailed
 */
export async function bench(
  options: BenchOptions,
  root: string,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<BenchResults> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-bench-'));
  try {
    progress('preparing');
    const compiled = compile(root, folder);
    const programs = 'compiler' in compiled ? compiled : undefined;
    const place = { root, folder, output: path.join(folder, 'out.pcap'), meter: programs?.meter };
    const results = await benchIn(place, programs?.yardstick, options, progress, signal);
    return {
      ...results,
      machine: machineOf(root, programs?.compiler),
      leftOut: 'why' in compiled ? [compiled, ...results.leftOut] : results.leftOut,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchIn(
  place: Place,
  yardstick: string | undefined,
  { packets, rounds, only, long }: BenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<Omit<BenchResults, 'machine'>> {
  const inputs = new Inputs(place);
  const plan: Plan = { place, inputs, packets, long, yardstick };
  const ours = await ourSubjects(plan);
  const peers = await peerSubjects(PEERS, plan, only);
  const subjects = choose(
    [...ours.subjects, ...peers.subjects, ...startUpSubjects(place.root, inputs)],
    only,
  );
  const figures = new Figures(await measureRounds(subjects, rounds, place, progress, signal));
  const all = goals(figures, { root: place.root, packets, long, mix: ours.mix });
  return {
    rounds,
    packets,
    leftOut: peers.leftOut,
    figures,
    goals: only === undefined ? all : all.filter(({ measured }) => measured !== undefined),
  };
}

function machineOf(root: string, compiler: string | undefined): BenchResults['machine'] {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const processors = cpus();
  return {
    version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    compiler,
    folder: tmpdir(),
  };
}
