import { z } from 'zod';
import { expected, hex, integer, text } from './scalar.ts';

/** The longest payload of any step: that of a raw frame. */
export const LONGEST_PAYLOAD = 524_288;

const PARTS = ['text', 'hex', 'size'] as const;

const payloadRecord = z
  .strictObject({
    text: text('text in quotes').optional().describe('Bytes of this text in UTF-8.'),
    hex: hex
      .optional()
      .describe('Bytes as pairs of hexadecimal digits; white space between pairs is ignored.'),
    size: integer('a number of bytes', 0, LONGEST_PAYLOAD)
      .optional()
      .describe("That many bytes of filler, which the script's seed decides; others in each repetition."),
  })
  .refine((value) => PARTS.filter((key) => value[key] !== undefined).length === 1, {
    error: 'Payload needs exactly one of "text", "hex" and "size"',
  });

const part = z.union(
  [z.string(), payloadRecord],
  expected('text in quotes, {text: …}, {hex: …} or {size: …}'),
);

/** Bytes that a packet carries. */
export const payload = z
  .union(
    [z.string(), payloadRecord, z.array(part)],
    expected('text in quotes, {text: …}, {hex: …}, {size: …} or a list of these'),
  )
  .describe('Text, or {text}, {hex} or {size}, or a list of these one after another.');

/** @see payload */
export type PayloadInput = z.output<typeof payload>;
export type PayloadPart = z.output<typeof part>;
