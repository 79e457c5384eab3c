import path from 'node:path';
import type { DeviceName } from '../../netchannel/devices.ts';
import { DEFAULT_RELEASE } from '../../netchannel/releases.ts';
import { CHANNEL } from '../../report/capture-info.ts';
import type { Script } from '../../script/script.ts';
import { CliError } from '../cli-error.ts';
import { inFolder } from '../files/output-folder.ts';
import { checkPattern, outputFile } from '../files/output-pattern.ts';
import { shardLabel } from '../options/shard.ts';
import { refuseMissingOwn } from '../scripts/own-device.ts';
import type { ScriptSource } from '../scripts/script-source.ts';
import { refuseGuests } from '../scripts/several-channels.ts';
import type { LoadedScript } from './load-scripts.ts';
import type { RunSettings } from './options.ts';

/** A run that is to be made. */
export interface PlannedRun {
  source: ScriptSource;
  script: Script;
  release: DeviceName;
  /** Of the capture; '-' for standard output, undefined for none. */
  output: string | undefined;
}

/**
 * @returns the runs that the command line asks for: each script under each release
 * @throws CliError if the captures of several would go to one file
 */
export function plannedRuns(settings: RunSettings, scripts: readonly LoadedScript[]): PlannedRun[] {
  const { release, releases, output, capture, shard } = settings;
  // Only pcapng can say what Wireshark is opened to show.
  const hasGuests = scripts.some(({ script }) => script.network !== undefined);
  const format = settings.format ?? (settings.open || hasGuests ? 'pcapng' : 'pcap');
  const parts = ['{script}', ...(releases.length > 0 ? ['{release}'] : []), ...(shard ? ['{shard}'] : [])];
  const usual = `${parts.join('-')}.${format}`;
  const pattern = output === undefined ? usual : inFolder(output, usual);
  if (capture) checkPattern(pattern, { scripts: scripts.length > 1, releases: releases.length > 0 });
  const runs = scripts.flatMap(({ source, script }) => {
    const asked = releases.length > 0 ? releases : [release ?? script.release ?? DEFAULT_RELEASE];
    refuseMissingOwn(asked, script);
    refuseGuests(script, oneSided(settings));
    return asked.map((each): PlannedRun => {
      const file = outputFile(pattern, {
        script: source.baseName,
        release: each,
        ...(shard === undefined ? {} : { shard: shardLabel(shard) }),
      });
      return { source, script, release: each, output: capture ? file : undefined };
    });
  });
  refuseClashes(runs);
  if (settings.trace !== undefined && runs.length > 1) {
    throw new CliError(
      `Cannot trace ${runs.length} runs into one file; run one script under one device, or leave --trace out`,
    );
  }
  if (settings.open && pattern.includes(CHANNEL)) {
    throw new CliError(
      `Cannot open the captures of several channels at once; leave "${CHANNEL}" out of --output, since pcapng has an interface for each, or leave --open out`,
    );
  }
  if (settings.open && runs.length > 1) {
    throw new CliError(
      `Cannot open the captures of ${runs.length} runs at once; run one script under one release, or leave --open out`,
    );
  }
  return runs;
}

/** What is asked for that is made for one channel, as the command line has it. */
function oneSided({ shard, exposure, trace, vantage }: RunSettings): string[] {
  return [
    ...(shard === undefined ? [] : ['--shard']),
    ...(exposure ? ['--exposure'] : []),
    ...(trace === undefined ? [] : ['--trace']),
    ...(vantage === undefined ? [] : ['--vantage']),
  ];
}

/** Scripts in different folders can have the same name. */
function refuseClashes(runs: readonly PlannedRun[]): void {
  const writers = new Map<string, PlannedRun>();
  for (const run of runs) {
    const { source, output } = run;
    if (output === undefined) continue;
    const other = writers.get(path.resolve(output));
    if (other !== undefined) {
      throw new CliError(
        `Cannot write the captures of ${JSON.stringify(other.source.label)} and ${JSON.stringify(source.label)} both to ${JSON.stringify(output)}; give one of the scripts another name, run them one by one with --output, or leave the captures out with --no-capture`,
      );
    }
    writers.set(path.resolve(output), run);
  }
}
