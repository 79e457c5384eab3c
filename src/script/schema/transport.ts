import { z } from 'zod';
import { once } from './once.ts';
import { payload } from './payload.ts';
import { expected, hex, integer, port, text } from './scalar.ts';

const word16 = (what: string) => integer(what, 0, 0xffff);
const word32 = (what: string) => integer(what, 0, 0xffff_ffff);

/** What UDP and TCP share, with the port that a script need not choose. */
const ports = once(() => ({
  from_port: port.default(49_152).describe('Source port.'),
  to_port: port.describe('Destination port.'),
}));

const optionalPayload = once(() => payload.default(''));

const OPTION_KEYS = ['mss', 'wscale', 'sack', 'timestamp', 'unknown'] as const;

const sackBlock = once(() =>
  z.tuple(
    [word32('a left edge'), word32('a right edge')],
    expected('a pair of sequence numbers [left, right]'),
  ),
);

/** One TCP option (RFC 9293, 3.1): a bare name, or a mapping with the name as its only key. */
const tcpOption = once(() =>
  z.union(
    [
      z.literal(['nop', 'sack_ok']),
      z
        .strictObject({
          mss: word16('a segment size').optional().describe('Maximum segment size.'),
          wscale: integer('a shift count', 0, 255).optional().describe('Window scale (RFC 7323).'),
          sack: z
            .array(sackBlock(), expected('a list of pairs [left, right]'))
            .optional()
            .describe('Blocks received (RFC 2018).'),
          timestamp: z
            .strictObject({
              val: word32('a timestamp').describe('TSval.'),
              ecr: word32('a timestamp').default(0).describe('TSecr.'),
            })
            .optional()
            .describe('Timestamps (RFC 7323).'),
          unknown: z
            .strictObject({
              code: integer('an option code', 0, 255).describe('The kind, as a number.'),
              data: hex.default('').describe('What follows the length.'),
            })
            .optional()
            .describe('Any other option.'),
        })
        .refine((value) => OPTION_KEYS.filter((key) => value[key] !== undefined).length === 1, {
          error: 'TCP option needs exactly one of "mss", "wscale", "sack", "timestamp" and "unknown"',
        })
        .meta({ minProperties: 1 }),
    ],
    expected('nop, sack_ok, {mss: …}, {wscale: …}, {sack: …}, {timestamp: …} or {unknown: …}'),
  ),
);

function flags(letters: string) {
  const message = expected(`a string of the flags ${letters}`);
  return text(`a string of the flags ${letters}`).regex(new RegExp(`^[${letters}]*$`), message);
}

function tcpFields(letters: string) {
  return {
    ...ports(),
    seq: word32('a sequence number').default(0).describe('Sequence number.'),
    ack: word32('an acknowledgement number')
      .optional()
      .describe('Acknowledgement number; sets the flag A. 0 if absent.'),
    flags: flags(letters).default('A').describe(`Flags, some of ${letters}.`),
    window: word16('a window').default(65_535).describe('Window, not scaled.'),
    options: z
      .array(tcpOption(), expected('a list of TCP options'))
      .default([])
      .describe('TCP options in wire order; padded with zeros.'),
    payload: optionalPayload(),
  };
}

export const udpFields = once(() => ({ ...ports(), payload: optionalPayload() }));

/** The stack's own TCP knows no urgent pointer. */
export const tcpOutputFields = once(() => tcpFields('SAFRP'));

/** What a NAT forwards may have any flag. */
export const tcpNatFields = once(() => tcpFields('SAFRPU'));

export const echoFields = once(() => ({
  id: word16('an identifier').default(0).describe('Identifier.'),
  seq: word16('a sequence number').default(0).describe('Sequence number.'),
  payload: optionalPayload(),
}));

export type TcpOptionInput = z.output<ReturnType<typeof tcpOption>>;
