import { Hosts } from '../audit/hosts.ts';
import { UNIKERNEL } from '../script/compile/address-book.ts';
import type { Script } from '../script/script.ts';

/** @returns whose which addresses are, as the script declares it: the guest's too */
export function hostsOf({ unikernel, hosts }: Pick<Script, 'unikernel' | 'hosts'>): Hosts {
  return new Hosts([
    { name: UNIKERNEL, ...unikernel },
    ...[...hosts].map(([name, party]) => ({ name, ...party })),
  ]);
}
