import { z } from 'zod';
import { dhcpExchange, natFlow, tcpConversation, udpExchange } from './conversation.ts';
import { stepExpect } from './expect.ts';
import { fault } from './fault.ts';
import { hostile } from './hostile.ts';
import { include } from './include.ts';
import { once } from './once.ts';
import { arp, dhcp, na6, nat, ns6, ping, pong, pong6, raw, receive, rs6, tcp, udp } from './packet.ts';
import { duration, expected, integer, text } from './scalar.ts';
import { listOf, placeholders, type Steps } from './step-list.ts';
import { variableName } from './vars.ts';

/** What a step can do, by its key. A new kind of step is a new entry here and a maker in src/script/compile. */
const actions = {
  udp: () => udp().optional(),
  tcp: () => tcp().optional(),
  ping: () => ping().optional(),
  pong: () => pong().optional(),
  arp: () => arp().optional(),
  dhcp: () => dhcp().optional(),
  nat: () => nat().optional(),
  ns6: () => ns6().optional(),
  na6: () => na6().optional(),
  rs6: () =>
    rs6()
      .nullable()
      .optional()
      .describe(rs6().description ?? ''),
  pong6: () => pong6().optional(),
  raw: () => raw().optional(),
  receive: () => receive().optional(),
  tcp_conversation: () => tcpConversation().optional(),
  udp_exchange: () => udpExchange().optional(),
  dhcp_exchange: () => dhcpExchange().optional(),
  nat_flow: () => natFlow().optional(),
  poll: () =>
    z
      .union(
        [z.strictObject({}), z.literal(['netback', 'netfront'])],
        expected('netback, netfront, or nothing for both'),
      )
      .nullable()
      .optional()
      .describe(
        'Lets netback, then netfront, handle what is pending, until neither has anything; or one of them once.',
      ),
  wait: () => duration.optional().describe('Virtual time that goes by.'),
  include: () => include().optional(),
  note: () => text('text in quotes').optional().describe('Tells the reader something; nothing happens.'),
  fault: () => fault().optional(),
  hostile: () => hostile().optional(),
  own_page: () =>
    z
      .strictObject({
        data: text('text in quotes')
          .min(1, expected('1 to 1000 characters'))
          .max(1000, expected('1 to 1000 characters'))
          .describe('What it writes there, from byte 2048 on.'),
      })
      .optional()
      .describe('The unikernel takes a page for something of its own, which it shares with nobody.'),
  repeat: (steps: Steps) => repeat(steps).optional(),
  choice: (steps: Steps) => choice(steps).optional(),
};

/** What goes with an action. */
const companions = {
  name: () => text('a name in quotes').optional().describe('A label for the report.'),
  guest: () =>
    text('the name of a guest')
      .optional()
      .describe(
        'Which guest of the script sends the packet, takes the page, or at whose channel the fault is or the hostile act is done; the unikernel and its uplink if absent.',
      ),
  expect: () => stepExpect().optional(),
  after: () =>
    duration
      .optional()
      .describe(
        'Virtual time since the step before it began, instead of the interval; waits and notes are no steps here. At once, if that is past.',
      ),
  at: () =>
    duration
      .optional()
      .describe('Virtual time since the start of the run at which it is taken; at once, if that is past.'),
};

const members = { ...companions, ...actions };
type MemberKey = keyof typeof members;
type Members = { [Key in MemberKey]: ReturnType<(typeof members)[Key]> };

export type ActionKey = keyof typeof actions;

/** Every key that can say what a step does. */
export const ACTION_KEYS = Object.keys(actions) as readonly ActionKey[];

/** Every key that can go with an action. */
export const COMPANION_KEYS = Object.keys(companions) as readonly (keyof typeof companions)[];

/** A repeat, the steps in it not looked at: the loader checks them one by one. */
export interface RepeatInput {
  count: number;
  as?: string | undefined;
  every?: string | undefined;
  steps: unknown[];
}

/** One of the alternatives of a choice, the steps in it not looked at either. */
export interface AlternativeInput {
  weight: number;
  steps: unknown[];
}

/** @param steps - of what is repeated or chosen */
function stepOf(keys: readonly MemberKey[], steps: Steps) {
  const made = Object.fromEntries(keys.map((key) => [key, members[key](steps)]));
  return z
    .union(
      [
        z.literal(['poll', 'rs6']),
        // What has no schema here is not there: undefined, as each of them may be.
        z.strictObject(made as Members).superRefine((value, context) => {
          const given = ACTION_KEYS.filter((key) => value[key] !== undefined).map((key) => `"${key}"`);
          if (given.length === 1) {
            refuseTiming(value, context);
            return;
          }
          const message =
            given.length === 0
              ? `Step needs an action: one of ${ACTION_KEYS.join(', ')}`
              : `Step has ${given.length} actions, ${given.join(' and ')}: give each a step of its own`;
          context.addIssue({ code: 'custom', message });
        }),
      ],
      expected('a step such as {udp: …} or poll'),
    )
    .describe('One thing that happens.');
}

const MEMBER_KEYS = Object.keys(members) as MemberKey[];

function isAction(key: MemberKey): boolean {
  return Object.hasOwn(actions, key);
}

/** One step, or several that are repeated. */
export const step: () => ReturnType<typeof stepOf> = once(() => stepOf(MEMBER_KEYS, listOf(step)));

const byKeys = new Map<string, ReturnType<typeof stepOf>>();

/**
 * A schema that says of `value` all that `step` says, but knows only of the keys that it has, and of the steps in it
 * only placeholders. Most scripts have few kinds of steps, and to make a schema of all takes longer than to run
 * them.
 */
export function stepFor(value: unknown): ReturnType<typeof stepOf> {
  const given = typeof value === 'object' && value !== null ? value : {};
  const keys = MEMBER_KEYS.filter((key) => Object.hasOwn(given, key));
  // Whoever misspells a key is to hear of all that there are. With more actions than one, there would be no end of schemas.
  const isPlain = keys.length === Object.keys(given).length && keys.filter(isAction).length <= 1;
  if (!isPlain) return step();
  const name = keys.join();
  const known = byKeys.get(name) ?? stepOf(keys, placeholders);
  byKeys.set(name, known);
  return known;
}

/** What takes time, or none, by itself, and what holds other steps. */
export const UNTIMED = ['wait', 'include', 'note', 'own_page', 'repeat', 'choice'] as const;

function refuseTiming(
  value: { after?: string | undefined; at?: string | undefined } & {
    [key in (typeof UNTIMED)[number]]?: unknown;
  },
  context: z.RefinementCtx,
): void {
  const report = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message });
  const { after, at } = value;
  if (after !== undefined && at !== undefined) report('at', 'Step has "after" and "at": give it one of them');
  const key = after === undefined ? 'at' : 'after';
  const holder = UNTIMED.find((action) => value[action] !== undefined);
  if ((after ?? at) === undefined || holder === undefined) return;
  const article = holder === 'include' ? 'An' : 'A';
  report(key, `${article} ${holder} has no "${key}": give it to a step that sends, polls or is a fault`);
}

const repeat = (steps: Steps) =>
  z
    .strictObject({
      count: integer('a number of repetitions', 0, 1_000_000_000).describe('How many times.'),
      as: variableName
        .optional()
        .describe(
          `Names the index, 0 in the first repetition: \${name} stands for it in the text of payloads and, alone, as a port, ip_id, id, seq or ack; in a conversation only as from_port.`,
        ),
      every: duration
        .optional()
        .describe(
          'Virtual time from the beginning of one repetition to that of the next; at once, if one takes longer.',
        ),
      get steps(): z.ZodType<unknown[]> {
        return steps().describe('What is repeated, in order.');
      },
    })
    .describe('Steps that are taken again and again; may be nested.');

const alternative = (steps: Steps) =>
  z.strictObject({
    weight: integer('a weight', 1, 1_000_000)
      .default(1)
      .describe('How often it is taken, in proportion to the other weights; 1 if absent.'),
    get steps(): z.ZodType<unknown[]> {
      return steps().describe('What happens then, in order.');
    },
  });

const choice = (steps: Steps) =>
  z
    .array(alternative(steps), expected('a list of alternatives {weight: …, steps: …}'))
    .min(1, expected('at least one alternative {weight: …, steps: …}'))
    .describe("One of several lists of steps, which the script's seed decides, anew in each repetition.");

export type StepInput = z.output<ReturnType<typeof step>>;
/** A step in its long form. */
export type StepRecord = Exclude<StepInput, string>;
