import { z } from 'zod';
import { SUMS } from '../../guest/packets.ts';
import { FLAG_USES } from '../../netchannel/checksum-flags.ts';
import { once } from './once.ts';
import { oneOf } from './one-of.ts';

/** Who sums up a UDP or TCP checksum. */
export const sum = oneOf('sum', SUMS);

/** What somebody does about checksums. */
export const habits = once(() =>
  z.strictObject({
    sum: sum
      .default('computed')
      .describe(
        'Who sums up UDP and TCP checksums of what they send: their stack (computed), or, as Linux has it, a network card (left to card): the checksum is then the sum of the pseudo header alone, and the ring says csum_blank and data_validated.',
      ),
    flags: oneOf('use of flags', FLAG_USES)
      .default('ignored')
      .describe(
        'What they do with these flags of what they receive: ignored, as MirageOS has it; heeded, as Linux; required, as Windows.',
      ),
  }),
);

/** What ends do about checksums. */
export const checksums = once(() =>
  z
    .strictObject({
      unikernel: habits().optional().describe('The guest.'),
      hosts: habits().optional().describe('The machines behind netback.'),
      guests: habits().optional().describe('Guests behind the unikernel that do not say otherwise.'),
    })
    .describe(
      'Who sums up UDP and TCP checksums, and who reads what the ring says about them. Without it nobody leaves any to a card, and nobody reads, as in every release.',
    ),
);

export type ChecksumsInput = z.output<ReturnType<typeof checksums>>;
