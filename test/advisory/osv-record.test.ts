import { expect, test } from 'vitest';
import { z } from 'zod';
import { ADVISORIES, OSEC_2016_02, OSEC_2019_01, OSEC_2019_02 } from '../../src/advisory/advisories.ts';
import { osvPackage, osvRecord } from '../../src/advisory/osv-record.ts';

const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
const event = z.union([
  z.strictObject({ introduced: z.string().min(1) }),
  z.strictObject({ fixed: z.string().min(1) }),
  z.strictObject({ last_affected: z.string().min(1) }),
  z.strictObject({ limit: z.string().min(1) }),
]);
const commit = z.string().regex(/^(?:0|[0-9a-f]{40})$/);
const gitEvent = z.union([z.strictObject({ introduced: commit }), z.strictObject({ fixed: commit })]);

/** The fields of OSV 1.7 that are used, told from its schema; no other is allowed. */
const RECORD = z.strictObject({
  schema_version: z.string().regex(/^1\.7\.\d+$/),
  id: z.string().regex(/^OSEC-\d{4}-\d+$/),
  modified: time,
  published: time,
  aliases: z.array(z.string()).optional(),
  summary: z.string().max(120),
  details: z.string().min(1),
  severity: z.array(
    z.strictObject({
      type: z.literal('CVSS_V3'),
      score: z
        .string()
        .regex(/^CVSS:3\.[01]\/AV:[NALP]\/AC:[LH]\/PR:[NLH]\/UI:[NR]\/S:[UC]\/C:[NLH]\/I:[NLH]\/A:[NLH]$/),
    }),
  ),
  affected: z
    .array(
      z.strictObject({
        package: z.strictObject({
          ecosystem: z.literal('opam'),
          name: z.string().min(1),
          purl: z.string().regex(/^pkg:opam\/[\w.+~%@-]+$/),
        }),
        ranges: z.array(
          z.union([
            z.strictObject({ type: z.literal('ECOSYSTEM'), events: z.array(event).min(1) }),
            z.strictObject({ type: z.literal('GIT'), repo: z.url(), events: z.array(gitEvent).min(1) }),
          ]),
        ),
        versions: z.array(z.string()),
        ecosystem_specific: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
  references: z.array(
    z.strictObject({ type: z.enum(['ADVISORY', 'ARTICLE', 'FIX', 'REPORT', 'WEB']), url: z.url() }),
  ),
  credits: z.array(
    z.strictObject({
      name: z.string().min(1),
      type: z
        .string()
        .regex(
          /^(?:FINDER|REPORTER|ANALYST|COORDINATOR|REMEDIATION_(?:DEVELOPER|REVIEWER|VERIFIER)|TOOL|SPONSOR|OTHER)$/,
        ),
    }),
  ),
  database_specific: z.record(z.string(), z.unknown()),
});

test.each(ADVISORIES.map((advisory) => [advisory.id, advisory] as const))(
  '%s is a record of OSV',
  (_, advisory) => {
    const record: unknown = JSON.parse(JSON.stringify(osvRecord(advisory)));
    expect(RECORD.parse(record)).toEqual(record);
  },
);

test('OSEC-2019-01 says what the OCaml security team publishes', () => {
  expect(osvRecord(OSEC_2019_01)).toMatchObject({
    id: 'OSEC-2019-01',
    modified: '2026-01-13T12:00:00Z',
    published: '2019-03-21T00:00:00Z',
    summary: 'Memory disclosure in mirage-net-xen',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:N' }],
    affected: [
      {
        package: { ecosystem: 'opam', name: 'netchannel', purl: 'pkg:opam/netchannel' },
        ranges: [
          { type: 'ECOSYSTEM', events: [{ introduced: '1.10.0' }, { fixed: '1.10.1' }] },
          { type: 'GIT', repo: 'https://github.com/mirage/mirage-net-xen' },
        ],
        versions: ['1.10.0'],
        ecosystem_specific: { opam_constraint: 'netchannel {>= "1.10.0" & < "1.10.1"}' },
      },
    ],
    database_specific: { cwe: ['CWE-908'] },
  });
});

test.each([
  [OSEC_2016_02, 'mirage-net-xen', '1.4.2', 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:L/A:N', 9, 'CWE-416'],
  [OSEC_2019_02, 'mirage-xen', '3.3.0', 'CVSS:3.0/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N', 35, 'CWE-252'],
])('$id was there from the beginning', (advisory, name, before, score, versions, cwe) => {
  expect(osvRecord(advisory)).toMatchObject({
    severity: [{ score }],
    affected: [
      {
        package: { name },
        ranges: [
          { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: before }] },
          { type: 'GIT', events: [{ introduced: '0' }, { fixed: advisory.fixed.hash }] },
        ],
        ecosystem_specific: { opam_constraint: `${name} {< "${before}"}` },
      },
    ],
    database_specific: { cwe: [cwe] },
  });
  expect(advisory.released).toHaveLength(versions);
});

test('a package, and a version of it', () => {
  expect(osvPackage('netchannel', '1.10.0+dune').purl).toBe('pkg:opam/netchannel@1.10.0%2Bdune');
});
