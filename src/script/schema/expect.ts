import { z } from 'zod';
import { DEVICE_NAMES, OWN_DEVICE } from '../../netchannel/devices.ts';
import { CHECKSUM_NAMES, VERDICT_NAMES } from '../../wire/checksum-status.ts';
import { CHECKSUM_CAUSES, RUN_COUNT_KEYS, STEP_EXPECT_KEYS } from '../expectation.ts';
import { LONGEST_PAYLOAD } from '../payload.ts';
import { base64ToBytes } from './base64.ts';
import { once } from './once.ts';
import { oneOf, someOf } from './one-of.ts';
import { expected, hex, integer, party, text } from './scalar.ts';

/** As large as a count can get, and small enough for a numeral in quotes. */
const MOST = 999_999_999_999_999;

const AMOUNT = 'none, some, a number or {min: …, max: …}';

const amount = once(() =>
  z.union(
    [
      z.literal(['none', 'some']),
      integer('a number', 0, MOST),
      z
        .strictObject({
          min: integer('a number', 0, MOST).optional().describe('At least so many.'),
          max: integer('a number', 0, MOST).optional().describe('At most so many.'),
        })
        .superRefine(({ min, max }, context) => {
          if (min === undefined && max === undefined) {
            context.addIssue({ code: 'custom', message: 'Range needs "min", "max" or both' });
          } else if (min !== undefined && max !== undefined && min > max) {
            context.addIssue({
              code: 'custom',
              message: `Range is empty: "min" ${min} is above "max" ${max}`,
            });
          }
        }),
    ],
    expected(AMOUNT),
  ),
);

const release = once(() =>
  someOf('release', [...DEVICE_NAMES, OWN_DEVICE])
    .optional()
    .describe('The release or other device, or several, that it is for; every one if absent.'),
);

const base64 = once(() =>
  text('base64 in quotes').refine((value) => base64ToBytes(value) !== undefined, expected('base64')),
);

const BYTES = '{at: …, hex: …}, with text or base64 instead of hex, or a list of these';

const bytesAt = once(() =>
  z
    .strictObject({
      at: integer('an offset', 0, LONGEST_PAYLOAD).describe('Offset in the frame of the first byte.'),
      text: text('text in quotes')
        .min(1, expected('at least one character'))
        .optional()
        .describe('In UTF-8.'),
      hex: hex.min(1, expected('at least one byte')).optional().describe('Pairs of hexadecimal digits.'),
      base64: base64().optional().describe('Base64 (RFC 4648, 4).'),
    })
    .superRefine((value, context) => {
      if ([value.text, value.hex, value.base64].filter((form) => form !== undefined).length === 1) return;
      const message = 'Bytes need exactly one of "text", "hex" and "base64"';
      context.addIssue({ code: 'custom', message });
    }),
);

const ERROR = 'text that the error contains, in quotes, or true';

const stepMapping = once(() =>
  z
    .strictObject({
      release: release(),
      verdict: oneOf('verdict', VERDICT_NAMES)
        .optional()
        .describe(
          'What the receiver does with each frame of the step; unverifiable: it cannot tell; not-judged: not all of it is looked into.',
        ),
      because: someOf('checksum', CHECKSUM_NAMES)
        .optional()
        .describe('Which checksums of each frame are wrong: these, and no others.'),
      cause: oneOf('cause', CHECKSUM_CAUSES)
        .optional()
        .describe(
          'Why they are wrong: stale-memory was summed into them, the writer gets them wrong on clean memory too, or they are left-to-card, and their receiver does not read that.',
        ),
      leaks: amount().optional().describe('Stale bytes in each frame.'),
      bytes: z
        .union([bytesAt(), z.array(bytesAt()).min(1, expected(BYTES))], expected(BYTES))
        .optional()
        .describe('What stands in each frame at an offset.'),
      length: integer('a number of bytes', 0, LONGEST_PAYLOAD)
        .optional()
        .describe('Bytes in each frame, the Ethernet header included.'),
      frames: amount()
        .optional()
        .describe(
          'How many frames cross for each time that the step is taken. If absent, and no error is expected, at least one must have crossed by the end.',
        ),
      error: z
        .union([z.literal(true), text(ERROR).min(1, expected(ERROR))], expected(ERROR))
        .optional()
        .describe(
          'The write fails, with an error that contains this text; `true` or `some`: with any error.',
        ),
    })
    .superRefine((value, context) => {
      if (STEP_EXPECT_KEYS.some((key) => value[key] !== undefined)) return;
      const message = `Expectation says nothing: give it one of ${STEP_EXPECT_KEYS.join(', ')}`;
      context.addIssue({ code: 'custom', message });
    }),
);

/** What is expected of a step that sends or receives. */
export const stepExpect = once(() =>
  z
    .union(
      [stepMapping(), z.array(stepMapping()).min(1, expected('at least one expectation'))],
      expected('an expectation such as {leaks: none}, or a list of them'),
    )
    .describe(
      'What must be true of the frames that the step sends or receives: a mapping, or a list of them.',
    ),
);

const HOSTS = 'a host, or a list of hosts';

const disclosure = once(() =>
  z.strictObject({
    to: z
      .union([party, z.array(party, expected(HOSTS)).min(1, expected(HOSTS))], expected(HOSTS))
      .describe('The hosts that stale bytes of it reach: these, and no others.'),
    bytes: amount().optional().describe('How many different bytes of it each of them gets; some if absent.'),
  }),
);

const SECRET = 'kept or {to: …, bytes: …}';

const count = (what: string) => amount().optional().describe(what);

const runMapping = once(() =>
  z
    .strictObject({
      release: release(),
      channel: text('the name of a guest, or uplink')
        .optional()
        .describe('The guest whose channel is counted alone, or `uplink`; all channels together if absent.'),
      frames: count('Frames that cross.'),
      delivered: count('Frames whose checksums are all right.'),
      discarded: count('Frames with a wrong checksum.'),
      unverifiable: count('Frames with a checksum that nobody can judge.'),
      not_judged: count('Frames that are not looked into, or not into all of them.'),
      leaked: count('Stale bytes that are sent.'),
      cross_recipient: count('Stale bytes that were meant for somebody else.'),
      checksum_failures: count('Wrong checksums.'),
      not_as_pushed: count(
        'Frames that are not what their request was pushed with, because their block was filled again too early.',
      ),
      left_to_card: count('Frames whose checksum is left to the network card (csum_blank).'),
      segmented: count('Frames that their receiver is to make segments of.'),
      fixed_up: count('Frames whose checksum their receiver sums up anew, because they are to be segmented.'),
      sums_dropped: count(
        'Frames that are dropped for what the ring says about their checksum, or does not say.',
      ),
      overlooked: count('Frames with a wrong checksum that come to a firewall, which looks at none.'),
      own_bytes: count("Bytes of the unikernel's own pages that netback read or changed."),
      exposed: count(
        'The most bytes at a time that netback could read, and was not told of, when it took a frame.',
      ),
      errors: count('Writes that fail.'),
      blocked: count('Writes that have to wait.'),
      passed_on: count('Stale bytes of a guest that the firewall passes on in frames of its own.'),
      dropped: count('Frames that the firewall drops.'),
      secrets: z
        .record(
          text('the name of a secret'),
          z
            .union([z.literal('kept'), disclosure()], expected(SECRET))
            .describe('What becomes of the secret of that name.'),
          expected('a mapping of names of secrets'),
        )
        .optional()
        .describe(
          'Secrets by name: `kept` if nobody gets a stale byte of it whom it was not meant for, else a mapping.',
        ),
    })
    .superRefine((value, context) => {
      if (value.secrets !== undefined || RUN_COUNT_KEYS.some((key) => value[key] !== undefined)) return;
      const message = `Expectation says nothing: give it one of ${RUN_COUNT_KEYS.join(', ')}, secrets`;
      context.addIssue({ code: 'custom', message });
    }),
);

/** What is expected of a whole run. */
export const runExpect = once(() =>
  z
    .union(
      [runMapping(), z.array(runMapping()).min(1, expected('at least one expectation'))],
      expected('an expectation such as {leaked: none}, or a list of them'),
    )
    .describe('What must be true of the run as a whole, once it has ended: a mapping, or a list of them.'),
);

export type AmountInput = z.output<ReturnType<typeof amount>>;
export type StepExpectInput = z.output<ReturnType<typeof stepExpect>>;
export type StepMapping = z.output<ReturnType<typeof stepMapping>>;
export type RunExpectInput = z.output<ReturnType<typeof runExpect>>;
export type RunMapping = z.output<ReturnType<typeof runMapping>>;
