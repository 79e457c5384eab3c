import type { Release } from '../../netchannel/releases.ts';
import { DEFAULT_RELEASE } from '../../simulation/run.ts';
import { CliError } from '../cli-error.ts';
import { parseRunOptions, type RawRunOptions, type RunSettings } from '../run/options.ts';

/** The options of `replay` as the command line gives them. */
export interface RawReplayOptions
  extends Omit<RawRunOptions, 'seed' | 'define' | 'filesUnder' | 'capture' | 'reporter'> {
  asap?: boolean;
  pollEvery?: string;
  mtu?: string;
}

/** The options of `replay`, checked. */
export interface ReplaySettings extends RunSettings {
  /** To replay under: at least one. */
  lanes: readonly Release[];
  asap: boolean;
  pollEvery: number;
  mtu: number | undefined;
}

const MOST_STEPS = 1_000_000_000;
const LEAST_MTU = 68;
const LARGEST_MTU = 65_521;

/** @throws CliError that names the first option that is wrong */
export function parseReplayOptions({ asap, pollEvery, mtu, ...shared }: RawReplayOptions): ReplaySettings {
  const settings = parseRunOptions(shared);
  const { release, releases } = settings;
  return {
    ...settings,
    lanes: releases.length > 0 ? releases : [release ?? DEFAULT_RELEASE],
    asap: asap ?? false,
    pollEvery: pollEvery === undefined ? 1 : parseNumber(pollEvery, '--poll-every', 1, MOST_STEPS),
    mtu: mtu === undefined ? undefined : parseNumber(mtu, '--mtu', LEAST_MTU, LARGEST_MTU),
  };
}

/** @throws CliError if `text`, which stands after `option`, is no integer from `least` to `most` */
export function parseNumber(text: string, option: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new CliError(
    `Cannot use ${JSON.stringify(text)} after ${option}: expected a number from ${least} to ${most}`,
  );
}
