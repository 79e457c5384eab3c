import type { Release } from '../netchannel/releases.ts';
import { outputFiles } from './output-pattern.ts';
import type { RunSettings } from './run-options.ts';
import type { ScriptSource } from './script-source.ts';

/** A run that is to be made. */
export interface PlannedRun {
  /** The script's own if undefined. */
  release: Release | undefined;
  /** Of the capture; '-' for standard output. */
  output: string;
}

/**
 * @returns the runs that the command line asks for: one for each release
 * @throws CliError if the captures of several would go to one file
 */
export function plannedRuns({ release, releases, output }: RunSettings, source: ScriptSource): PlannedRun[] {
  if (releases.length === 0) return [{ release, output: output ?? `${source.baseName}.pcap` }];
  const files = outputFiles(output ?? `${source.baseName}-{release}.pcap`, releases);
  return [...files].map(([each, file]) => ({ release: each, output: file }));
}
