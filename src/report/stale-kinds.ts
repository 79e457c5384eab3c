import type { FrameEntry, Leak, LeakedSecret, LeakRange } from '../audit/findings.ts';
import type { Style } from './style.ts';
import { grouped } from './words.ts';

/** Whose stale bytes are, the worst first: each kind has a bracket and a colour of its own. */
export const STALE_KINDS = ['secret', 'foreign', 'own', 'zero'] as const;

export type StaleKind = (typeof STALE_KINDS)[number];

/** What stands before bytes of a kind, and behind them. */
export const BRACKETS: Readonly<Record<StaleKind, readonly [open: string, close: string]>> = {
  secret: ['<', '>'],
  foreign: ['[', ']'],
  own: ['(', ')'],
  zero: ['{', '}'],
};

/** What the brackets mean. */
export const KIND_WORDS: Readonly<Record<StaleKind, string>> = {
  secret: "a secret of somebody else's",
  foreign: 'meant for somebody else',
  own: 'meant for the same recipient',
  zero: 'all of them zero',
};

/** How many stale bytes of each kind there are. */
export type KindCounts = Readonly<Record<StaleKind, number>>;

/** As much of a range as its kind is told by. */
type KindOf = Pick<LeakRange, 'nonZero' | 'crossRecipient' | 'secrets'>;

/** The kind of the stale byte at an offset of a frame. */
export function kindAt(range: KindOf, offset: number): StaleKind {
  return isSecret(range, offset) ? 'secret' : kindOf(range);
}

/** The kind of what is no secret in a range. */
function kindOf({ nonZero, crossRecipient }: KindOf): StaleKind {
  if (nonZero === 0) return 'zero';
  return crossRecipient ? 'foreign' : 'own';
}

function isSecret({ crossRecipient, secrets = [] }: KindOf, offset: number): boolean {
  return crossRecipient && secrets.some(({ start, end }) => offset >= start && offset < end);
}

/** Counts the stale bytes of a frame by kind. Of ranges that are left out it is known how many are somebody else's. */
export function kindsOf(leak: Leak): KindCounts {
  const { ranges, leftOut } = leak;
  const counts = { secret: 0, foreign: 0, own: 0, zero: 0 };
  for (const range of ranges) {
    const secret = range.crossRecipient ? lengthOf(range.secrets ?? []) : 0;
    counts.secret += secret;
    counts[kindOf(range)] += range.end - range.start - secret;
  }
  if (leftOut !== undefined) {
    const told = lengthOf(ranges.filter(({ crossRecipient }) => crossRecipient));
    const foreign = leak.crossRecipientBytes - told;
    counts.foreign += foreign;
    counts.own += leftOut.bytes - foreign;
  }
  return counts;
}

/** The same for a frame of whose leak only the sums are known. */
export function kindsOfSums(frame: FrameEntry): KindCounts {
  const { leakedBytes, nonZeroLeakedBytes, crossRecipientBytes } = frame;
  if (nonZeroLeakedBytes === 0) return { secret: 0, foreign: 0, own: 0, zero: leakedBytes };
  return { secret: 0, foreign: crossRecipientBytes, own: leakedBytes - crossRecipientBytes, zero: 0 };
}

function lengthOf(secrets: readonly Pick<LeakedSecret, 'start' | 'end'>[]): number {
  return secrets.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** @returns `<26>[85]`; '' if nothing is stale */
export function kindsText(counts: KindCounts): string {
  return STALE_KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => BRACKETS[kind].join(grouped(counts[kind])))
    .join('');
}

/** Sets text like `<26>[85]` off, each kind in its own way. */
export function paintKinds(text: string, style: Style): string {
  const painted = (part: string): string => {
    const kind = STALE_KINDS.find((kind) => part.startsWith(BRACKETS[kind][0]));
    return kind === undefined ? part : style[kind](part);
  };
  return text.replace(/[<[({][^<[({]*/g, painted);
}

/** The worst kind of those that there are; undefined if there are none. */
export function worstKind(counts: KindCounts): StaleKind | undefined {
  return STALE_KINDS.find((kind) => counts[kind] > 0);
}
