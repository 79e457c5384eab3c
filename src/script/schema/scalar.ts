import { z } from 'zod';
import { parseMac } from '../../wire/address.ts';
import { parseDuration, parseRate } from '../time.ts';
import { hexToBytes } from './hex.ts';

/*
 * Messages that begin with "Expected" are completed with what was found (src/script/schema-problems.ts).
 */

/** @returns the message of a schema whose values are `what` */
export function expected(what: string): { error: string } {
  return { error: `Expected ${what}` };
}

const NUMERAL = /^(0x[0-9a-fA-F]{1,12}|[0-9]{1,15})$/;

const toNumber = z.transform(Number);

/** An integer, or its numeral in a string: "0x1c46". */
export function integer(what: string, min: number, max: number) {
  const message = expected(`${what} (${min} to ${max})`);
  const inRange = (value: string): boolean => Number(value) >= min && Number(value) <= max;
  // With check() and pipe(), because each link of a chain is a schema more to make, and integers are everywhere.
  const number = z.int(message).check(z.gte(min, message), z.lte(max, message));
  const numeral = z.string(message).check(z.regex(NUMERAL, message), z.refine(inRange, message));
  return z.union([number, numeral], message).pipe(toNumber);
}

export const port = integer('a port', 0, 0xffff);

/** Text of any length, which YAML may take for a number unless it is quoted. */
export function text(what: string) {
  return z.string(expected(what));
}

/** A host's name or an address: looked up when the names are known. */
export const party = text('a host name or an address').min(1, expected('a host name or an address'));

const MAC = 'a MAC address such as "00:16:3e:00:00:0a"';

/** A MAC address, where no host name will do. */
export const mac = text(MAC).refine((value) => parseMac(value) !== undefined, expected(MAC));

const DURATION = 'a duration such as 1ms, 250us or 2s';

/** Virtual time. */
export const duration = text(DURATION).refine(
  (value) => parseDuration(value) !== undefined,
  expected(DURATION),
);

const RATE = 'a rate such as 10kbit, 100Mbit or 1Gbit, from 1bit to 1000Gbit';

/** Bits per second. */
export const rate = text(RATE).refine((value) => parseRate(value) !== undefined, expected(RATE));

/** true or false; in a string, too, because a variable may stand for it. */
export const flag = z
  .union([z.boolean(), z.literal(['true', 'false'])], expected('true or false'))
  .transform((value) => value === true || value === 'true');

export const hex = text('pairs of hexadecimal digits in quotes').refine(
  (value) => hexToBytes(value) !== undefined,
  expected('pairs of hexadecimal digits'),
);
