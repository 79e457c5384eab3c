import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A recording of the real code: what was asked of it, and what came out, for each release. */
export interface Vector {
  name: string;
  workload: {
    netfront: { mac: string; ip: string };
    mtu: number;
    steps: WorkloadStep[];
  };
  expected: Record<string, unknown>;
}

/** A step as recorded: its `op`, and whatever belongs to it. */
export type WorkloadStep = { op: string } & Record<string, unknown>;

/** @param file - a vector, gzip-compressed JSON */
export function readVector(file: string): Vector {
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Vector;
}
