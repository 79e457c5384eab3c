import { z } from 'zod';
import { CHECKSUM_NAMES } from '../../wire/checksum-status.ts';
import { jsonReportSchema } from '../json-schema.ts';

const count = z.int().min(0);
const offset = z
  .int()
  .min(0)
  .describe('From the start of the packet as it was captured, its link header and VLAN tags included.');
const uint16 = z.int().min(0).max(0xffff);

const time = z
  .strictObject({
    seconds: z.number().describe('Since 1970, rounded down; negative before.'),
    nanoseconds: count.max(999_999_999),
  })
  .nullable()
  .describe('Null if the capture does not say.');

const frame = z.strictObject({
  number: count.describe('Position in the capture, from 1, as Wireshark counts.'),
  position: count.describe('Offset in the capture, decompressed if it is compressed, of its first byte.'),
  time,
  protocol: z.string().describe('Innermost protocol that was recognised.'),
  flow: z.string().describe('One line for a person.'),
});

const checksum = z.enum(CHECKSUM_NAMES);

const otherChecksum = z.strictObject({
  frame,
  within: z
    .array(z.string())
    .describe(
      "What the packet with the checksum is wrapped in, from the outside in; none if it is the frame's own.",
    ),
  packet: z.string().nullable().describe("That packet in one line; null if it is the frame's own."),
  missing: z
    .boolean()
    .describe('It is 0, for none, in UDP over IPv6, where there has to be one (RFC 8200, 8.1).'),
  protocol: checksum,
  offset,
  found: uint16.describe('The value that the frame carries.'),
  expected: uint16.describe('The value that would be right for the frame as it is.'),
  quoted: z.boolean().describe("Not the frame's own, but of the packet that an ICMP error quotes."),
});

const wrongChecksum = otherChecksum.describe('A checksum that a receiver of the frame finds wrong.');

const offloadedChecksum = otherChecksum
  .extend({
    cause: z
      .enum(['zero', 'partial', 'not-ready', 'verified', 'segmented'])
      .describe(
        '0x0000; the sum of the pseudo header alone; or what the capture says of the packet: left to the card by its sender, checked by the card of its receiver, several segments on the wire.',
      ),
  })
  .describe('A checksum that is left to a network card: it says nothing about the frame on the wire.');

const offloadSender = z
  .strictObject({
    address: z
      .string()
      .nullable()
      .describe(
        'MAC address; IP address where there is no Ethernet header. Null for all senders after the first 1024.',
      ),
    protocol: checksum,
    left: count.describe('Checksums of this protocol that it left to its network card.'),
    checksums: count.describe('Those, and all others of the protocol in its frames that are right or wrong.'),
    firstFrame: count.describe('The first of those that are left.'),
  })
  .describe('Who leaves checksums of a protocol to a network card.');

const uint32 = z.int().min(0).max(0xffff_ffff).nullable();

const wrongFrameCheckSequence = z
  .strictObject({
    frame,
    offset: count.nullable().describe('In the frame; null if it was not captured.'),
    found: uint32.describe('In network order, as in Wireshark; null if it was not captured.'),
    expected: uint32.describe('The one that would be right; null likewise.'),
    seenByCard: z.boolean().describe('The capture says that the network card found it wrong.'),
  })
  .describe('A frame check sequence that is wrong, although the capture says that there is one.');

const unjudgedPadding = z
  .strictObject({
    reason: z
      .enum(['undeclared', 'offloaded', 'cut', 'inner'])
      .describe(
        'Nothing tells the length of what the frame carries; it is left to the network card; the frame was not captured to its end; or a packet in it ends before what carries it, and the bytes between are not all zeros.',
      ),
    frames: count,
    firstFrame: count,
  })
  .describe('Frames of which it cannot be told whether they have padding, or not of all of it.');

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

const source = z
  .strictObject({
    frame: count.describe('As Wireshark counts.'),
    flow: z.string().describe('One line for a person.'),
    recipient: z.string().describe('The address of whom it was meant for; empty if the link does not tell.'),
    offset: count.describe('Of the bytes in that frame.'),
    received: z
      .literal(true)
      .optional()
      .describe('Who sends the bytes now received that frame, and did not send it; absent otherwise.'),
  })
  .nullable()
  .describe('The earlier frame that the bytes were in; null if none holds them.');

const oldMemory = z
  .strictObject({
    frame,
    place: z
      .enum(['padding', 'reserved', 'body'])
      .describe(
        'Behind what the packet declares; in a field that has to be zero; in what the packet carries.',
      ),
    evidence: z
      .enum(['same-offset', 'shifted', 'poison', 'pointer', 'secret', 'text', 'not-zero'])
      .describe(
        'The bytes were at the same offset in an earlier frame that the sender sent or got; at another one; a value that memory is filled with; an address of the kernel; what must not be seen there; printable characters; a field that has to be zero.',
      ),
    start: offset,
    end: offset,
    field: z.string().describe('The protocol field that it begins in.'),
    what: z
      .string()
      .nullable()
      .describe('The poison, pointer or secret; why the type of service was not set.'),
    source,
    crossRecipient: z
      .boolean()
      .describe(
        'The source was meant for, and sent by, somebody else than who gets it, as far as that is known.',
      ),
    recipientUntold: z
      .literal(true)
      .optional()
      .describe('The link does not tell whom one of the two frames was for; absent if it does.'),
    returned: z.literal(true).optional().describe('Who gets the bytes had sent them; absent otherwise.'),
    bytes: z
      .string()
      .regex(/^([0-9a-f]{2})*$/)
      .describe('The first 256 at most, two hexadecimal digits each.'),
  })
  .describe('A stretch of a frame that is old memory of its sender, or looks like it.');

const sender = z
  .strictObject({
    address: z
      .string()
      .nullable()
      .describe(
        'MAC address; IP address where the link has none. Null for all senders after the first 1024, and where nobody tells.',
      ),
    padding: z
      .enum(['earlier-frames', 'poison', 'varying', 'constant', 'zeros', 'unpadded', 'none'])
      .describe(
        'What it pads short frames with: bytes of earlier frames; a value that memory is filled with; bytes that vary; the same bytes always, as a trailer has; zeros. Or its short frames were captured before they were padded; or there were none.',
      ),
    frames: count,
    shortFrames: count.describe('Below 60 bytes.'),
    zeroPadded: count,
    otherPadded: count.describe('Frames with padding that is not zero.'),
    earlierPadded: count.describe('Those whose padding is from earlier frames.'),
    poisonPadded: count.describe('Those whose padding is a value that memory is filled with.'),
    staleFrames: count.describe('Frames with bytes of earlier frames anywhere.'),
    staleBytes: count,
    crossRecipientBytes: count,
    poisonFrames: count.describe('Frames with values that memory is filled with, anywhere.'),
    kernelPointers: count,
    mostTelling: count.describe(
      'The frame that shows most: bytes meant for somebody else, other bytes of earlier frames, poison and kernel pointers, padding that differs from that before. 0 if there is none.',
    ),
  })
  .describe('What the frames of a sender show.');

const totals = z
  .strictObject({
    packets: count,
    otherRecords: count.describe(
      'Blocks that are no packets, but frames to Wireshark, which numbers them with the others.',
    ),
    bytes: count.describe('As captured.'),
    originalBytes: count.describe('On the wire.'),
    cutPackets: count.describe('Packets of which not all was captured.'),
    otherPackets: count.describe(
      'Neither Ethernet frames nor IP packets of a link layer that is known: not judged.',
    ),
    frames: count.describe(
      'What is looked into: each is delivered, discarded, offloaded, unverifiable or not judged.',
    ),
    delivered: count.describe('Frames whose checksums are all right.'),
    discarded: count.describe('Frames with a wrong checksum.'),
    offloaded: count.describe(
      'Frames with a checksum that is left to a network card, and no wrong one: no telling what went over the wire.',
    ),
    unverifiable: count.describe(
      'Frames with a checksum that cannot be judged, and no other that is not right.',
    ),
    notJudged: count.describe(
      'Packets that were not looked into, or not into all of them, and of which nothing wrong is known; `otherPackets` too.',
    ),
    taggedFrames: count.describe('Frames with a VLAN tag.'),
    checksumFailures: count.describe('Wrong checksums; what is left to a network card is not among them.'),
    offloadedChecksums: count.describe('Checksums that are left to a network card.'),
    partialChecksums: count.describe('Those of them that cover the pseudo header alone.'),
    frameCheckSequences: count.describe('Those that the capture says are there, and that were verified.'),
    wrongFrameCheckSequences: count.describe(
      'Those of them that are wrong, and those that a network card found wrong.',
    ),
    zeroPaddedFrames: count.describe('Frames with padding that is all zeros.'),
    paddedFrames: count.describe('Frames with padding that is not zero.'),
    paddingBytes: count.describe('Bytes of padding that are not zero.'),
    unjudgedPaddings: count.describe(
      'Frames of which it cannot be told whether they have padding, or not of all of it.',
    ),
    oldMemoryFindings: count.describe('Of every kind of evidence.'),
    staleFindings: count.describe('Those of bytes of earlier frames.'),
    poisonFindings: count.describe('Those of values that memory is filled with.'),
    staleFrames: count.describe('Frames with bytes of earlier frames.'),
    staleBytes: count.describe('Those bytes.'),
    crossRecipientBytes: count.describe('Those of them that were meant for somebody else.'),
    poisonFrames: count.describe('Frames with values that memory is filled with.'),
    poisonBytes: count.describe('Those bytes.'),
    kernelPointers: count,
    secretsSeen: count.describe('How often a secret was seen where it must not be.'),
    reservedFrames: count.describe('Frames with fields that have to be zero and are not.'),
    reservedBytes: count.describe('Bytes of those fields that are not zero.'),
  })
  .describe('Exact counts over all that was read.');

/** The JSON report, version 2. A field that goes or changes its meaning makes a new version; a new one does not. */
export const inspectionSchema = z
  .strictObject({
    version: z.literal(2),
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
          offloaded: count,
          unverifiable: count,
          notJudged: count,
        }),
      )
      .describe('What is looked into, by the innermost protocol that was recognised, most frames first.'),
    linkTypes: z
      .array(z.strictObject({ linkType: count, name: z.string(), packets: count, bytes: count }))
      .describe('Packets by link type, a LINKTYPE_ number; most packets first.'),
    checksumGroups: z
      .array(z.strictObject({ protocol: checksum, failures: count, firstFrame: count }))
      .describe('All wrong checksums of one protocol.'),
    checksumFailures: z
      .array(wrongChecksum)
      .describe('The first ones; `totals.checksumFailures` counts all.'),
    offloadedChecksums: z
      .array(offloadedChecksum)
      .describe('The first ones; `totals.offloadedChecksums` counts all.'),
    offloadSenders: z
      .array(offloadSender)
      .describe('By sender and protocol, most checksums first; what ICMP errors quote is not counted.'),
    wrongFrameCheckSequences: z
      .array(wrongFrameCheckSequence)
      .describe('The first ones; `totals.wrongFrameCheckSequences` counts all.'),
    paddings: z.array(padding).describe('The first ones; `totals.paddedFrames` counts all.'),
    unjudgedPaddings: z.array(unjudgedPadding).describe('By reason; exact.'),
    oldMemory: z.array(oldMemory).describe('The first ones; `totals.oldMemoryFindings` counts all.'),
    senders: z.array(sender).describe('By sender, the most telling first; exact.'),
  })
  .describe('What netchannel-sim inspect found in a capture.');

export type InspectionJson = z.output<typeof inspectionSchema>;
