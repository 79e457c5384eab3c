import type { Advisory, Carrier } from './advisory.ts';
import { OSEC_2019_01_ID, OSEC_2019_02_ID } from './ids.ts';
import {
  MIRAGE_NET_XEN_RELEASES,
  MIRAGE_RELEASES,
  MIRAGE_XEN_RELEASES,
  NETCHANNEL_RELEASES,
} from './released.ts';

/** @see https://github.com/mirage/mirage/blob/v3.7.1/lib/mirage_impl_network.ml */
const MIRAGE: Carrier = {
  package: 'mirage',
  how: 'leads to',
  releases: MIRAGE_RELEASES,
  brings: [{ from: '0', before: '3.7.1' }],
  because:
    'for Xen, mirage up to 3.7.0 writes an opam file of its own that asks for mirage-net-xen, and 1.10.1 will do',
  otherwise: 'mirage asks for mirage-net-xen >= 1.13.0 since 3.7.1, which needs a later mirage-xen',
};

/**
 * Grants that were said to have ended, in our own words. The record is about mirage-xen alone; the text of MSA02 names
 * the drivers that had to learn of it.
 *
 * @see https://github.com/ocaml/security-advisories/blob/generated-osv/2019/OSEC-2019-02.json
 * @see https://mirageos.org/blog/MSA02
 */
export const OSEC_2019_02: Advisory = Object.freeze<Advisory>({
  id: OSEC_2019_02_ID,
  aliases: ['MSA02'],
  title: 'Grant unshare vulnerability in mirage-xen',
  published: '2019-04-26T00:00:00Z',
  modified: '2026-01-13T12:00:00Z',
  package: 'mirage-xen',
  affected: { from: '0', before: '3.3.0' },
  alsoAffected: [
    { package: 'netchannel', affected: { from: '0', before: '1.10.2' }, releases: NETCHANNEL_RELEASES },
    {
      package: 'mirage-net-xen',
      affected: { from: '0', before: '1.10.2' },
      releases: MIRAGE_NET_XEN_RELEASES,
    },
  ],
  released: [
    ...['0.9.1', '0.9.2', '0.9.3', '0.9.4', '0.9.5', '0.9.6', '0.9.7', '0.9.8', '0.9.9', '1.0.0', '1.1.0'],
    ...['1.1.1', '2.0.0', '2.0.1', '2.1.0', '2.1.1', '2.1.2', '2.1.3', '2.2.0', '2.2.1', '2.2.2', '2.3.0'],
    ...['2.3.1', '2.3.2', '2.3.3', '2.4.0', '2.4.1', '2.6.0', '3.0.0', '3.0.1', '3.0.3', '3.0.4', '3.0.6'],
    ...['3.1.0', '3.2.0'],
  ],
  releases: MIRAGE_XEN_RELEASES,
  elsewhere: { package: 'mirage-xen', releases: [] },
  carriers: [MIRAGE],
  severity: 'CVSS:3.0/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N',
  cwe: ['CWE-252'],
  summary: [
    'A unikernel on Xen that takes a page back from another domain removes the entry of its grant table. Xen refuses that as long as the other domain still has the page mapped, and says so. mirage-xen ignored what Xen said, and told its caller that all was well, so that the page was used for something else. A malicious domain that answers before it unmaps can then read, and if the page was shared for writing also change, what belongs to the next user of the page.',
    'Most often the other domain is dom0, which is trusted anyway. It matters where a unikernel shares memory with a domain that it does not trust, as a driver domain or the clients of a firewall are.',
    'Drivers had to change, too: netchannel and mirage-net-xen 1.10.2, mirage-block-xen 1.6.1, mirage-console 2.4.2, vchan 4.0.2.',
  ],
  solution:
    'Upgrade to mirage-xen 3.3.0 or later, and netchannel 1.10.2 or later, which wait until the other domain has unmapped the page.',
  repository: 'https://github.com/mirage/mirage-xen',
  fixed: {
    hash: 'f86e173922233568158c605ab98add623bedf948',
    effect: 'tells the caller whether access has ended, and tries again every ten seconds if not',
  },
  credits: [
    { name: 'Mindy Preston', role: 'REPORTER' },
    { name: 'Mindy Preston', role: 'REMEDIATION_DEVELOPER' },
    { name: 'Thomas Leonard', role: 'REMEDIATION_DEVELOPER' },
  ],
  references: [
    { kind: 'FIX', url: 'https://github.com/mirage/mirage-xen/pull/9' },
    { kind: 'ADVISORY', url: 'https://mirageos.org/blog/MSA02' },
  ],
  record: {
    osv: 'https://github.com/ocaml/security-advisories/tree/generated-osv/2019/OSEC-2019-02.json',
    human: 'https://github.com/ocaml/security-advisories/tree/main/advisories/2019/OSEC-2019-02.md',
  },
  related: [
    {
      id: OSEC_2019_01_ID,
      summary: 'netchannel 1.10.0 (2019): packets were written into blocks that were not cleared',
    },
    {
      id: 'XSA-396',
      summary:
        'Linux (2022; CVE-2022-23036 to -23042): its frontends did not look either whether access had ended',
    },
  ],
});
