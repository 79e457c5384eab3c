import { z } from 'zod';
import { jsonReportSchema } from '../json-schema.ts';

const count = z.int().min(0);
const offset = z.int().min(0).describe('From the start of the frame, VLAN tags included.');
const uint16 = z.int().min(0).max(0xffff);

const time = z
  .strictObject({
    seconds: z.number().describe('Since 1970, rounded down; negative before.'),
    nanoseconds: count.max(999_999_999),
  })
  .nullable()
  .describe('Null if the capture does not say.');

const frame = z.strictObject({
  number: count.describe('Position in the capture, from 1.'),
  time,
  protocol: z.string().describe('Innermost protocol that was recognised.'),
  flow: z.string().describe('One line for a person.'),
});

const checksum = z.enum(['ipv4', 'icmp', 'udp', 'tcp', 'icmpv6']);

const wrongChecksum = z
  .strictObject({
    frame,
    protocol: checksum,
    offset,
    found: uint16.describe('The value that the frame carries.'),
    expected: uint16.describe('The value that would be right for the frame as it is.'),
    quoted: z.boolean().describe("Not the frame's own, but of the packet that an ICMP error quotes."),
    partial: z.boolean().describe('Covers the pseudo header alone: left to the network card.'),
  })
  .describe('A checksum that a receiver of the frame finds wrong.');

const padding = z
  .strictObject({
    frame,
    start: offset,
    end: offset,
    nonZero: count.describe('How many of the bytes are not zero.'),
    bytes: z
      .string()
      .regex(/^([0-9a-f]{2})*$/)
      .describe('The first 256 at most, two hexadecimal digits each.'),
  })
  .describe('What follows the packet in a frame, and is not all zeros.');

const totals = z
  .strictObject({
    packets: count,
    bytes: count.describe('As captured.'),
    originalBytes: count.describe('On the wire.'),
    cutPackets: count.describe('Packets of which not all was captured.'),
    otherPackets: count.describe(
      'Neither Ethernet frames nor IP packets of a link layer that is known: not judged.',
    ),
    frames: count.describe('What is looked into: each is delivered, discarded, unverifiable or not judged.'),
    delivered: count.describe('Frames whose checksums are all right.'),
    discarded: count.describe('Frames with a wrong checksum.'),
    unverifiable: count.describe('Frames with a checksum that cannot be judged, and no wrong one.'),
    notJudged: count.describe(
      'Packets that were not looked into, or not into all of them, and of which nothing wrong is known; `otherPackets` too.',
    ),
    taggedFrames: count.describe('Frames with a VLAN tag.'),
    checksumFailures: count,
    partialChecksums: count.describe('Those of them that cover the pseudo header alone.'),
    paddedFrames: count.describe('Frames with padding that is not zero.'),
    paddingBytes: count.describe('Bytes of padding that are not zero.'),
  })
  .describe('Exact counts over all that was read.');

/** The JSON report, version 1. A field that goes or changes its meaning makes a new version; a new one does not. */
export const inspectionSchema = z
  .strictObject({
    version: z.literal(1),
    headline: z.string().describe('What was found, in one sentence.'),
    file: z.string().nullable().describe('As the user named it; null for standard input.'),
    format: z.string().describe('Such as `pcap, little-endian, microseconds`.'),
    complete: z.boolean().describe('False if the capture was damaged, or the inspection stopped.'),
    damage: z
      .strictObject({ offset: count.describe('In the capture.'), reason: z.string() })
      .nullable()
      .describe('Where the capture could not be read any further.'),
    totals,
    notJudgedReasons: jsonReportSchema.shape.notJudgedReasons,
    earliest: time,
    latest: time,
    protocols: z
      .array(
        z.strictObject({
          protocol: z.string(),
          frames: count,
          bytes: count,
          discarded: count,
          unverifiable: count,
          notJudged: count,
        }),
      )
      .describe('What is looked into, by the innermost protocol that was recognised, most frames first.'),
    linkTypes: z
      .array(z.strictObject({ linkType: count, name: z.string(), packets: count, bytes: count }))
      .describe('Packets by link type, a LINKTYPE_ number; most packets first.'),
    checksumGroups: z
      .array(z.strictObject({ protocol: checksum, failures: count, partial: count, firstFrame: count }))
      .describe('All wrong checksums of one protocol.'),
    checksumFailures: z
      .array(wrongChecksum)
      .describe('The first ones; `totals.checksumFailures` counts all.'),
    paddings: z.array(padding).describe('The first ones; `totals.paddedFrames` counts all.'),
  })
  .describe('What netchannel-sim inspect found in a capture.');

export type InspectionJson = z.output<typeof inspectionSchema>;
