/** A change in the source of the program that an advisory is about. */
export interface Commit {
  hash: string;
  /** What it did. */
  effect: string;
}

/** Somebody who had a part in an advisory. */
export interface Credit {
  name: string;
  role: string;
}

/** Something else that went wrong in a similar way. */
export interface RelatedEvent {
  id: string;
  /** One line. */
  summary: string;
}

/** The versions of a package from one on, and before another. */
export interface VersionRange {
  /** The first affected version. */
  from: string;
  /** The first version after it that is not. */
  before: string;
}

/** What is known about a vulnerability. */
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
  /** Those of the affected versions that were released. */
  released: readonly string[];
  /** Paragraphs. */
  summary: readonly string[];
  solution: string;
  repository: string;
  introduced: Commit;
  fixed: Commit;
  credits: readonly Credit[];
  references: readonly string[];
  related: readonly RelatedEvent[];
}
