import { z } from 'zod';
import { once } from './once.ts';
import { expected, integer, text } from './scalar.ts';

const id = once(() => integer('an id', 0, 65535));
const gref = once(() => integer('a grant reference', 0, 0xffff_ffff));
const short = once(() => integer('a number of 16 bits', 0, 65535));
const times = once(() =>
  integer('a number of times', 1, 1000).default(1).describe('How often; once if absent.'),
);
const flag = once(() => z.boolean(expected('true or false')).default(false));

const flags = {
  get more_data() {
    return flag().describe('The frame goes on in the next slot.');
  },
  get extra_info() {
    return flag().describe('A descriptor follows in the next slot.');
  },
};

const indices = once(() =>
  z
    .strictObject({
      ring: z.enum(['tx', 'rx'], expected('tx or rx')).describe('Which ring.'),
      by: integer('how far', -0x8000_0000, 0x7fff_ffff).describe('How far; below zero: back.'),
    })
    .describe('The producer index that the other end reads is moved, and nothing is put on the ring.'),
);

/** One of several keys is to be there, and no other. */
function oneOfThem(end: string, keys: readonly string[]) {
  return (value: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void => {
    const given = keys.filter((key) => value[key] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? `A hostile ${end} needs something to do: one of ${keys.join(', ')}`
        : `A hostile ${end} does ${given.length} things, ${given.map((key) => `"${key}"`).join(' and ')}: give each a step of its own`;
    context.addIssue({ code: 'custom', message });
  };
}

const BACK_KEYS = ['answer', 'respond', 'indices', 'read', 'keep', 'peek', 'poke', 'let_go'];

const netback = once(() =>
  z
    .strictObject({
      answer: z
        .strictObject({
          id: z
            .union([id(), z.literal('last')], expected('an id, or last'))
            .default('last')
            .describe('Of the request; last, the default: of the one that was answered last.'),
          status: z
            .enum(['okay', 'null', 'error', 'dropped'], expected('okay, null, error or dropped'))
            .default('okay')
            .describe('What it says of the request.'),
          times: times(),
        })
        .optional()
        .describe('TX responses, whether their request is out or not: answered twice, or never asked.'),
      respond: z
        .strictObject({
          id: z
            .union([id(), z.literal('next')], expected('an id, or next'))
            .default('next')
            .describe('Of the RX request; next, the default: of a page that netfront gave and waits for.'),
          offset: short().default(0).describe('Where the frame begins in its page, it says.'),
          size: short().default(60).describe('Bytes, or the status: 0 is an error.'),
          more_data: flags.more_data,
          extra_info: flags.extra_info,
          times: times(),
        })
        .optional()
        .describe('RX responses with nothing put into their pages.'),
      indices: indices().optional(),
      read: z
        .literal(true, expected('true'))
        .optional()
        .describe('All of the pages of the transmit pool is read, not only what requests announce.'),
      keep: integer('a number of pages', 1, 256)
        .optional()
        .describe('So many receive pages, the next ones to be used, stay mapped after they are answered.'),
      peek: z
        .literal(true, expected('true'))
        .optional()
        .describe('All of the pages that it has kept is read, whosever they are by now.'),
      poke: z
        .strictObject({
          at: integer('an offset', 0, 4095).default(0).describe('Offset in the page.'),
          data: text('text in quotes')
            .max(256, expected('up to 256 characters'))
            .describe('What is written.'),
        })
        .optional()
        .describe('Bytes are written to each page that it has kept, whosever it is by now.'),
      let_go: z.literal(true, expected('true')).optional().describe('All that it has kept is unmapped.'),
    })
    .superRefine(oneOfThem('netback', BACK_KEYS))
    .describe('What a driver domain can do.'),
);

const netfront = once(() =>
  z
    .strictObject({
      request: z
        .strictObject({
          gref: z
            .union([gref(), z.literal('last')], expected('a grant reference, or last'))
            .default('last')
            .describe(
              'Grant reference of the page; last, the default: of the newest page of the transmit pool.',
            ),
          id: id().default(0).describe('Of the request.'),
          offset: short().default(0).describe('Where the fragment begins in the page.'),
          size: short().default(60).describe('Bytes of the frame, or of a later fragment.'),
          more_data: flags.more_data,
          extra_info: flags.extra_info,
          times: times(),
        })
        .optional()
        .describe('TX requests, for any page, offset and size, of 0 bytes too.'),
      offer: z
        .strictObject({
          gref: gref().describe('Grant reference of the page that netback is to write to.'),
          id: id().default(0).describe('Of the request.'),
          times: times(),
        })
        .optional()
        .describe('RX requests, for any page.'),
      indices: indices().optional(),
      change: z
        .strictObject({
          offset: short().default(0).describe('The new offset.'),
          size: short().default(0).describe('The new size.'),
        })
        .optional()
        .describe(
          'All TX requests are changed when netback has read the next ones, and before it gets at their pages: a netback that reads them twice uses what it has not checked.',
        ),
    })
    .superRefine(oneOfThem('netfront', ['request', 'offer', 'indices', 'change']))
    .describe('What a unikernel can do.'),
);

/** What a hostile end does, in a step of its own. */
export const hostile = once(() =>
  z
    .strictObject({ netback: netback().optional(), netfront: netfront().optional() })
    .superRefine((value, context) => {
      if ((value.netback === undefined) !== (value.netfront === undefined)) return;
      const message = 'A hostile step is of one end: give it "netback" or "netfront"';
      context.addIssue({ code: 'custom', message });
    })
    .describe(
      'An end does what no honest end does; the other one, of the release at hand, meets it. The step takes no time, and the report tells what came of it.',
    ),
);

export type HostileInput = z.output<ReturnType<typeof hostile>>;
export type HostileBackInput = Partial<z.output<ReturnType<typeof netback>>>;
export type HostileFrontInput = Partial<z.output<ReturnType<typeof netfront>>>;
