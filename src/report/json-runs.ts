import { z } from 'zod';
import { type JsonReport, jsonReportSchema } from './json-schema.ts';

/** The JSON report on several runs, version 1: each with the report that it has alone. */
export const jsonRunsSchema = z
  .strictObject({
    version: z.literal(1),
    runs: z.array(jsonReportSchema).describe('In the order in which they were made.'),
  })
  .describe('What several runs of netchannel-sim found.');

export type JsonRuns = z.output<typeof jsonRunsSchema>;

/** @returns the reports on several runs as one value for JSON.stringify */
export function jsonRuns(runs: readonly JsonReport[]): JsonRuns {
  return { version: 1, runs: [...runs] };
}
