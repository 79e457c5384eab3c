import { z } from 'zod';
import { DEVICE_NAMES } from '../../netchannel/devices.ts';
import { FIXED_RELEASE, VULNERABLE_RELEASE } from '../../netchannel/releases.ts';
import { once } from './once.ts';
import { oneOf } from './one-of.ts';
import { expected } from './scalar.ts';

const DEVICE = `a device such as ${FIXED_RELEASE} or clear-on-take, or {like: …, netfront: …, netback: …}`;

const netfront = once(() =>
  z
    .strictObject({
      write: oneOf('place', ['private buffer', 'shared block'])
        .optional()
        .describe('Where packets are written: into memory of its own, to be copied, or into the block.'),
      window: oneOf('window', ['block', 'announced size'])
        .optional()
        .describe('What of the block the writer is handed.'),
      clear: oneOf('extent', ['nothing', 'block', 'announced size'])
        .optional()
        .describe('What of the block is zeroed before it is written to.'),
      clear_after: oneOf('extent', ['nothing', 'tail', 'gaps'])
        .optional()
        .describe(
          'What of the frame is zeroed once it is written: what lies behind the last written byte, or all that was not written.',
        ),
      clean_release: oneOf('extent', ['nothing', 'block', 'announced size'])
        .optional()
        .describe(
          'What of the block is overwritten when it comes back: all, or as much as its writer was handed.',
        ),
      clean_with: oneOf('filling', ['zeros', 'pattern']).optional().describe('What it is overwritten with.'),
      pool: oneOf('pool', ['shared', 'per recipient', 'fresh pages', 'caller pages'])
        .optional()
        .describe(
          'Where blocks come from: one pool, one for each recipient, a fresh zeroed page for each block, or the page in which the caller has something of its own.',
        ),
      receive_pages: oneOf('pages', ['fresh', 'kept'])
        .optional()
        .describe('Where receive pages come from: fresh ones, or 256 that are zeroed when they come back.'),
    })
    .describe('What its netfront does otherwise.'),
);

const netback = once(() =>
  z
    .strictObject({
      write: oneOf('place', ['private buffer', 'mapped page'])
        .optional()
        .describe('Where packets for netfront are written: into memory of its own, or into the page.'),
      window: oneOf('window', ['page', 'announced size'])
        .optional()
        .describe('What of the page the writer is handed.'),
      clear: oneOf('extent', ['nothing', 'page', 'announced size'])
        .optional()
        .describe('What of the page is zeroed before it is written to.'),
    })
    .describe('What its netback does otherwise.'),
);

const own = once(() =>
  z.strictObject({
    like: oneOf('device', DEVICE_NAMES).default(VULNERABLE_RELEASE).describe('What it is like in all else.'),
    netfront: netfront().default({}),
    netback: netback().default({}),
  }),
);

/** The device of a script: one by its name, or one of its own by its axes. */
export const device = once(() =>
  z
    .union([z.enum(DEVICE_NAMES), own()], expected(DEVICE))
    .describe(
      'The device that it runs under unless told otherwise, instead of "release": a release or a remedy, or one of its own, known as "own".',
    ),
);

export type DeviceInput = z.output<ReturnType<typeof device>>;
