import path from 'node:path';
import { didYouMean } from '../../script/suggestion.ts';
import { CliError } from '../cli-error.ts';
import { listPackaged } from '../files/read-packaged.ts';
import { packageFile } from '../package-file.ts';

/** A script that is part of the package. */
export interface PackagedSample {
  name: string;
  path: string;
  isDefault: boolean;
}

/** The name of what is run if no script is named. */
export const DEFAULT_SAMPLE = 'osec-2019-01';

/** @returns the packaged scripts by name, the default first @throws CliError if their folder cannot be read */
export function packagedSamples(): PackagedSample[] {
  return listPackaged('samples')
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => path.basename(file, '.yaml'))
    .map((name) => ({ name, path: packageFile(`samples/${name}.yaml`), isDefault: name === DEFAULT_SAMPLE }))
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.name < b.name ? -1 : 1));
}

/**
 * @param argument - of the command line, where a script is expected
 * @returns the packaged script that it names: `stale-tos`, `stale-tos.yaml`, or `samples/stale-tos.yaml`, as where the
 * samples lie; undefined if there is none
 */
export function sampleNamed(argument: string): PackagedSample | undefined {
  const [, name] = /^(?:\.\/)?(?:samples\/)?([\w-]+)(?:\.ya?ml)?$/.exec(argument) ?? [];
  return name === undefined ? undefined : packagedSamples().find((sample) => sample.name === name);
}

/**
 * @param name - with or without `.yaml`
 * @throws CliError if there is none, with the one that was most likely meant
 */
export function packagedSample(name: string): PackagedSample {
  const samples = packagedSamples();
  const bare = name.replace(/\.ya?ml$/, '');
  const sample = samples.find((candidate) => candidate.name === bare);
  if (sample !== undefined) return sample;
  const names = samples.map((candidate) => candidate.name);
  const hint = didYouMean(bare, names) || '; "netchannel-sim samples" lists what there is';
  throw new CliError(`Unknown sample ${JSON.stringify(name)}${hint}`);
}
