import { z } from 'zod';
import { CHECKSUM_FLAG_NAMES } from '../netchannel/checksum-flags.ts';
import { CHECKSUM_NAMES } from '../wire/checksum-status.ts';
import { REASON_NAMES } from '../wire/not-judged.ts';
import { expectationsSchema } from './expectation-schema.ts';

const count = z.int().min(0);
const offset = z.int().min(0);
const step = z.int().min(0).describe('Index of a step in `steps`.');
const hex = z
  .string()
  .regex(/^([0-9a-f]{2})*$/)
  .describe('Bytes, two hexadecimal digits each.');

const recipient = z
  .strictObject({
    kind: z.enum(['ipv4', 'ipv6', 'mac', 'unknown']),
    address: z
      .string()
      .describe('In the usual notation; empty if unknown. In sums, of the first frame that they count.'),
    host: z
      .string()
      .exactOptional()
      .describe(
        "The script's name of the host whose address it is: all addresses of a host are one recipient. Absent if nobody's.",
      ),
  })
  .describe(
    "Who a frame is meant for: IP destination, for ARP the target's address, otherwise MAC destination.",
  );

const identity = {
  number: count
    .nullable()
    .describe('Position in the capture, from 1; null for a write that never became a frame.'),
  step,
  direction: z.enum(['tx', 'rx']).describe('tx: netfront to netback.'),
  protocol: z.string().describe('Innermost protocol that was recognised.'),
  flow: z.string().describe('One line for a person.'),
  recipient,
  channel: z
    .string()
    .exactOptional()
    .describe('The channel that it crossed: a guest, or `uplink`. Absent in a run with one channel.'),
  forwards: z
    .strictObject({ number: count, channel: z.string() })
    .exactOptional()
    .describe('The frame that a firewall made it of, and its channel. Absent if its sender made it.'),
  pushed: z
    .strictObject({ protocol: z.string(), flow: z.string(), recipient })
    .exactOptional()
    .describe(
      'What its request was pushed with, if its block was filled again before netback read it: other bytes crossed. Absent otherwise.',
    ),
};

const frameIdentity = z.strictObject(identity);

const staleSource = z
  .strictObject({
    ...identity,
    offset: offset.describe('Offset, in what the source wrote, of the first byte.'),
    payload: offset
      .exactOptional()
      .describe("Offset, in the source, of its payload's first byte; absent if there is none."),
    framesAgo: count
      .nullable()
      .describe('How many frames before this one it went out; null if it never did.'),
    isPending: z
      .literal(true)
      .exactOptional()
      .describe('There if its own request was still to be read: it goes out later.'),
  })
  .describe('The write that last put bytes there.');

const checksumProtocol = z.enum(CHECKSUM_NAMES);

const leakRange = z
  .strictObject({
    start: offset.describe('From the start of the frame.'),
    end: offset.describe('One past the last byte.'),
    field: z.string().describe('The protocol field that `start` falls in.'),
    bytes: hex.describe(
      'The stale bytes as they went out, the first 256 at most, two hexadecimal digits each.',
    ),
    nonZero: count.describe('How many of all the bytes are not zero.'),
    source: staleSource,
    origin: staleSource
      .exactOptional()
      .describe(
        'Where the bytes come from if they were old already in the frame that `source` forwards; absent if they were not.',
      ),
    crossRecipient: z.boolean().describe('The source was meant for somebody else than this frame.'),
    summedInto: z
      .array(checksumProtocol)
      .describe('Checksums of this frame that these bytes were summed into.'),
    secrets: z
      .array(
        z.strictObject({
          name: z.string(),
          offset: offset.describe('Position in the secret of the first byte.'),
          start: offset.describe('From the start of the frame.'),
          end: offset.describe('One past the last byte.'),
        }),
      )
      .exactOptional()
      .describe('The first secrets in these bytes; absent if there is none.'),
    secretsLeftOut: count
      .exactOptional()
      .describe('How many more secrets are in these bytes; absent if there are no more.'),
  })
  .describe('Neighbouring stale bytes of one frame that share one source.');

const length = count.describe('Of the frame, in bytes.');

const verdict = z
  .enum(['delivered', 'discarded', 'unverifiable', 'not-judged'])
  .describe(
    'What the receiver did; unverifiable: some checksum cannot be judged; not-judged: nothing wrong was found, but not all was looked into.',
  );

const frame = z
  .strictObject({
    ...identity,
    number: z.int().min(1).describe('Position in the capture, from 1.'),
    time: z
      .number()
      .min(0)
      .describe('Seconds of virtual time from the first step until the receiver had it.'),
    sender: recipient.describe("Who sent it, by an address of the recipient's kind."),
    length,
    verdict,
    leakedBytes: count,
    nonZeroLeakedBytes: count,
    crossRecipientBytes: count,
    passedOnBytes: count
      .exactOptional()
      .describe('Leaked bytes that it carries on from the frame that it was made of; absent if none.'),
    blocks: z
      .array(
        z.strictObject({
          id: count.describe('In the pool, from 0; the id of requests on the ring.'),
          page: count.describe('In the pool, from 0: two blocks share a page.'),
          gref: count.describe('Grant reference of the page.'),
          offset: offset.describe('Of the block in its page.'),
        }),
      )
      .describe('Blocks of the transmit pool that it was in, in order; none for a received frame.'),
    slots: z
      .array(z.int().min(0).max(255))
      .describe("Slots of the ring that its requests, or a received frame's responses, were on."),
    checksum: z
      .strictObject({
        flags: z
          .array(z.enum(CHECKSUM_FLAG_NAMES))
          .describe('Flags of its first request or response, of csum_blank and data_validated.'),
        segmentSize: count
          .exactOptional()
          .describe(
            'Bytes of payload in each segment that its receiver is to make of it (GSO); absent if it is to make none.',
          ),
        partial: z
          .boolean()
          .exactOptional()
          .describe(
            'With csum_blank: whether its checksum is the sum of the pseudo header alone, as it has to be.',
          ),
        fate: z
          .enum(['verified', 'taken', 'fixed-up', 'dropped', 'unread'])
          .describe(
            'What its receiver did. verified: it looked at the checksum as at any other. taken: it did not look. fixed-up: it summed up anew. dropped: it threw the frame away for that. unread: it is a firewall, which looks at no flag and no checksum, and makes its own.',
          ),
      })
      .exactOptional()
      .describe('What the ring says about its TCP or UDP checksum; absent if nothing.'),
  })
  .describe('A frame that crossed, and what became of it.');

const leftOut = z
  .strictObject({ ranges: count, bytes: count.describe('Of all of them together.') })
  .describe('Ranges that are not told one by one; absent if all are.');

const leak = z
  .strictObject({
    frame: frameIdentity,
    length,
    verdict,
    ranges: z.array(leakRange).describe('The first ones.'),
    leftOut: leftOut.exactOptional(),
    leakedBytes: count,
    nonZeroBytes: count,
    crossRecipientBytes: count,
    excerpt: z
      .strictObject({ start: offset.describe('Offset in the frame; a multiple of 16.'), bytes: hex })
      .describe('The frame from around its first stale byte on, 128 bytes at most.'),
    way: z
      .array(
        z.strictObject({
          frame: count.nullable().describe('Position in the capture of the frame that carries them on.'),
          channel: z.string().nullable(),
          recipient: recipient.nullable(),
          bytes: count.describe('How many of the leaked bytes are in it.'),
          crossRecipientBytes: count.describe('How many of these were meant for somebody else.'),
          dropped: z.string().exactOptional().describe('Why the firewall dropped the frame instead.'),
        }),
      )
      .exactOptional()
      .describe('What a firewall did with the frame; absent in a run with one channel.'),
  })
  .describe('The stale bytes of one frame.');

const summedRange = z
  .strictObject({ start: offset, end: offset, source: staleSource })
  .describe('Stale memory that went into a sum; past the end of the frame it was summed, but not sent.');

const checksumCause = z
  .enum(['stale-memory', 'writer', 'left-to-card'])
  .describe(
    'stale-memory: right on clean memory. writer: wrong even then. left-to-card: it is the sum of the pseudo header alone, as the ring says, and its receiver does not read that.',
  );

const checksumFailure = z
  .strictObject({
    frame: frameIdentity,
    within: z
      .array(z.string())
      .exactOptional()
      .describe(
        "What the packet with the checksum is wrapped in, from the outside in; absent if it is the frame's own.",
      ),
    protocol: checksumProtocol,
    offset: offset.describe('Of the checksum field in the frame.'),
    found: z.int().min(0).max(0xffff).describe('The value that the frame carries.'),
    expected: z
      .int()
      .min(0)
      .max(0xffff)
      .describe('The value that would have been right for it as it went out.'),
    cause: checksumCause,
    overlooked: z
      .literal(true)
      .exactOptional()
      .describe('It came to a firewall, which looks at no checksum; absent if its receiver discards it.'),
    staleSummed: z.array(summedRange).describe('The first ones.'),
    leftOut: leftOut.exactOptional(),
  })
  .describe('A checksum that the receiver finds wrong.');

const leakGroup = z
  .strictObject({
    from: recipient.describe('Who the bytes were meant for.'),
    to: recipient.describe('Who got them.'),
    field: z.string(),
    frames: count,
    bytes: count,
    nonZeroBytes: count,
    crossRecipient: z.boolean(),
    firstFrame: count,
  })
  .describe('All leaks with the same recipients and the same field.');

const checksumGroup = z
  .strictObject({ protocol: checksumProtocol, cause: checksumCause, failures: count, firstFrame: count })
  .describe('All wrong checksums of one protocol with one cause.');

const notJudgedGroup = z
  .strictObject({
    reason: z.enum(REASON_NAMES).describe('What kind of thing is not looked into.'),
    value: count.nullable().describe('Its number, such as the EtherType; null if there is none.'),
    text: z.string().describe('The same for a person.'),
    frames: count,
    firstFrame: count,
  })
  .describe('Frames that were not judged for the same reason.');

const secretReach = z
  .strictObject({
    recipient,
    bytes: count.describe('Different bytes of the secret.'),
    totalBytes: count.describe('Each byte counted each time.'),
    frames: count.describe('Frames with bytes of the secret.'),
    firstFrame: count,
    firstFrames: z.array(count).describe('Numbers of the first 20.'),
  })
  .describe('What one recipient got of a secret.');

const secretAccount = z
  .strictObject({
    name: z.string(),
    length: count.describe('Bytes of it, all marked parts together.'),
    sentTo: z
      .array(secretReach)
      .describe("Who got bytes of it that their frame's own write wrote, who got them first first."),
    disclosedTo: z
      .array(secretReach)
      .describe('Who got stale bytes of it that were meant for somebody else, who got them first first.'),
  })
  .describe('What became of bytes that the script marks as secret.');

const totals = z
  .strictObject({
    frames: count,
    txFrames: count,
    rxFrames: count,
    delivered: count.describe('Frames whose checksums are all right, or not looked at.'),
    discarded: count.describe('Frames with a wrong checksum.'),
    unverifiable: count.describe('Frames with a checksum that cannot be judged, and no wrong one.'),
    notJudged: count.describe(
      'Frames that are not looked into, or not into all of them, and nothing else is known of.',
    ),
    bytes: count.describe('Of all frames: written, clean and leaked ones.'),
    writtenBytes: count.describe('Put there by the writer of the frame.'),
    cleanBytes: count.describe(
      'Zero since the page was new or since the driver cleared it, or the pattern that it put there instead.',
    ),
    patternedBytes: count.describe(
      'Of the clean bytes, how many hold the pattern of a device that overwrites old memory with one.',
    ),
    leakedBytes: count.describe('Stale bytes sent, whatever their value.'),
    nonZeroLeakedBytes: count,
    crossRecipientBytes: count.describe('Leaked bytes that were meant for somebody else.'),
    leakingFrames: count,
    crossRecipientFrames: count,
    checksumFailures: count,
    notAsPushed: count
      .exactOptional()
      .describe(
        'Frames whose bytes are not those that their request was pushed with; absent if there is none.',
      ),
    passedOnBytes: count
      .exactOptional()
      .describe('Leaked bytes that a firewall passed on; absent in a run with one channel.'),
    passedOnFrames: count.exactOptional().describe('The frames that they are in.'),
    leftToCard: count
      .exactOptional()
      .describe('Frames with csum_blank: their checksum is left to a network card. Absent if there is none.'),
    validated: count.exactOptional().describe('Frames with data_validated alone. Absent if there is none.'),
    segmented: count
      .exactOptional()
      .describe('Frames that their receiver is to make segments of. Absent if there is none.'),
    fixedUp: count
      .exactOptional()
      .describe(
        'Frames whose checksum their receiver sums up anew, because they are to be segmented and have no csum_blank. Absent if there is none.',
      ),
    sumsDropped: count
      .exactOptional()
      .describe(
        'Frames that are dropped for what the ring says about their checksum, or does not say. Absent if there is none.',
      ),
    flagsDropped: count
      .exactOptional()
      .describe(
        'Of these, the frames whose checksums nobody looked at: each other frame that is discarded has a wrong checksum. Absent if there is none.',
      ),
    overlooked: count
      .exactOptional()
      .describe(
        'Frames with a wrong checksum that came to a firewall, which looks at none: they are not discarded. Absent if there is none.',
      ),
  })
  .describe('Exact counts over the whole run.');

const device = z
  .strictObject({
    pagesGranted: count.describe('Pages of the transmit pool.'),
    bytesCleared: count.describe('Bytes zeroed because the release clears shared memory.'),
    bytesCopied: count.describe('Bytes copied from private buffers into shared blocks.'),
    notifications: z
      .strictObject({ frontToBack: count, backToFront: count })
      .describe('Signals on the event channel, set-up included.'),
    responsesDropped: count.describe('TX responses that a fault kept from ever being given.'),
    responsesRefused: count.describe('TX requests that a fault answered with the status ERROR.'),
    responsesDelayed: count.describe('TX responses that a fault made late.'),
    grantsRefused: count.describe('Maps and copies of granted pages that a fault had the hypervisor refuse.'),
  })
  .describe('What the device did besides carrying frames.');

const channel = z
  .strictObject({
    name: z.string().describe('The guest, or `uplink`.'),
    netfront: z.string().describe('The device that its netfront is of.'),
    netback: z.string().describe('The device that its netback is of.'),
    frames: count,
    txFrames: count,
    rxFrames: count,
    bytes: count,
    delivered: count,
    discarded: count,
    unverifiable: count,
    notJudged: count,
    leakedBytes: count,
    nonZeroLeakedBytes: count,
    crossRecipientBytes: count,
    leakingFrames: count,
    crossRecipientFrames: count,
    ownBytes: count
      .exactOptional()
      .describe(
        'That the domain of its netfront had for itself and its netback got at; absent if there are none.',
      ),
    passedOnBytes: count.describe('Bytes that leaked on other channels and were passed on over this one.'),
    passedOnFrames: count,
    leftToCard: count.exactOptional().describe('Absent if there is none, as the next ones.'),
    validated: count.exactOptional(),
    segmented: count.exactOptional(),
    fixedUp: count.exactOptional(),
    sumsDropped: count.exactOptional(),
    overlooked: count.exactOptional(),
  })
  .describe('What crossed one channel of several, counted as in `totals`.');

const firewall = z
  .strictObject({
    forwarded: count.describe('Frames that it made another of.'),
    translated: count.describe('Of these, how many got other addresses.'),
    answered: count.describe('ARP requests that it answered.'),
    dropped: count.describe('Frames that went no further.'),
    reasons: z
      .array(z.strictObject({ why: z.string(), frames: count, firstFrame: count }))
      .describe('The same by reason, most frames first.'),
  })
  .describe('What the unikernel did as a firewall between its guests.');

const note = z
  .strictObject({
    step,
    text: z.string(),
    time: z.number().min(0).describe('Virtual time of what follows it: seconds since the first step.'),
    frames: count,
    delivered: count,
    discarded: count,
    notJudged: count,
    leakedBytes: count,
  })
  .describe('A note of the script, and what crossed from it to the next one, or to the end.');

const HOSTILE_KINDS = [
  'answer',
  'respond',
  'indices',
  'read',
  'keep',
  'peek',
  'poke',
  'let go',
  'request',
  'offer',
  'change',
] as const;

const hostile = z
  .strictObject({
    count: count.describe('How many times an end did something that no honest end does.'),
    goesOn: z
      .literal(true)
      .exactOptional()
      .describe('Of a shard: the first entry goes on with what an act of the shard before came to.'),
    acts: z.array(
      z.strictObject({
        step,
        channel: z.string().exactOptional().describe('Of which channel; absent if there is one.'),
        end: z.enum(['netback', 'netfront']).describe('Who did it.'),
        kind: z.enum(HOSTILE_KINDS).describe('As the script has it.'),
        consequences: z
          .array(z.strictObject({ text: z.string(), times: count }))
          .describe('What the honest end did, or what became of it, in plain words; the first eight.'),
        leftOut: count.describe('Further consequences.'),
        frames: count.describe('That crossed before the next act, or before the end.'),
      }),
    ),
  })
  .describe('What hostile ends did and what came of it, the first 100; absent if none was hostile.');

const lost = z
  .strictObject({
    count: count.describe('Writes.'),
    entries: z
      .array(
        z.strictObject({
          step,
          channel: z.string().exactOptional().describe('Of which channel; absent if there is one.'),
          end: z.enum(['netback', 'netfront']).describe('Whose writes they are.'),
          why: z
            .enum(['stopped', 'unread', 'waited'])
            .describe(
              'stopped: they were handed over, and the other end had stopped listening; unread: the other end had not taken them; waited: they waited for a slot and a block, or for a page.',
            ),
          writes: count,
        }),
      )
      .describe('The first 100.'),
  })
  .describe('What was written and had not crossed when the run was over; absent if there is nothing.');

const extents = z
  .array(z.array(offset))
  .describe(
    'For each recipient in order, where stretches of bytes begin and end (exclusive), pair after pair.',
  );

const shard = z
  .strictObject({
    index: z.int().min(1).describe('Which shard, from 1.'),
    count: z.int().min(1).describe('Of how many.'),
    framesBefore: count.describe('Frames that crossed before; frame numbers go on from there.'),
    begin: z.string().nullable().describe('Fingerprint of the state in which the shard began.'),
    end: z.string().nullable().describe('The same where it ended: the next shard begins there.'),
    listed: count.describe('How many findings of a kind are listed at most.'),
    beforeNotes: z
      .strictObject({
        frames: count,
        delivered: count,
        discarded: count,
        notJudged: count,
        leakedBytes: count,
      })
      .describe('What crossed before the first note of the shard.'),
    secretExtents: z
      .array(z.strictObject({ sentTo: extents, disclosedTo: extents }))
      .describe('Which bytes of each secret came to whom, in the order of `secrets` and their recipients.'),
  })
  .describe('Which part of a run this is. `netchannel-sim merge` makes one report of all parts.');

const exposure = z
  .strictObject({
    frames: count.describe('Frames from netfront that netback took: so often it was looked.'),
    exposedFrames: count.describe('How many of them there was something exposed with.'),
    byteFrames: count.describe('Exposed bytes, each counted for each frame.'),
    crossRecipientByteFrames: count.describe(
      'The same of bytes that were meant for somebody else than the frame.',
    ),
    mostBytes: count.describe('The most exposed bytes at a time.'),
    mostNeverSent: count.describe('The most at a time of which netback has never been told.'),
    groups: z
      .array(
        z.strictObject({
          owner: recipient,
          place: z
            .enum(['behind the frame', 'other half of its page', 'another page'])
            .describe('Seen from the frame that netback takes.'),
          seen: z.boolean().describe('Whether netback has been told of the bytes before.'),
          frames: count,
          firstFrame: count,
          seconds: z.number().min(0).describe('How long, in virtual time, from frame to frame.'),
          byteFrames: count,
          crossRecipientByteFrames: count,
          mostBytes: count,
        }),
      )
      .describe('By owner, place, and whether they were seen before; most first.'),
    secrets: z.array(
      z.strictObject({
        name: z.string(),
        length: count,
        bytes: count.describe('Different bytes of it that were exposed.'),
        frames: count,
        firstFrame: count.nullable(),
        neverSentBytes: count.describe('Different bytes of it that netback had not been told of then.'),
      }),
    ),
  })
  .describe(
    'What netback could read through grants when it took a frame, and no request told of; absent unless it was looked at.',
  );

/** The JSON report, version 1. A field that goes or changes its meaning makes a new version; a new one does not. */
export const jsonReportSchema = z
  .strictObject({
    version: z.literal(1),
    headline: z.string().describe('What happened, in plain words.'),
    capture: z
      .strictObject({
        file: z.string().nullable().describe('As the user named it; null for standard output or none.'),
        packets: count,
        bytes: count,
        taken: z
          .literal(false)
          .optional()
          .describe('There if whoever was to read it left, or read no more, before the end.'),
      })
      .nullable()
      .describe('Where the frames went; null if nowhere.'),
    script: z.strictObject({ name: z.string(), file: z.string(), description: z.string() }),
    release: z.string().describe('Of netchannel.'),
    seed: count.max(0xffff_ffff).describe('Decides all filler.'),
    complete: z.boolean().describe('False if the run was stopped early.'),
    steps: z
      .array(
        z.strictObject({
          index: count,
          label: z.string(),
          line: count.describe('In the script, from 1; 0 for a step that did not come from a file.'),
          file: z
            .string()
            .exactOptional()
            .describe('The included script that it stands in; the script itself if absent.'),
          packet: count
            .exactOptional()
            .describe('Number of a packet of a capture that is replayed, from 1, as Wireshark counts.'),
        }),
      )
      .describe('Where the steps stand in the script.'),
    names: z
      .record(z.string(), z.string())
      .describe("Addresses, and the script's names of the hosts that they belong to."),
    stepsTaken: count.describe('Repetitions included.'),
    writes: count,
    blockedWrites: count.describe('Writes that had to wait for a ring slot or for the write before them.'),
    totals,
    notJudgedReasons: z
      .array(notJudgedGroup)
      .describe('Why frames were not judged, most frames first; the 65th reason and those after it are one.'),
    checksumGroups: z.array(checksumGroup),
    checksumFailures: z
      .array(checksumFailure)
      .describe('The first ones; `totals.checksumFailures` counts all.'),
    channels: z
      .array(channel)
      .exactOptional()
      .describe(
        'Those of guests, in the order of the script, then `uplink`; absent in a run with one channel.',
      ),
    firewall: firewall.exactOptional(),
    leakGroups: z.array(leakGroup).describe('Most bytes first.'),
    leaks: z.array(leak).describe('The first ones; `totals.leakingFrames` counts all.'),
    largestLeak: leak
      .nullable()
      .describe(
        "Of all: most bytes of somebody else's that are not zero, then most of somebody else's, then most that are not zero; null if there is none.",
      ),
    frames: z.array(frame).describe('The first that crossed; `totals.frames` counts all.'),
    secrets: z.array(secretAccount).describe('In the order of the script.'),
    errors: z
      .array(z.strictObject({ step, message: z.string() }))
      .describe(
        'Writes of which nothing was sent, ends that stopped listening, and answers that nobody waits for, the first ones; `errorCount` counts all.',
      ),
    errorCount: count,
    endErrorCount: count
      .exactOptional()
      .describe("Of all errors, those that are no write's; absent if there are none."),
    lost: lost.exactOptional(),
    device,
    exposure: exposure.exactOptional(),
    expectations: expectationsSchema,
    notes: z.array(note).describe('The first 100; `noteCount` counts all.'),
    noteCount: count,
    hostile: hostile.exactOptional(),
    ownBytes: count
      .exactOptional()
      .describe("Bytes of the unikernel's own pages that netback read or changed; absent if none."),
    shard: shard.exactOptional().describe('Absent for a whole run.'),
  })
  .describe('What a run of netchannel-sim found.');

export type JsonReport = z.output<typeof jsonReportSchema>;
