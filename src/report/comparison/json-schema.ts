import { z } from 'zod';
import { jsonReportSchema } from '../json-schema.ts';

const count = z.int().min(0);
const run = jsonReportSchema.shape;
const leak = run.leaks.element.shape;

const outcome = z
  .strictObject({
    release: run.release,
    capture: run.capture,
    totals: run.totals,
    notJudgedReasons: run.notJudgedReasons,
    checksumGroups: run.checksumGroups,
    leakGroups: run.leakGroups,
    writes: run.writes,
    blockedWrites: run.blockedWrites,
    errors: run.errors,
    errorCount: run.errorCount,
    device: run.device,
    secrets: run.secrets,
    ownBytes: run.ownBytes,
    exposure: run.exposure,
    measures: z
      .strictObject({
        longestRun: count.describe('The longest run of stale bytes in one frame.'),
        differingFrames: count.describe(
          'Frames that are not those that the same writers send from clean memory.',
        ),
        sentBytes: count.describe('Bytes of frames from netfront.'),
        clearAmplification: z
          .number()
          .nullable()
          .describe('Bytes cleared for each byte sent; null if none was.'),
        grants: count.describe("How often access to a page was granted, the device's set-up included."),
        maps: count.describe('How often netback mapped a page.'),
        copies: count.describe('How often netback had a page copied.'),
        pagesPinned: count.describe('The most pages that were granted for sending at a time.'),
      })
      .exactOptional()
      .describe('What the device achieves and costs; absent unless devices are measured.'),
  })
  .describe('What a run under one release came to, as in the report on a run.');

const spans = z.array(
  z.strictObject({
    start: count,
    end: count.describe('One past the last byte.'),
    field: z.string().describe('The protocol field that `start` falls in.'),
  }),
);

const frame = z
  .strictObject({
    release: run.release,
    number: count.describe('Position among the frames of the release, from 1.'),
    verdict: leak.verdict,
    bytes: leak.excerpt.shape.bytes,
    stale: spans.describe('Stale bytes, neighbouring ones together.'),
    staleSums: z
      .array(z.strictObject({ offset: count.describe('Of the checksum field.'), field: z.string() }))
      .describe('Checksums that stale memory was summed into.'),
    passedOn: spans
      .exactOptional()
      .describe(
        'Bytes that leaked in the frame that a firewall made it of, neighbouring ones together; absent if none.',
      ),
  })
  .describe('A frame as it crossed under one release, whole.');

const identity = leak.frame.shape;

const difference = z
  .strictObject({
    step: identity.step,
    direction: identity.direction,
    protocol: identity.protocol,
    flow: identity.flow,
    recipient: identity.recipient,
    frames: z.array(frame).describe('One for each release that delivered it, in the order of `releases`.'),
    missing: z.array(run.release).describe('Releases under which it did not cross.'),
  })
  .describe('A frame that differs; who it is for is told from the first of `frames`.');

/** The JSON report on a comparison, version 1. A field that goes or changes its meaning makes a new version. */
export const comparisonReportSchema = z
  .strictObject({
    version: z.literal(1),
    headline: z.string().describe('What the comparison shows, in a sentence or two.'),
    script: run.script,
    seed: run.seed,
    complete: run.complete,
    steps: run.steps,
    names: run.names,
    stepsTaken: run.stepsTaken,
    releases: z.array(outcome).describe('In the order in which they were asked for.'),
    differences: z.strictObject({
      compared: count.describe('Frames that crossed under at least one release, each counted once.'),
      frames: count.describe('How many of them differ, or did not cross under every release.'),
      first: z.array(difference).describe('The first ones; `frames` counts all.'),
    }),
  })
  .describe('What netchannel-sim found when it ran a script under several releases.');

export type ComparisonReport = z.output<typeof comparisonReportSchema>;
