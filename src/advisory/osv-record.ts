import type { Advisory } from './advisory.ts';

/** The version of the schema that records keep to. */
const SCHEMA_VERSION = '1.7.4';

/** In the place of a version or a commit: there from the beginning. */
const BEGINNING = '0';

/** A package, in the words of OSV. */
export interface OsvPackage {
  ecosystem: 'opam';
  name: string;
  /** A package URL. */
  purl: string;
}

/** @returns how OSV names a package of opam, and one version of it if that is given */
export function osvPackage(name: string, version?: string): OsvPackage {
  const at = version === undefined ? '' : `@${encodeURIComponent(version)}`;
  return { ecosystem: 'opam', name, purl: `pkg:opam/${name}${at}` };
}

/**
 * An advisory as a record of the Open Source Vulnerability format, with the values that the OCaml security team
 * publishes it with. The details are in our own words.
 *
 * @see https://ossf.github.io/osv-schema/
 */
export function osvRecord(advisory: Advisory): object {
  const { from, before } = advisory.affected;
  const since = from === BEGINNING ? '' : `>= "${from}" & `;
  return {
    schema_version: SCHEMA_VERSION,
    id: advisory.id,
    modified: advisory.modified,
    published: advisory.published,
    summary: advisory.title,
    details: [...advisory.summary, advisory.solution].join('\n\n'),
    severity: [{ type: 'CVSS_V3', score: advisory.severity }],
    affected: [
      {
        package: osvPackage(advisory.package),
        ranges: [
          { type: 'ECOSYSTEM', events: [{ introduced: from }, { fixed: before }] },
          {
            type: 'GIT',
            repo: advisory.repository,
            events: [{ introduced: advisory.introduced?.hash ?? BEGINNING }, { fixed: advisory.fixed.hash }],
          },
        ],
        versions: advisory.released,
        ecosystem_specific: { opam_constraint: `${advisory.package} {${since}< "${before}"}` },
      },
    ],
    references: advisory.references.map(({ kind, url }) => ({ type: kind, url })),
    credits: advisory.credits.map(({ name, role }) => ({ name, type: role })),
    database_specific: {
      osv: advisory.record.osv,
      human_link: advisory.record.human,
      cwe: advisory.cwe,
      also_known_as: advisory.aliases,
    },
  };
}
