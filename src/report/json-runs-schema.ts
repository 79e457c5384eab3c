import { z } from 'zod';
import { jsonReportSchema } from './json-schema.ts';

const failedRun = z
  .strictObject({
    file: z.string().describe('The script, as the user named it.'),
    release: z.string().describe('Of netchannel.'),
    error: z.string().describe('What went wrong, in one sentence.'),
  })
  .describe('A run without a result: its frames could not be written.');

/** The JSON report on several runs, version 1: each with the report that it has alone. */
export const jsonRunsSchema = z
  .strictObject({
    version: z.literal(1),
    runs: z.array(jsonReportSchema).describe('In the order in which they were made.'),
    failed: z.array(failedRun),
  })
  .describe('What several runs of netchannel-sim found.');

export type JsonRuns = z.output<typeof jsonRunsSchema>;

/** A run that has no report. */
export type FailedRun = z.output<typeof failedRun>;
