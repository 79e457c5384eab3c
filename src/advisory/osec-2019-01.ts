import type { Advisory, Carrier } from './advisory.ts';
import { OSEC_2019_01_ID } from './ids.ts';
import {
  MIRAGE_NET_XEN_RELEASES,
  MIRAGE_RELEASES,
  MIRAGE_XEN_RELEASES,
  NETCHANNEL_RELEASES,
} from './released.ts';

/**
 * mirage-net-xen is the driver for Xen guests, a thin layer on netchannel. Of its opam files, those of 1.7.1 to 1.9.0
 * admit any later netchannel, but need mirage-net-lwt before 2.0.0, which netchannel 1.10.0 does not work with; 1.10.0
 * says `>= "1.10.0"`; 1.10.1 `= "1.10.1"`; 1.10.2 and 1.12.0 `>= "1.10.1"`; 1.11.0 `= "1.11.0"`; 1.13.0 to 2.1.3
 * `= version`; before 1.7.1 and since 2.1.4 the code of netchannel is in mirage-net-xen itself.
 *
 * @see https://github.com/ocaml/opam-repository/tree/master/packages/mirage-net-xen
 * @see https://github.com/ocaml/opam-repository-archive/tree/main/packages/mirage-net-xen
 */
const MIRAGE_NET_XEN: Carrier = {
  package: 'mirage-net-xen',
  how: 'depends',
  releases: MIRAGE_NET_XEN_RELEASES,
  brings: [{ from: '1.10.0', before: '1.10.1' }],
  because: 'mirage-net-xen 1.10.0 depends on netchannel >= 1.10.0',
  otherwise: 'of the releases of mirage-net-xen, only 1.10.0 admits netchannel 1.10.0',
};

/**
 * The tool that configures a unikernel writes the opam file that names mirage-net-xen: since 3.5.0 with a lower bound
 * of 1.10.0, since 3.7.1 of 1.13.0, since 3.9.0 of 2.0.0; before 3.5.0 of 1.7.0 or none.
 *
 * @see https://github.com/mirage/mirage/blob/v3.5.0/lib/mirage_impl_network.ml
 * @see https://github.com/mirage/mirage/blob/v3.7.1/lib/mirage_impl_network.ml
 */
const MIRAGE: Carrier = {
  package: 'mirage',
  how: 'leads to',
  releases: MIRAGE_RELEASES,
  brings: [{ from: '0', before: '3.7.1' }],
  because:
    'for Xen, mirage up to 3.7.0 writes an opam file of its own that asks for mirage-net-xen, and 1.10.0 will do',
  otherwise: 'mirage asks for mirage-net-xen >= 1.13.0 since 3.7.1',
};

/**
 * What a unikernel on Xen runs on. netchannel 1.10.0 needs `>= "1.1.0" & < "4.0.0"` of it.
 *
 * @see https://github.com/ocaml/opam-repository-archive/tree/main/packages/netchannel/netchannel.1.10.0
 */
const MIRAGE_XEN: Carrier = {
  package: 'mirage-xen',
  how: 'leads to',
  releases: MIRAGE_XEN_RELEASES,
  brings: [{ from: '1.1.0', before: '4.0.0' }],
  because: 'it is what netchannel runs on, and netchannel 1.10.0 works with mirage-xen >= 1.1.0 & < 4.0.0',
  otherwise: 'netchannel 1.10.0 works with mirage-xen >= 1.1.0 & < 4.0.0 only',
};

/** A unikernel, which is in no opam repository. The advisory says that none of its releases worked with 1.10.0. */
const QUBES_MIRAGE_FIREWALL: Carrier = {
  package: 'qubes-mirage-firewall',
  how: 'leads to',
  releases: [],
  brings: [],
  because: '',
  otherwise: 'no released qubes-mirage-firewall works with netchannel 1.10.0',
};

/**
 * Memory disclosure in mirage-net-xen, in our own words.
 *
 * @see https://github.com/ocaml/security-advisories/blob/generated-osv/2019/OSEC-2019-01.json
 */
export const OSEC_2019_01: Advisory = Object.freeze<Advisory>({
  id: OSEC_2019_01_ID,
  aliases: ['MSA01'],
  title: 'Memory disclosure in mirage-net-xen',
  published: '2019-03-21T00:00:00Z',
  modified: '2026-01-13T12:00:00Z',
  package: 'netchannel',
  affected: { from: '1.10.0', before: '1.10.1' },
  released: ['1.10.0'],
  releases: NETCHANNEL_RELEASES,
  elsewhere: {
    package: 'mirage-net-xen',
    releases: [
      ...['0.9.0', '1.1.0', '1.1.1', '1.1.2', '1.1.3', '1.2.0', '1.3.0', '1.4.0', '1.4.1', '1.4.2', '1.5.0'],
      ...['1.6.0', '1.6.1', '1.7.0', '2.1.4', '2.1.5', '2.1.6', '2.1.7', '2.1.8'],
    ],
  },
  carriers: [MIRAGE_NET_XEN, MIRAGE, MIRAGE_XEN, QUBES_MIRAGE_FIREWALL],
  severity: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:N',
  cwe: ['CWE-908'],
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
    { name: 'Mindy Preston', role: 'REPORTER' },
    { name: 'Mindy Preston', role: 'REMEDIATION_DEVELOPER' },
    { name: 'Thomas Leonard', role: 'REMEDIATION_REVIEWER' },
    { name: 'Hannes Mehnert', role: 'REMEDIATION_REVIEWER' },
  ],
  references: [
    { kind: 'FIX', url: 'https://github.com/mirage/mirage-net-xen/pull/83' },
    { kind: 'ADVISORY', url: 'https://mirageos.org/blog/MSA01' },
  ],
  record: {
    osv: 'https://github.com/ocaml/security-advisories/tree/generated-osv/2019/OSEC-2019-01.json',
    human: 'https://github.com/ocaml/security-advisories/tree/main/advisories/2019/OSEC-2019-01.md',
  },
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
