import { DEFAULT_RELEASE, type Release } from '../../netchannel/releases.ts';
import { MTU } from '../options/mtu.ts';
import { asked } from '../options/option-row.ts';
import { POLL_EVERY } from '../options/poll-every.ts';
import { parseRunOptions, type RawRunOptions, type RunSettings } from '../run/options.ts';

/** The options of `replay` as the command line gives them. */
export interface RawReplayOptions extends Omit<RawRunOptions, 'seed' | 'define' | 'filesUnder' | 'capture'> {
  asap?: boolean;
  pollEvery?: string;
  mtu?: string;
}

/** The options of `replay`, checked. */
export interface ReplaySettings extends RunSettings {
  /** To replay under: at least one. */
  effectiveReleases: readonly Release[];
  asap: boolean;
  pollEvery: number;
  mtu: number | undefined;
}

/** @throws CliError that names the first option that is wrong */
export function parseReplayOptions({ asap, pollEvery, mtu, ...shared }: RawReplayOptions): ReplaySettings {
  const settings = parseRunOptions(shared);
  const { release, releases } = settings;
  return {
    ...settings,
    effectiveReleases: releases.length > 0 ? releases : [release ?? DEFAULT_RELEASE],
    asap: asap ?? false,
    pollEvery: asked(POLL_EVERY, pollEvery) ?? 1,
    mtu: asked(MTU, mtu),
  };
}
