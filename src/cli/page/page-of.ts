import { deflateRawSync } from 'node:zlib';
import type { CapturedTraffic } from '../../page/captured-traffic.ts';
import { pageHtml } from '../../page/page-html.ts';
import type { Workload } from '../../page/workload.ts';
import { CliError } from '../cli-error.ts';
import { packageVersion } from '../files/package-info.ts';
import { readPackaged } from '../files/read-packaged.ts';
import { packagedSamples } from '../scripts/packaged-samples.ts';
import type { ScriptSource } from '../scripts/script-source.ts';
import type { KeptTraffic } from './kept-capture.ts';

/** Bytes that a page may take up: more are slow to open, and too much to send to somebody. */
const MOST_BYTES = 5_000_000;

/** How the command line has scripts run. */
export interface PageSettings {
  defines: Readonly<Record<string, string>>;
  seed?: number | undefined;
  release?: string | undefined;
  /** Whether to look at what netback could read besides. */
  exposure?: boolean;
  /** Whether all releases are to be seen side by side. */
  isComparison?: boolean;
  /** Devices that are measured side by side. */
  measured?: readonly string[];
}

/**
 * @param sources - of scripts that have been loaded
 * @returns a page that runs them as the command line does
 * @throws CliError if the page is not there, or would be too large
 */
export function pageOf(sources: readonly ScriptSource[], settings: PageSettings): string {
  const page = pageHtml(template(), {
    version: packageVersion(),
    workloads: sources.map((source) => workloadOf(source, settings)),
    samples: samples(),
    view: settings.isComparison === true ? 'side by side' : 'one',
  });
  if (page.length <= MOST_BYTES) return page;
  throw new CliError(
    `Cannot make a page of ${page.length} characters, at most ${MOST_BYTES} can be opened with ease; leave out some of the scripts, or the files that they name`,
  );
}

/** What the command found out about a capture. */
export interface ToldTraffic extends Omit<CapturedTraffic, 'capture' | 'beginning'> {
  /** Of the whole capture. */
  packets: number;
  /** Of all packets; of a replay, by release. */
  said: Record<string, string>;
  /** As of `Beginning`. */
  worst?: string;
  /** Whether several releases are to be seen side by side. */
  isComparison: boolean;
}

/**
 * @returns a page that goes through a capture as the command does, or through its beginning
 * @throws CliError if the page is not there
 */
export function pageOfTraffic(
  { capture, packets: kept }: KeptTraffic,
  { packets, said, worst, isComparison, ...told }: ToldTraffic,
): string {
  const more = worst === undefined ? {} : { worst };
  const beginning = kept === undefined ? {} : { beginning: { packets: kept, of: packets, said, ...more } };
  return pageHtml(template(), {
    version: packageVersion(),
    workloads: [],
    traffic: { ...told, capture, ...beginning },
    samples: {},
    view: isComparison ? 'side by side' : 'one',
  });
}

function workloadOf(
  { label, read }: ScriptSource,
  { defines, seed, release, exposure, measured }: PageSettings,
): Workload {
  const files = [...read.files].map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')] as const);
  return {
    file: label,
    text: read.text,
    files: Object.fromEntries(files),
    defines: { ...defines },
    ...(seed === undefined ? {} : { seed }),
    ...(release === undefined ? {} : { release }),
    ...(exposure === true ? { exposure } : {}),
    ...(measured === undefined ? {} : { measured: [...measured] }),
  };
}

/** @returns the packaged samples, each packed as `packText` does it */
function samples(): Record<string, string> {
  return Object.fromEntries(
    packagedSamples().map(({ name }) => [
      name,
      deflateRawSync(readPackaged(`samples/${name}.yaml`)).toString('base64url'),
    ]),
  );
}

/** The page without data is read only when one is asked for. */
function template(): string {
  return readPackaged('dist/page/page.html').toString();
}
