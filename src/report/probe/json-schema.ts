import { z } from 'zod';
import { PROBED_LINK_NAMES } from '../../probe/probed-link.ts';
import { CHECKSUM_NAMES } from '../../wire/checksum-status.ts';

const count = z.int().min(0);
const offset = count.describe('From the first byte that the writer wrote.');
const uint16 = z.int().min(0).max(0xffff).nullable();
const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const filling = count.describe('Index in `fillings`.');

const stretch = z
  .strictObject({
    start: offset,
    end: offset.describe('One past the last byte.'),
    field: z.string().describe('The protocol field that the bytes are of, such as ipv4.tos.'),
    verdict: z
      .enum(['written', 'passed-through', 'some-bits', 'copied', 'depends', 'varies', 'unknown'])
      .describe(
        'The same under every filling; what was in the buffer at that place; some of its bits are; what was in the buffer at another place; not the same, and none of these; not the same under one filling twice; there under one filling only.',
      ),
    from: count.nullable().describe('Of copied: where in the buffer the first byte was.'),
    mask: z.int().min(0).max(255).nullable().describe('Of some-bits: those that are not written.'),
  })
  .describe('Bytes side by side of one field and one verdict.');

const checksum = z
  .strictObject({
    protocol: z.enum(CHECKSUM_NAMES),
    offset,
    field: z.string(),
    verdict: z
      .enum(['right', 'right-over-old-memory', 'wrong-on-old-memory', 'wrong', 'unverifiable'])
      .describe(
        'Right under every filling; right, and not the same, since it sums up what passes through; right on clean memory only; wrong on clean memory, too; nobody can tell.',
      ),
    sumsItself: z
      .boolean()
      .describe('It is wrong by what was in its own field, which is summed and not cleared before.'),
    under: z
      .array(
        z.strictObject({
          status: z.enum(['absent', 'good', 'bad', 'unverifiable']),
          found: uint16.describe('The value that the frame carries.'),
          expected: uint16.describe('The value that would be right for the frame as it is.'),
        }),
      )
      .describe('Under each filling.'),
  })
  .describe('A checksum, judged under each filling.');

const flaw = z
  .strictObject({
    rule: z
      .enum(['leak', 'stale-sum', 'wrong-checksum', 'depends'])
      .describe('As in SARIF: the kinds of findings that there are.'),
    cause: z
      .enum([
        'left-out',
        'hole',
        'announced',
        'nothing-written',
        'some-bits',
        'copied',
        'checksum',
        'computed',
        'length',
        'refused',
      ])
      .describe('What the writer does wrong, as far as that can be told.'),
    start: offset,
    end: offset.describe('One past the last byte; 0 if it is about no bytes.'),
    fields: z.array(z.string()),
    says: z.string().describe('The flaw in one sentence.'),
  })
  .describe('Something that is wrong with the writer.');

const frame = z.strictObject({
  number: count.describe('From 1.'),
  protocol: z.string().describe('Innermost protocol that was recognised.'),
  flow: z.string().describe('One line for a person.'),
  length: z.strictObject({
    verdict: z.enum(['same', 'depends', 'varies']).describe('Depends: on the filling; varies: by itself.'),
    under: z.array(count.nullable()).describe('Under each filling; null where there is no frame.'),
  }),
  stretches: z.array(stretch).describe('All bytes of the frame, in order.'),
  checksums: z.array(checksum),
  refusals: z
    .array(z.strictObject({ filling, why: z.string() }))
    .describe('Fillings under which there is no frame.'),
  flaws: z.array(flaw),
  clean: hex.describe('The frame on clean memory, two hexadecimal digits for each byte.'),
  dirty: hex.describe('The frame on dirty memory.'),
  dirtyFilling: filling,
});

/** What `probe --json` prints. */
export const probeSchema = z.strictObject({
  version: z
    .literal(1)
    .describe('Fields may be added within a version; one that goes or changes its meaning makes the next.'),
  headline: z.string().describe('What was found, in a sentence or two.'),
  subject: z.string().describe('Who the writer is: of a program, its command line.'),
  size: count.describe('Bytes of the buffer that the writer was handed.'),
  linkType: z
    .enum(PROBED_LINK_NAMES)
    .describe('What the writer writes: frames, IP packets with nothing in front, or such behind four bytes.'),
  linkTypeGiven: z.boolean().describe('Whether somebody has said so; if not, it is evident.'),
  device: z
    .string()
    .nullable()
    .describe(
      'The device whose channel the frames have crossed; null if the writer was handed plain buffers.',
    ),
  passes: count.describe('How many times it was made to write each frame.'),
  fillings: z
    .array(z.strictObject({ name: z.string(), says: z.string() }))
    .describe('What buffers held; the first is clean memory.'),
  totals: z
    .strictObject({
      frames: count,
      bytes: count.describe('Of the longest frame under any filling.'),
      written: count,
      leaked: count.describe(
        'Bytes that pass through, whole or in some bits, or are copied from the buffer.',
      ),
      depends: count.describe('Bytes that are computed from old memory, those of right checksums included.'),
      varies: count.describe('Bytes that are not the same under one filling twice.'),
      unknown: count.describe('Bytes that are there under one filling only.'),
      leakingFrames: count,
      staleSums: count.describe('Checksums that are wrong on old memory only.'),
      wrongChecksums: count.describe('Checksums that are wrong on clean memory, too.'),
      dependencies: count.describe('Other flaws by which something depends on old memory.'),
      flaws: count,
    })
    .describe('Exact counts.'),
  frames: z.array(frame),
});

export type ProbeJson = z.infer<typeof probeSchema>;
