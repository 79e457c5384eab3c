import { z } from 'zod';
import { dhcpExchange, natFlow, tcpConversation, udpExchange } from './conversation.ts';
import { stepExpect } from './expect.ts';
import { fault } from './fault.ts';
import { include } from './include.ts';
import { arp, dhcp, na6, nat, ns6, ping, pong, pong6, raw, receive, rs6, tcp, udp } from './packet.ts';
import { duration, expected, integer, text } from './scalar.ts';
import { variableName } from './vars.ts';

/** What a step can do, by its key. A new kind of step is a new entry here and a maker in src/script/compile. */
const actions = {
  udp: udp.optional(),
  tcp: tcp.optional(),
  ping: ping.optional(),
  pong: pong.optional(),
  arp: arp.optional(),
  dhcp: dhcp.optional(),
  nat: nat.optional(),
  ns6: ns6.optional(),
  na6: na6.optional(),
  rs6: rs6
    .nullable()
    .optional()
    .describe(rs6.description ?? ''),
  pong6: pong6.optional(),
  raw: raw.optional(),
  receive: receive.optional(),
  tcp_conversation: tcpConversation.optional(),
  udp_exchange: udpExchange.optional(),
  dhcp_exchange: dhcpExchange.optional(),
  nat_flow: natFlow.optional(),
  poll: z
    .strictObject({})
    .nullable()
    .optional()
    .describe('Lets netback, then netfront, handle what is pending, until neither has anything.'),
  wait: duration.optional().describe('Virtual time that goes by.'),
  include: include.optional(),
  note: text('text in quotes').optional().describe('Tells the reader something; nothing happens.'),
  fault: fault.optional(),
};

export type ActionKey = keyof typeof actions | 'repeat' | 'choice';

/** Every key that can say what a step does. */
export const ACTION_KEYS: readonly ActionKey[] = [
  ...(Object.keys(actions) as (keyof typeof actions)[]),
  'repeat',
  'choice',
];

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

/** One step, or several that are repeated. */
export const step = z
  .union(
    [
      z.literal(['poll', 'rs6']),
      z
        .strictObject({
          name: text('a name in quotes').optional().describe('A label for the report.'),
          expect: stepExpect.optional(),
          after: duration
            .optional()
            .describe(
              'Virtual time since the step before it began, instead of the interval; waits and notes are no steps here. At once, if that is past.',
            ),
          at: duration
            .optional()
            .describe(
              'Virtual time since the start of the run at which it is taken; at once, if that is past.',
            ),
          ...actions,
          get repeat(): z.ZodOptional<z.ZodType<RepeatInput>> {
            return repeat.optional();
          },
          get choice(): z.ZodOptional<z.ZodType<AlternativeInput[]>> {
            return choice.optional();
          },
        })
        .superRefine((value, context) => {
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

/** What takes time, or none, by itself, and what holds other steps. */
const UNTIMED = ['wait', 'include', 'note', 'repeat', 'choice'] as const;

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

const repeat = z
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
      return z
        .array(step, expected('a list of steps'))
        .min(1, expected('at least one step'))
        .describe('What is repeated, in order.');
    },
  })
  .describe('Steps that are taken again and again; may be nested.');

const alternative = z.strictObject({
  weight: integer('a weight', 1, 1_000_000)
    .default(1)
    .describe('How often it is taken, in proportion to the other weights; 1 if absent.'),
  get steps(): z.ZodType<unknown[]> {
    return z
      .array(step, expected('a list of steps'))
      .min(1, expected('at least one step'))
      .describe('What happens then, in order.');
  },
});

const choice = z
  .array(alternative, expected('a list of alternatives {weight: …, steps: …}'))
  .min(1, expected('at least one alternative {weight: …, steps: …}'))
  .describe("One of several lists of steps, which the script's seed decides, anew in each repetition.");

export type StepInput = z.output<typeof step>;
/** A step in its long form. */
export type StepRecord = Exclude<StepInput, string>;
