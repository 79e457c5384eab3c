/** A change in the source of the program that an advisory is about. */
export interface Commit {
  hash: string;
  /** What it did. */
  effect: string;
}

/** What somebody did for an advisory, in the words of OSV. */
export type CreditRole = 'REPORTER' | 'REMEDIATION_DEVELOPER' | 'REMEDIATION_REVIEWER';

/** Somebody who had a part in an advisory. */
export interface Credit {
  name: string;
  role: CreditRole;
}

/** A page that an advisory points to, with its kind in the words of OSV. */
export interface Reference {
  kind: 'ADVISORY' | 'FIX';
  url: string;
}

/** Something else that went wrong in a similar way. */
export interface RelatedEvent {
  id: string;
  /** One line. */
  summary: string;
}

/** The versions of a package from one on, and before another. */
export interface VersionRange {
  /** The first affected version; "0" for all from the beginning. */
  from: string;
  /** The first version after it that is not. */
  before: string;
}

/** Another package through which the affected one comes into a program. */
export interface Carrier {
  package: string;
  /**
   * `depends`: its own opam file asks for the affected package, so that a list of all that is installed names both.
   * `leads to`: it writes such a dependency elsewhere, or is what the affected package runs on.
   */
  how: 'depends' | 'leads to';
  /** Those that were released, as far as they matter: a condition is tried on them. */
  releases: readonly string[];
  /** Its versions that admit an affected version; none is good. */
  brings: readonly VersionRange[];
  /** Why these do, in one clause. */
  because: string;
  /** Why its other versions do not, in one clause. */
  otherwise: string;
}

/** A further package of which some versions have the same flaw. */
export interface AlsoAffected {
  package: string;
  affected: VersionRange;
  /** All releases of it, in order. */
  releases: readonly string[];
}

/** What is known about a vulnerability. Times are ISO 8601, in UTC. */
export interface Advisory {
  id: string;
  /** What else it is called. */
  aliases: readonly string[];
  title: string;
  published: string;
  modified: string;
  /** The opam package that is affected. */
  package: string;
  affected: VersionRange;
  /** Further packages that its text names as affected; its record does not. */
  alsoAffected?: readonly AlsoAffected[];
  /** Those of the affected versions that were released. */
  released: readonly string[];
  /** All releases of the package, in order. */
  releases: readonly string[];
  /** The same code, released under the name of another package. */
  elsewhere: { package: string; releases: readonly string[] };
  carriers: readonly Carrier[];
  /** CVSS 3.0 or 3.1. */
  severity: string;
  /** Kinds of weakness. */
  cwe: readonly string[];
  /** Paragraphs. */
  summary: readonly string[];
  solution: string;
  repository: string;
  /** Absent if it was there from the beginning. */
  introduced?: Commit;
  fixed: Commit;
  credits: readonly Credit[];
  references: readonly Reference[];
  /** Where its record is published: for programs, and for people. */
  record: { osv: string; human: string };
  related: readonly RelatedEvent[];
}
