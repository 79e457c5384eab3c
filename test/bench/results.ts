import type { Figures } from './figures.ts';
import type { Goal } from './goals.ts';
import type { LeftOut } from './installed.ts';

/** What the figures are worth depends on these. */
export interface Machine {
  /** Of netchannel-sim. */
  version: string;
  node: string;
  platform: string;
  processor: string;
  cores: number;
  /** With its options; undefined if the yardstick is left out. */
  compiler: string | undefined;
  /** Where the files are. */
  folder: string;
}

export interface BenchResults {
  machine: Machine;
  rounds: number;
  packets: number;
  leftOut: readonly LeftOut[];
  figures: Figures;
  goals: readonly Goal[];
}
