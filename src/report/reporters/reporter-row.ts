import type { Reporter } from './reporter.ts';
import type { TextReporterOptions } from './text-reporter.ts';

/** What a reporter is told before the first run. */
export interface RunsContext {
  /** How many runs there will be. */
  runs: number;
  /** Whether several were asked for, even if it comes to one. */
  several: boolean;
  /** How to write for people. */
  text: TextReporterOptions;
}

/**
 * A reporter in the registry. It can tell those subjects for which it has a function; each loads what it needs, so that the
 * registry itself costs next to nothing.
 */
export interface ReporterRow {
  /** As --reporter names it. */
  name: string;
  /** What messages call its report: `JUnit report`. */
  title: string;
  /** Of its files, without a full stop. */
  extension: string;
  /** Who reads it: a person, at a terminal, or a program, byte by byte. */
  reader: 'person' | 'program';
  /** Makes what tells runs, one after the other. */
  run?(context: RunsContext): Promise<Reporter>;
}
