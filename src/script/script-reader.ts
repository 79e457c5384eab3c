import type { DocumentRoom } from './document/limits.ts';
import type { ScriptDocument } from './document/read-document.ts';
import type { DataPath } from './errors.ts';
import type { Problems } from './problems.ts';
import type { ScriptInput } from './schema/head.ts';
import type { IncludeInput } from './schema/include.ts';
import type { StepInput } from './schema/step.ts';

/** A text that stands where a host or an address is expected. */
export interface Mention {
  text: string;
  path: DataPath;
}

/** A part of a script, as it is to be checked. */
export interface Part {
  value: unknown;
  /** Where it stands in the document at hand. */
  path: DataPath;
  document: ScriptDocument;
  /** Places, as `formatPath` gives them, of texts that something is wrong with, which has been reported. */
  broken: ReadonlySet<string>;
}

/** A head that something is wrong with, with the hosts and guests that it has, whatever their addresses are. */
export interface Salvaged {
  input: ScriptInput;
  /** Whether it names all of its hosts, and all of its guests: what is not there then is nowhere. */
  names: { hosts: boolean; guests: boolean };
}

/**
 * Makes data of a script's text, and says whether that is what a script may have. The loader asks nobody else: to read
 * and to check takes more than half of the time of a small run, and of a packaged sample it has been done before.
 */
export interface ScriptReader {
  /**
   * @param room - what it may take, which is taken off
   * @throws ScriptErrors if the text is not well-formed
   */
  read(text: string, file: string, room: DocumentRoom): ScriptDocument;
  /** @returns a head, all but its steps; undefined if something is wrong with it, which is reported */
  head(part: Part, problems: Problems): ScriptInput | undefined;
  /** @returns what of a head can be used although something is wrong with it */
  salvage(root: unknown): Salvaged;
  /** @returns what the head includes; undefined if that is no such thing, which is reported with the head */
  headInclude(part: Part): string | readonly string[] | undefined;
  /** @returns what a step includes; undefined if something is wrong with it, which is reported */
  include(part: Part, problems: Problems): IncludeInput | undefined;
  /** @returns a step, with placeholders for those in it; undefined if something is wrong with it, which is reported */
  step(part: Part, problems: Problems): StepInput | undefined;
  /** @returns what names a host, or an address, in a step that something is wrong with */
  partiesIn(part: Part): Iterable<Mention>;
}
