import { z } from 'zod';
import { RELEASE_NAMES } from '../../netchannel/releases.ts';
import { parseIpv4, parseIpv6 } from '../../wire/address.ts';
import { MOST_MTU } from '../script.ts';
import { parseEpoch } from '../time.ts';
import { checksums } from './checksums.ts';
import { device } from './device.ts';
import { runExpect } from './expect.ts';
import { firewall, guests } from './guests.ts';
import { headInclude } from './include.ts';
import { once } from './once.ts';
import { duration, expected, integer, mac, rate, text } from './scalar.ts';
import { placeholders, type Steps } from './step-list.ts';
import { vars } from './vars.ts';

const IPV4 = 'an IPv4 address such as "10.0.0.10"';
const IPV6 = 'an IPv6 address such as "fe80::1"';

const EPOCH = 'a time such as 2019-03-21T00:00:00Z, from 1970 to 2106';
const POLL = 'each, manual, {every: …} or {after: …}';

const ip = text(IPV4).refine((value) => parseIpv4(value) !== undefined, expected(IPV4));
const ip6 = text(IPV6).refine((value) => parseIpv6(value) !== undefined, expected(IPV6));

const unikernel = z
  .strictObject({
    mac: mac.optional().describe('MAC address; 00:16:3e:00:00:01 if absent.'),
    ip: ip.optional().describe('IPv4 address; 10.0.0.1 if absent.'),
    ip6: ip6
      .optional()
      .describe('IPv6 address; the link-local one that follows from the MAC address if absent.'),
  })
  .describe('The guest itself.');

export const host = z
  .strictObject({
    ip: ip.describe('IPv4 address.'),
    mac: mac.optional().describe('MAC address; made from the IPv4 address if absent.'),
    ip6: ip6
      .optional()
      .describe('IPv6 address; the link-local one that follows from the MAC address if absent.'),
  })
  .describe('A machine on the other side of the channel.');

const HOST_NAME = 'a host name of letters, digits, "-", "_" and ".", a letter first';

const hostName = z
  .string()
  .regex(/^[A-Za-z][\w.-]{0,63}$/, expected(HOST_NAME))
  .refine((name) => name !== 'unikernel', { error: 'Host name "unikernel" means the guest itself' });

const pollTimes = z
  .strictObject({
    every: integer('a number of steps', 1, 1_000_000_000).optional().describe('After every so many steps.'),
    after: duration
      .optional()
      .describe('So much virtual time after the first write since the last poll, which notifies netback.'),
  })
  .refine(({ every, after }) => (every === undefined) !== (after === undefined), {
    error: 'Expected either {every: …} or {after: …}',
  })
  .meta({ minProperties: 1 });

const link = once(() =>
  z
    .strictObject({
      rate: rate
        .optional()
        .describe(
          'How fast frames are sent, one after the other: 8 bits for each of its bytes, and nothing between them; no time at all if absent.',
        ),
      latency: duration.optional().describe('How long they are under way after that; 0 if absent.'),
    })
    .describe(
      'What is between netback and the others, each direction on its own: timestamps are when the receiver has the frame.',
    ),
);

/** The keys of a script. */
const members = {
  name: () =>
    text('a name in quotes')
      .min(1, expected('a name'))
      .optional()
      .describe("Title; the file's name if absent."),
  description: () => text('text').default('').describe('What it shows.'),
  release: () =>
    z
      .enum(RELEASE_NAMES, expected(`one of ${RELEASE_NAMES.join(', ')}`))
      .optional()
      .describe('The release of netchannel that it runs under unless told otherwise.'),
  device: () => device().optional(),
  seed: () => integer('a seed', 0, 0xffff_ffff).default(1).describe('Decides all filler.'),
  mtu: () => integer('an MTU', 68, MOST_MTU).default(1500).describe('Largest IP packet, in bytes.'),
  epoch: () =>
    text(EPOCH)
      .refine((value) => parseEpoch(value) !== undefined, expected(EPOCH))
      .default('2019-03-21T00:00:00Z')
      .describe('Virtual time of the first step.'),
  interval: () => duration.default('1ms').describe('Virtual time from one step to the next.'),
  poll: () =>
    z
      .union([z.literal(['each', 'manual']), pollTimes], expected(POLL))
      .default('each')
      .describe(
        'When netback and netfront handle what is pending: after each step, after every so many, some time after a write, or only at poll steps. Unless manual, also once at the end.',
      ),
  link: () => link().optional(),
  checksums: () => checksums().optional(),
  include: () => headInclude().optional(),
  vars: () => vars.default({}),
  expect: () => runExpect().optional(),
  unikernel: () => unikernel.default({}),
  hosts: () =>
    z
      .record(hostName, host, expected('a mapping of host names'))
      .default({})
      .describe(
        'The others, by name; a name may stand wherever an address may. To reports, all addresses of one are one recipient.',
      ),
  guests: () => guests().optional(),
  firewall: () => firewall().optional(),
  steps: (steps: Steps) => steps().describe('What happens, in order.'),
};

type MemberKey = keyof typeof members;
type Members = { [Key in MemberKey]: ReturnType<(typeof members)[Key]> };

/** Without them a script says nothing, not even by default. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'name',
  'release',
  'device',
  'link',
  'checksums',
  'include',
  'expect',
  'guests',
  'firewall',
]);

export const MEMBER_KEYS = Object.keys(members) as readonly MemberKey[];

/**
 * The schema of scripts.
 * @param keys - that it knows of
 */
export function scriptOf(keys: readonly MemberKey[], steps: Steps) {
  const made = Object.fromEntries(keys.map((key) => [key, members[key](steps)]));
  // What has no schema here is not there: undefined, as it may be.
  return z.strictObject(made as Members).describe('A workload for the emulated netchannel device.');
}

/**
 * A schema that says of `root` all that the schema of scripts says, but has only placeholders for steps, and knows of no
 * key that it need not.
 */
export function headFor(root: object): ReturnType<typeof scriptOf> {
  // Whoever misspells a key is to hear of all that there are.
  const isSpelt = Object.keys(root).every((key) => Object.hasOwn(members, key));
  const isNeeded = (key: MemberKey): boolean => !OPTIONAL.has(key) || Object.hasOwn(root, key);
  return scriptOf(isSpelt ? MEMBER_KEYS.filter(isNeeded) : MEMBER_KEYS, placeholders);
}

export type ScriptInput = z.output<ReturnType<typeof scriptOf>>;
export type HostInput = z.output<typeof host>;
