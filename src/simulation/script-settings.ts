import { Hosts } from '../audit/hosts.ts';
import { type Script, UNIKERNEL } from '../script/script.ts';
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
    ...(script.ownDevice === undefined ? {} : { own: script.ownDevice }),
  };
}

/** @returns whose which addresses are, as the script declares it: the guest's too */
export function hostsOf({ unikernel, hosts }: Pick<Script, 'unikernel' | 'hosts'>): Hosts {
  return new Hosts([
    { name: UNIKERNEL, ...unikernel },
    ...[...hosts].map(([name, party]) => ({ name, ...party })),
  ]);
}

function placeOf({ sites, file }: Script, step: number): string {
  const site = sites[step];
  return site === undefined ? file : `${site.file ?? file}:${site.line}`;
}
