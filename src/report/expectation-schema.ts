import { z } from 'zod';

const count = z.int().min(0);
const hex = z
  .string()
  .regex(/^([0-9a-f]{2})*$/)
  .describe('Bytes, two hexadecimal digits each.');

const place = {
  file: z.string().optional().describe('If it stands in a file that the script includes.'),
  line: count.describe('Of its key, from 1.'),
  column: count.describe('Of its key, from 1.'),
  step: count.nullable().describe('Index of a step in `steps`; null if it is about the whole run.'),
};

const item = z
  .strictObject({
    ...place,
    label: z.string().describe("Of the step; 'the run'."),
    what: z.string().describe('What is expected.'),
    met: z.boolean().describe('False also if it was not checked.'),
    checked: z.boolean(),
    failures: count.describe('How many times it failed.'),
  })
  .describe('One thing that the script expects.');

const excerpt = z
  .strictObject({
    start: count.describe('Offset in the frame; a multiple of 16.'),
    bytes: hex,
    length: count.describe('Of the whole frame, in bytes.'),
    marks: z
      .array(z.strictObject({ start: count, end: count.describe('One past the last byte.') }))
      .describe('Offsets in the frame of the bytes that are not as expected.'),
    expected: z
      .strictObject({ start: count, bytes: hex })
      .nullable()
      .describe('The bytes that were expected, as far as they are within what is shown.'),
  })
  .describe('128 bytes of the frame at most.');

const failure = z
  .strictObject({
    ...place,
    release: z.string().describe('That was run.'),
    field: z.string().describe('The key in the script.'),
    expected: z.string(),
    found: z.string(),
    frame: count.nullable().describe('Position in the capture, from 1; null if it is not about one frame.'),
    excerpt: excerpt.nullable(),
  })
  .describe('One time that an expectation was not met.');

/** What the JSON report says about the expectations of a script. */
export const expectationsSchema = z
  .strictObject({
    checked: count.describe('Expectations for this release that were checked.'),
    failed: count.describe('How many of them are not met.'),
    unchecked: count.describe(
      'Expectations that were not checked, because the run was stopped, or made in shards.',
    ),
    items: z.array(item).describe('In the order of the script; the first 1000.'),
    failures: z
      .array(failure)
      .describe('The first 100, and of one expectation the first 10, in the order of the script.'),
    failureCount: count.describe('All failures: an expectation of a step can fail for each of its frames.'),
  })
  .describe('What the script expected of the run, and whether it was so.');

export type ExcerptReport = z.output<typeof excerpt>;
