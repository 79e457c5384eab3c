import type { BackAxes, FrontAxes } from './axes.ts';
import { RELEASES, VULNERABLE_RELEASE } from './releases.ts';

/** A design against old memory: what it does, who does it, and what it is for. */
export interface RemedyRow {
  /** remedy: it is meant to be enough. control: it is known not to be, and shows why. */
  kind: 'remedy' | 'control';
  front: FrontAxes;
  back: BackAxes;
  summary: string;
  /** Who does it, or did. */
  source: string;
}

/** Every row but one differs from this release in the axes of its design, and in nothing else. */
const { front: FRONT, back: BACK } = RELEASES[VULNERABLE_RELEASE];

/** Designs against OSEC-2019-01, those of releases among them. To add one, add a row. */
export const REMEDIES = {
  none: {
    kind: 'control',
    front: FRONT,
    back: BACK,
    summary: 'packets are written straight into blocks that nobody clears',
    source: 'netchannel 1.10.0, bd0382ea',
  },
  'copy-in': {
    kind: 'remedy',
    front: { ...FRONT, fillInto: 'private buffer' },
    back: { ...BACK, fillInto: 'private buffer' },
    summary: 'packets are finished in private memory and copied into the block',
    source: 'netchannel up to 1.9.0, fc1918ef',
  },
  'clear-on-take': {
    kind: 'remedy',
    front: { ...FRONT, clearBeforeFill: 'block' },
    back: { ...BACK, clearBeforeFill: 'page' },
    summary: 'the whole block is zeroed before a packet is written to it',
    source: 'netchannel 1.10.1, 6c7a13a5',
  },
  'clear-window': {
    kind: 'remedy',
    front: { ...FRONT, window: 'announced size', clearBeforeFill: 'announced size' },
    back: { ...BACK, window: 'announced size', clearBeforeFill: 'announced size' },
    summary: 'the writer is handed as much as it announced, and only that is zeroed first',
    source: 'netback of netchannel 2.1.8, 050aed3c',
  },
  'clear-tail': {
    kind: 'control',
    front: { ...FRONT, clearAfterFill: 'tail' },
    back: BACK,
    summary:
      'what lies behind the last written byte is zeroed once the packet is written: holes stay, and what was summed',
    source: 'nobody; shows that tails are not all',
  },
  'clear-gaps': {
    kind: 'control',
    front: { ...FRONT, clearAfterFill: 'gaps' },
    back: BACK,
    summary: 'all that was not written is zeroed once the packet is written: too late for its checksums',
    source: 'nobody; shows that the wire is not all',
  },
  'clear-on-release': {
    kind: 'remedy',
    front: { ...FRONT, cleansOnRelease: 'block', receivePages: 'kept' },
    back: BACK,
    summary: 'the whole block is zeroed when it comes back',
    source: 'receive pages of netchannel 2.1.6, 8f68b0b3; Linux init_on_free, 6471384af2a6',
  },
  'clear-used-on-release': {
    kind: 'remedy',
    front: { ...FRONT, window: 'announced size', cleansOnRelease: 'announced size', receivePages: 'kept' },
    back: { ...BACK, window: 'announced size' },
    summary: 'as much of the block is zeroed when it comes back as its writer was handed',
    source: 'as clear-on-release, at the price of a length to remember',
  },
  'narrow-window': {
    kind: 'control',
    front: { ...FRONT, window: 'announced size' },
    back: { ...BACK, window: 'announced size' },
    summary: 'the writer is handed only as much as it announced, and nothing is cleared',
    source: 'netchannel 1.13.1 without its memset, 52453e70',
  },
  'pool-per-recipient': {
    kind: 'remedy',
    front: { ...FRONT, pool: 'per recipient' },
    back: BACK,
    summary:
      'each recipient has blocks of its own: nothing gets to another, but own old bytes and wrong checksums stay',
    source: 'nobody; separates what other designs clear',
  },
  'fresh-page': {
    kind: 'remedy',
    front: { ...FRONT, pool: 'fresh pages' },
    back: BACK,
    summary: 'each block is a fresh zeroed page, granted for one packet',
    source: 'netchannel up to 1.2.0',
  },
  bounce: {
    kind: 'remedy',
    front: { ...FRONT, fillInto: 'private buffer', pool: 'fresh pages' },
    back: { ...BACK, fillInto: 'private buffer' },
    summary: 'packets are finished in private memory and copied into a fresh zeroed page',
    source: 'Linux netfront with an untrusted backend, 4491001c2e0f (XSA-403)',
  },
  poison: {
    kind: 'control',
    front: { ...FRONT, cleansOnRelease: 'block', cleansWith: 'pattern' },
    back: BACK,
    summary:
      'the whole block is overwritten with 0x6b when it comes back: a detector, whose checksums are wrong',
    source: 'SLUB poisoning and its like',
  },
} as const satisfies Record<string, RemedyRow>;

export type RemedyName = keyof typeof REMEDIES;

export const REMEDY_NAMES = Object.keys(REMEDIES) as readonly RemedyName[];
