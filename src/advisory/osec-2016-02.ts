import type { Advisory, Carrier } from './advisory.ts';
import { OSEC_2016_02_ID, OSEC_2019_01_ID, OSEC_2019_02_ID } from './ids.ts';
import { MIRAGE_NET_XEN_RELEASES, MIRAGE_RELEASES } from './released.ts';

/** @see https://github.com/mirage/mirage/blob/v3.5.0/lib/mirage_impl_network.ml */
const MIRAGE: Carrier = {
  package: 'mirage',
  how: 'leads to',
  releases: MIRAGE_RELEASES,
  brings: [{ from: '0', before: '3.5.0' }],
  because:
    'for Xen, mirage before 3.5.0 writes an opam file of its own that asks for mirage-net-xen, of old with no lower bound',
  otherwise: 'mirage asks for mirage-net-xen >= 1.10.0 since 3.5.0',
};

/**
 * Two blocks of a page under one id, in our own words.
 *
 * @see https://github.com/ocaml/security-advisories/blob/generated-osv/2016/OSEC-2016-02.json
 */
export const OSEC_2016_02: Advisory = Object.freeze<Advisory>({
  id: OSEC_2016_02_ID,
  aliases: ['MSA00'],
  title: 'Memory disclosure in mirage-net-xen',
  published: '2016-05-03T00:00:00Z',
  modified: '2026-01-13T12:00:00Z',
  package: 'mirage-net-xen',
  affected: { from: '0', before: '1.4.2' },
  released: ['0.9.0', '1.1.0', '1.1.1', '1.1.2', '1.1.3', '1.2.0', '1.3.0', '1.4.0', '1.4.1'],
  releases: MIRAGE_NET_XEN_RELEASES,
  elsewhere: { package: 'netchannel', releases: [] },
  carriers: [MIRAGE],
  severity: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:L/A:N',
  cwe: ['CWE-416'],
  summary: [
    'A MirageOS unikernel on Xen puts each packet into half a page that it shares with a backend domain, and a request with an id on a ring. The id was the grant reference of the page, which both halves have in common. So the answer to the first of two packets in one page freed the half page of the second, whose request the backend had not read yet. The next packet was written over it, and the backend then read the bytes of that one, in the length of the other: the second packet was lost, and what it should have carried was replaced by bytes that were meant for somebody else.',
    'It takes two packets in one page, answers that come in batches, and a packet that is sent in between. Received pages were named in a similar way.',
  ],
  solution: 'Upgrade to mirage-net-xen 1.4.2, or 1.5.0 or later, where every half page has an id of its own.',
  repository: 'https://github.com/mirage/mirage-net-xen',
  fixed: {
    hash: '0b1e53c0875062a50e2d5823b7da0d8e0a64dc37',
    effect: 'gives received pages unique ids, as 1.5.0 (47de2ed) gave them to half pages that are sent',
  },
  credits: [
    { name: 'Enguerrand Decorne', role: 'REPORTER' },
    { name: 'Hannes Mehnert', role: 'REPORTER' },
    { name: 'Thomas Leonard', role: 'REMEDIATION_DEVELOPER' },
    { name: 'Hannes Mehnert', role: 'REMEDIATION_DEVELOPER' },
    { name: 'Mindy Preston', role: 'REMEDIATION_REVIEWER' },
  ],
  references: [
    { kind: 'FIX', url: 'https://github.com/mirage/mirage-net-xen/pull/28' },
    { kind: 'FIX', url: 'https://github.com/mirage/mirage-net-xen/pull/41' },
    { kind: 'ADVISORY', url: 'https://mirageos.org/blog/MSA00' },
  ],
  record: {
    osv: 'https://github.com/ocaml/security-advisories/tree/generated-osv/2016/OSEC-2016-02.json',
    human: 'https://github.com/ocaml/security-advisories/tree/main/advisories/2016/OSEC-2016-02.md',
  },
  related: [
    {
      id: OSEC_2019_01_ID,
      summary: 'netchannel 1.10.0 (2019): packets were written into blocks that were not cleared',
    },
    {
      id: OSEC_2019_02_ID,
      summary:
        'mirage-xen before 3.3.0 (2019): a page was reused although a malicious peer could still have it mapped',
    },
  ],
});
