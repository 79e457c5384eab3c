import { z } from 'zod';
import { parseIpv4 } from '../../wire/address.ts';
import { habits } from './checksums.ts';
import { device } from './device.ts';
import { once } from './once.ts';
import { oneOf } from './one-of.ts';
import { expected, mac, party, port, text } from './scalar.ts';

const IPV4 = 'an IPv4 address such as "10.137.0.5"';
const GUEST_NAME = 'a guest name of letters, digits, "-", "_" and ".", a letter first';
const PARTIES = 'a host, a guest or an address, or a list of these';

/** What the unikernel's own channel is called beside those of its guests. */
const TAKEN = ['unikernel', 'uplink'];

export const guest = once(() =>
  z
    .strictObject({
      ip: text(IPV4)
        .refine((value) => parseIpv4(value) !== undefined, expected(IPV4))
        .describe('IPv4 address.'),
      mac: mac.optional().describe('MAC address; made from the IPv4 address if absent.'),
      device: device()
        .optional()
        .describe(
          'What its netfront is of: a release or a remedy, or one by its axes. That of the script if absent. Its netback is the unikernel.',
        ),
      checksums: habits()
        .optional()
        .describe('What it does about checksums; as "checksums" of the script says of guests if absent.'),
    })
    .describe('A guest behind the unikernel.'),
);

const guestName = once(() =>
  z
    .string()
    .regex(/^[A-Za-z][\w.-]{0,63}$/, expected(GUEST_NAME))
    .refine((name) => !TAKEN.includes(name), {
      error: `Guest name is taken: ${TAKEN.map((name) => `"${name}"`).join(' and ')} mean something else`,
    }),
);

/** The guests that the unikernel serves. */
export const guests = once(() =>
  z
    .record(guestName(), guest(), expected('a mapping of guest names'))
    .refine((value) => Object.keys(value).length > 0, expected('at least one guest'))
    .refine((value) => Object.keys(value).length <= MOST_GUESTS, expected(`at most ${MOST_GUESTS} guests`))
    .describe(
      'Guests behind the unikernel, by name, each with a network device of its own: the unikernel is the netback of each, and a firewall between them and the hosts behind its own device, the uplink.',
    ),
);

/** Each has pages and pools of its own. */
const MOST_GUESTS = 16;

const parties = (what: string) =>
  z
    .union([party, z.array(party, expected(PARTIES)).min(1, expected(PARTIES))], expected(PARTIES))
    .optional()
    .describe(what);

const rule = once(() =>
  z.strictObject({
    from: parties('Who sends it; anyone if absent.'),
    to: parties('Who it is for; anyone if absent.'),
    protocol: oneOf('protocol', ['udp', 'tcp', 'icmp']).optional().describe('Any if absent.'),
    port: port.optional().describe('Destination port, of UDP or TCP; any if absent.'),
    action: oneOf('action', ['accept', 'nat', 'drop']).describe(
      "What becomes of it: it goes on as it is, or with the unikernel's address, so that answers come back, or not at all.",
    ),
  }),
);

/** What the unikernel does between its guests. */
export const firewall = once(() =>
  z
    .strictObject({
      rules: z
        .array(rule(), expected('a list of rules {from: …, to: …, action: …}'))
        .max(1000, expected('at most 1000 rules'))
        .default([])
        .describe(
          'The first rule that is about a packet decides. What no rule is about: guests reach hosts, with the address of the unikernel, and not each other; hosts reach no guest that has not asked.',
        ),
      validated: z
        .boolean(expected('true or false'))
        .default(false)
        .describe(
          'Whether the ring says data_validated of what it forwards, as is proposed upstream (mirage-net-xen #126). No release does.',
        ),
    })
    .describe('What the unikernel does between its guests and the hosts; needs "guests".'),
);

export type GuestsInput = z.output<ReturnType<typeof guests>>;
export type FirewallInput = z.output<ReturnType<typeof firewall>>;
