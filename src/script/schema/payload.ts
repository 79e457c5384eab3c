import { z } from 'zod';
import { LONGEST_PAYLOAD } from '../payload.ts';
import { base64ToBytes } from './base64.ts';
import { hexToBytes } from './hex.ts';
import { expected, hex, integer, text } from './scalar.ts';

const KINDS = ['text', 'hex', 'base64', 'pattern', 'counter', 'random', 'file', 'size'] as const;
const FORMS = '{text: …}, {hex: …}, {base64: …}, {pattern: …, size: …}, {counter: …}, {file: …} or {size: …}';

const BASE64 = 'base64 in quotes';
const PATTERN = 'text in quotes or {hex: …}';

const base64 = text(BASE64).refine((value) => base64ToBytes(value) !== undefined, expected('base64'));

const pattern = z.union(
  [
    text(PATTERN).min(1, expected('a pattern of at least one byte')),
    z.strictObject({
      hex: hex
        .refine(
          (value) => hexToBytes(value)?.length !== 0,
          expected('at least one pair of hexadecimal digits'),
        )
        .describe('Bytes as pairs of hexadecimal digits.'),
    }),
  ],
  expected(PATTERN),
);

/** What a secret may be called. */
const SECRET_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const SECRET = 'a name of up to 64 letters, digits, "-" and "_", a letter first';

const payloadRecord = z
  .strictObject({
    text: text('text in quotes').optional().describe('Bytes of this text in UTF-8.'),
    hex: hex
      .optional()
      .describe('Bytes as pairs of hexadecimal digits; white space between pairs is ignored.'),
    base64: base64
      .optional()
      .describe('Bytes in base64 (RFC 4648, 4), padded or not; white space is ignored.'),
    pattern: pattern.optional().describe('Text, or {hex}, again and again, cut to "size" bytes.'),
    counter: integer('a number of bytes', 1, LONGEST_PAYLOAD)
      .optional()
      .describe('How often the step has been taken before, as a big-endian number of that many bytes.'),
    random: integer('a number of bytes', 0, LONGEST_PAYLOAD).optional().describe('The same as "size" alone.'),
    file: text('a file name in quotes')
      .min(1, expected('a file name in quotes'))
      .optional()
      .describe(
        `Bytes of that file, relative to the script that this stands in; it may have ${LONGEST_PAYLOAD}.`,
      ),
    offset: integer('an offset in bytes', 0, LONGEST_PAYLOAD)
      .optional()
      .describe('Where in "file" they begin; 0 if absent.'),
    size: integer('a number of bytes', 0, LONGEST_PAYLOAD)
      .optional()
      .describe(
        'That many bytes of filler, which the script\'s seed decides, others in each repetition; with "pattern" or "file", that many bytes of it.',
      ),
    secret: text(SECRET)
      .regex(SECRET_NAME, expected(SECRET))
      .optional()
      .describe(
        'Makes the bytes part of the secret of this name, of which the report tells who got it. Parts with one name, wherever they stand, are one secret, in the order of the script; the same bytes again are the same part.',
      ),
  })
  .superRefine((value, context) => {
    const given = KINDS.filter((key) => value[key] !== undefined);
    if (value.offset !== undefined && value.file === undefined) {
      context.addIssue({ code: 'custom', message: 'Payload with "offset" needs "file" too' });
    }
    const isCut = value.pattern !== undefined || value.file !== undefined;
    if (
      (isCut && given.length === 2 && value.size !== undefined) ||
      (given.length === 1 && value.pattern === undefined)
    )
      return;
    const message =
      given.length === 1
        ? 'Payload with "pattern" needs "size" too'
        : 'Payload needs exactly one of "text", "hex", "base64", "pattern", "counter", "random", "file" and "size"';
    context.addIssue({ code: 'custom', message });
  });

const part = z.union([z.string(), payloadRecord], expected(`text in quotes, ${FORMS}`));

/** Bytes that a packet carries. */
export const payload = z
  .union([z.string(), payloadRecord, z.array(part)], expected(`text in quotes, ${FORMS}, or a list of these`))
  .describe(`Text, or ${FORMS}, or a list of these one after another.`);

/** @see payload */
export type PayloadInput = z.output<typeof payload>;
export type PayloadPart = z.output<typeof part>;
export type PayloadRecord = z.output<typeof payloadRecord>;
