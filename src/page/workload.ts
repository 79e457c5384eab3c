import type { ReadFile } from '../script/include/script-files.ts';
import type { CapturedTraffic } from './captured-traffic.ts';
import { fileKey } from './file-key.ts';

/** What a page runs: a script with all that it names, as somebody chose to run it. Plain data, as JSON takes it. */
export interface Workload {
  /** As reports call it. */
  file: string;
  /** The script. */
  text: string;
  /** Files that it names, as base64, by `fileKey`. */
  files: Record<string, string>;
  /** Values of variables instead of the script's own. */
  defines: Record<string, string>;
  /** Instead of the script's. */
  seed?: number;
  /** The release to begin with, instead of the script's. */
  release?: string;
  /** Whether to look at what netback could read besides. */
  exposure?: boolean;
  /** Devices that are to be measured side by side. */
  measured?: string[];
}

/** What a page is about. */
export type Subject = Workload | CapturedTraffic;

/** Whether it is the packets of a capture rather than a script. */
export function isTraffic(subject: Subject): subject is CapturedTraffic {
  return 'capture' in subject;
}

/** A page's data. */
export interface PageData {
  /** Of the program that made it. */
  version: string;
  workloads: Workload[];
  /** Instead of scripts: a capture. */
  traffic?: CapturedTraffic;
  /** Scripts to choose from in the editor, by name, as `packText` packs them. */
  samples: Record<string, string>;
  /** Which view to begin with. */
  view: 'one' | 'side by side';
}

/** @returns what reads the files of a workload for `loadScript` */
export function workloadReader({ files }: Pick<Workload, 'files'>): ReadFile {
  return (name, from) => {
    const text = Object.hasOwn(files, fileKey(name, from)) ? files[fileKey(name, from)] : undefined;
    if (text === undefined) throw new Error('the page does not have this file');
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  };
}
