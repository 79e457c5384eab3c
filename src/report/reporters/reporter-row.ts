import type { ComparisonTextOptions } from '../comparison/text.ts';
import type { InspectionTextOptions } from '../inspection/text.ts';
import type { ProbeTextOptions } from '../probe/text.ts';
import type { LoadPage } from './html-reporter.ts';
import type { ReportedComparison } from './reported-comparison.ts';
import type { ReportedInspection } from './reported-inspection.ts';
import type { ReportedProbe } from './reported-probe.ts';
import type { Reporter } from './reporter.ts';
import type { TextReporterOptions } from './text-reporter.ts';

/** What a reporter is told before the first run. */
export interface RunsContext {
  /** Makes a page of what is run; undefined if what is told are reports that were merged. */
  page?: LoadPage | undefined;
  /** How many runs there will be. */
  runs: number;
  /** Whether several were asked for, even if it comes to one. */
  several: boolean;
  /** How to write for people. */
  text: TextReporterOptions;
}

/** What a reporter is told before a comparison. */
export interface ComparisonContext {
  /** As of runs. */
  page?: LoadPage | undefined;
  /** How to write for people. */
  text: Omit<ComparisonTextOptions, 'captures'>;
}

/** What a reporter is told before an inspection. */
export interface InspectionContext {
  /** As of runs. */
  page?: LoadPage | undefined;
  /** How to write for people. */
  text: InspectionTextOptions;
}

/** What a reporter is told before a probe. */
export interface ProbeContext {
  /** How to write for people. */
  text: ProbeTextOptions;
}

/**
 * What a text is written in, which decides how a character is said otherwise: as in JSON strings, as in XML, or, in what
 * people read, in a way of our own. `commands` are what they are.
 */
export type Syntax = 'text' | 'json' | 'xml' | 'commands';

/** Tells a subject, all at once. @returns its text, or pieces of that, which are made as they are written */
export type Telling<T> = (subject: T) => string | Iterable<string>;

/**
 * A reporter in the registry. It can tell those subjects for which it has a function; each loads what it needs, so that the
 * registry itself costs next to nothing.
 */
export interface ReporterRow {
  /** As --reporter names it. */
  name: string;
  /** What messages call its report: `JUnit report`. */
  title: string;
  /** What the help says of it, in a few words. */
  says: string;
  /** Of its files, without a full stop. */
  extension: string;
  /** Who reads it: a person, at a terminal, or a program, byte by byte. */
  reader: 'person' | 'program';
  /** How a character of its report is said otherwise. */
  syntax: Syntax;
  /**
   * An environment variable that is "true" where a CI system is at work that understands it: its report then comes beside
   * the text if no other is asked for.
   */
  automaticIn?: string;
  /** It goes through packets itself: it can tell scripts and captures, and neither what a writer came to nor what was merged. */
  needsPackets?: true;
  /** Makes what tells runs, one after the other: those of `run` and `replay`, and those that `merge` joins. */
  run?(context: RunsContext): Promise<Reporter>;
  /** Makes what tells a comparison. */
  comparison?(context: ComparisonContext): Promise<Telling<ReportedComparison>>;
  /** Makes what tells an inspection. */
  inspection?(context: InspectionContext): Promise<Telling<ReportedInspection>>;
  /** Makes what tells what came of probing a packet writer. */
  probe?(context: ProbeContext): Promise<Telling<ReportedProbe>>;
}
