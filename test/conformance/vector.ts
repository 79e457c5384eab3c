import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A recording of the real code: what was asked of it, and what came out, for each release. */
export interface Vector {
  name: string;
  workload: {
    netfront: { mac: string; ip: string };
    /** Of both ends; what each release has by itself if absent. */
    mtu?: number;
    /** What stands in XenStore before the channel is connected. */
    xenstore?: Record<string, string>;
    /** false: netback reads that netfront takes no frames that are to be segmented. */
    front_gso?: boolean;
    steps: WorkloadStep[];
  };
  expected: Record<string, unknown>;
}

/** A step as recorded: its `op`, and whatever belongs to it. */
export type WorkloadStep = { op: string } & Record<string, unknown>;

/** @param file - a vector as JSON, gzip-compressed if its name ends in .gz */
export function readVector(file: string): Vector {
  const bytes = readFileSync(file);
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as Vector;
}
