import type { Advisory } from './advisory.ts';

/** Memory disclosure in mirage-net-xen, in our own words. */
export const OSEC_2019_01: Advisory = Object.freeze({
  id: 'OSEC-2019-01',
  aliases: ['MSA01'],
  title: 'Memory disclosure in mirage-net-xen',
  published: '2019-03-21',
  modified: '2026-01-13',
  package: 'netchannel',
  affected: { from: '1.10.0', before: '1.10.1' },
  released: ['1.10.0'],
  summary: [
    'A MirageOS unikernel on Xen sends packets through pages that it shares with a backend domain, and uses these pages again and again. Since netchannel 1.10.0 packet writers write straight into such a page, which was no longer cleared before. Whatever a writer left out kept the bytes of an earlier packet, and went out with the new one, to a recipient that they were not meant for.',
    'Writers that leave out fields which are zero, because they count on zeroed memory, computed wrong checksums over such bytes, so that the receiver discarded their packets.',
    'Version 1.10.0 was the newest for less than a month, and few programs had moved to its interface: no released qubes-mirage-firewall or mirage-nat worked with it.',
  ],
  solution: 'Upgrade to netchannel 1.10.1 or later, which zeroes each block before it is written to.',
  repository: 'https://github.com/mirage/mirage-net-xen',
  introduced: {
    hash: 'e4f8d9f65a7999ac259cea57395bf5fbf00773bb',
    effect: 'hands the shared block itself to packet writers',
  },
  fixed: {
    hash: 'bdfc658f139e39cdf1b8dada013b91df67a8e26a',
    effect: 'zeroes the block first',
  },
  credits: [
    { name: 'Mindy Preston', role: 'reporter' },
    { name: 'Mindy Preston', role: 'remediation developer' },
    { name: 'Thomas Leonard', role: 'remediation reviewer' },
    { name: 'Hannes Mehnert', role: 'remediation reviewer' },
  ],
  references: ['https://mirageos.org/blog/MSA01', 'https://github.com/mirage/mirage-net-xen/pull/83'],
  related: [
    {
      id: 'MSA00',
      summary:
        'mirage-net-xen before 1.4.2 and 1.5.0 (2016): two half-page blocks shared one id, so a block was refilled before it was sent',
    },
    {
      id: 'MSA02',
      summary:
        'netchannel before 1.10.2 (2019): a page was reused although a malicious peer could still have it mapped',
    },
    {
      id: 'XSA-403',
      summary:
        'Linux (2022; CVE-2022-26365, -33740, -33741, -33742): its own frontends shared pages with stale or neighbouring data in them with the backend',
    },
    {
      id: 'EtherLeak',
      summary:
        'many drivers (2003; CVE-2003-0001): short Ethernet frames were padded to 60 bytes with old memory',
    },
  ],
});

/** All advisories that are known here. */
export const ADVISORIES: readonly Advisory[] = [OSEC_2019_01];

/** @returns the advisory of this ID or alias, in capitals or not */
export function findAdvisory(id: string): Advisory | undefined {
  const wanted = id.toUpperCase();
  return ADVISORIES.find(({ id, aliases }) => [id, ...aliases].some((name) => name.toUpperCase() === wanted));
}
