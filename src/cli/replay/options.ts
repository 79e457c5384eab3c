import type { DeviceName } from '../../netchannel/devices.ts';
import { DEFAULT_RELEASE } from '../../netchannel/releases.ts';
import { ASAP } from '../options/asap.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { MTU } from '../options/mtu.ts';
import { POLL_EVERY } from '../options/poll-every.ts';
import { type RunSettings, runSettings } from '../run/options.ts';
import { refuseMissingOwn } from '../scripts/own-device.ts';

/** The options of `replay`, checked. */
export interface ReplaySettings extends RunSettings {
  /** To replay under: at least one. */
  effectiveReleases: readonly DeviceName[];
  asap: boolean;
  pollEvery: number;
  mtu: number | undefined;
}

/** @throws CliError that names the first option that is wrong */
export function parseReplayOptions(raw: RawOptions): ReplaySettings {
  const given = GivenOptions.of('replay', raw);
  const settings = runSettings(given);
  const { release, releases } = settings;
  refuseMissingOwn(release === undefined ? releases : [release], undefined);
  return {
    ...settings,
    effectiveReleases: releases.length > 0 ? releases : [release ?? DEFAULT_RELEASE],
    asap: given.has(ASAP),
    pollEvery: given.value(POLL_EVERY),
    mtu: given.value(MTU),
  };
}
