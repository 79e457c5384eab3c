/**
 * What `advisory` and `advisory check` know: advisories as data, and how to find affected versions in what opam writes.
 *
 * @example
 * ```ts
 * import { findMentions, isInRange, OSEC_2019_01 } from 'netchannel-sim/advisory';
 *
 * console.log(isInRange('1.10.0', OSEC_2019_01.affected)); // true
 * const { mentions } = findMentions('depends: ["netchannel" {= "1.10.0"}]', OSEC_2019_01);
 * for (const { line, text, affected } of mentions) console.log(line, text, affected);
 * ```
 *
 * @module
 */
export { ADVISORIES, findAdvisory, OSEC_2019_01 } from './advisories.ts';
export type * from './advisory.ts';
export { findMentions, type OpamMention } from './opam-mentions.ts';
export { OpamSyntaxError } from './opam-syntax-error.ts';
export type { OpamPlace } from './opam-token.ts';
export { compareOpamVersions, isInRange, isOpamVersion } from './opam-version.ts';
