import { z } from 'zod';
import { once } from './once.ts';
import { duration, expected, integer } from './scalar.ts';

const KINDS = ['drop', 'error', 'delay', 'refuse', 'stall', 'hold', 'resume'] as const;

const STALL = 'a duration such as 20ms, or true';

const requests = once(() => integer('a number of requests', 1, 1_000_000_000));

/** What goes wrong at netback, in a step of its own. */
export const fault = once(() =>
  z
    .strictObject({
      drop: requests()
        .optional()
        .describe(
          'So many TX requests are never answered: their frames get through, their blocks and ring slots never come back.',
        ),
      error: requests()
        .optional()
        .describe(
          'So many TX requests are answered with the status ERROR: their frames get to nobody, their blocks come back with what is in them.',
        ),
      delay: requests()
        .optional()
        .describe(
          'So many TX requests are answered late, by the time that "by" says: their frames get through.',
        ),
      by: duration.optional().describe('How much later the answers of "delay" are on the ring.'),
      refuse: integer('a number of maps or copies', 1, 1_000_000_000)
        .optional()
        .describe(
          "So many times the hypervisor refuses netback a granted page, be it to map it or to copy: what comes of that is the release's.",
        ),
      stall: z
        .union([duration, z.literal(true)], expected(STALL))
        .optional()
        .describe(
          'Netback handles nothing for so long, and then all that is pending; true: until a resume, or the end of the run.',
        ),
      hold: z
        .union([duration, z.literal(true)], expected(STALL))
        .optional()
        .describe(
          'Whoever gets frames, at both ends, is not done with them for so long; true: until a resume, or the end of the run. Ends that wait for that, as those of the last release do, answer nothing meanwhile.',
        ),
      resume: z.literal(true, expected('true')).optional().describe('Ends a stall, and a hold.'),
    })
    .superRefine((value, context) => {
      const given = KINDS.filter((kind) => value[kind] !== undefined);
      if (given.length !== 1) {
        const message =
          given.length === 0
            ? `Fault needs a kind: one of ${KINDS.join(', ')}`
            : `Fault has ${given.length} kinds, ${given.map((kind) => `"${kind}"`).join(' and ')}: give each a step of its own`;
        context.addIssue({ code: 'custom', message });
      } else if (value.delay !== undefined && value.by === undefined) {
        context.addIssue({ code: 'custom', path: ['by'], message: 'Expected how much later, such as 5ms' });
      } else if (value.delay === undefined && value.by !== undefined) {
        context.addIssue({ code: 'custom', path: ['by'], message: 'Only "delay" has a "by"' });
      }
    })
    .describe(
      'Netback is made to misbehave. Faults of requests are for the next ones that no fault before takes; the step takes no time.',
    ),
);

export type FaultInput = z.output<ReturnType<typeof fault>>;
