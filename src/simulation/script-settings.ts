import type { Hosts } from '../audit/hosts.ts';
import type { Script } from '../script/script.ts';
import { hostsOf } from './hosts-of.ts';
import type { SimulationOptions } from './simulation-options.ts';

/** What a script says about the simulation that it runs in. */
export function settingsOf(script: Script): Omit<SimulationOptions, 'release'> & { hosts: Hosts } {
  return {
    mac: script.unikernel.mac,
    mtu: script.mtu,
    poll: script.poll,
    epoch: script.epochNanoseconds,
    interval: script.intervalNanoseconds,
    ...(script.link === undefined ? {} : { link: script.link }),
    hosts: hostsOf(script),
    placeOf: (step) => placeOf(script, step),
    secrets: script.secrets,
  };
}

function placeOf({ sites, file }: Script, step: number): string {
  const site = sites[step];
  return site === undefined ? file : `${site.file ?? file}:${site.line}`;
}
