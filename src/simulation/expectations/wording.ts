import type { WrongChecksum } from '../../audit/blame.ts';
import type { Amount, RunCheck, StepCheck } from '../../script/expectation.ts';

/** Bytes that are told in a line. */
const QUOTED_BYTES = 8;

const RUN_NOUNS: Readonly<Record<Exclude<RunCheck['key'], 'secrets'>, string>> = {
  frames: 'frame',
  delivered: 'delivered frame',
  discarded: 'discarded frame',
  unverifiable: 'unverifiable frame',
  not_judged: 'unjudged frame',
  leaked: 'leaked byte',
  cross_recipient: 'cross-recipient byte',
  not_as_pushed: 'overtaken frame',
  left_to_card: 'left-to-card frame',
  segmented: 'segmented frame',
  fixed_up: 'fixed-up frame',
  sums_dropped: 'sum-dropped frame',
  overlooked: 'overlooked frame',
  own_bytes: 'own byte',
  exposed: 'exposed byte',
  checksum_failures: 'wrong checksum',
  errors: 'failed write',
  blocked: 'blocked write',
  passed_on: 'passed-on byte',
  dropped: 'dropped frame',
};

/** @returns what an expectation says, to stand after "expected" */
export function wordsOf(check: StepCheck | RunCheck, isOfRun: boolean): string {
  switch (check.key) {
    case 'verdict':
      return `verdict ${check.verdict}`;
    case 'because':
      return wrongWords(check.checksums);
    case 'cause':
      return `${check.cause} as the cause of each wrong checksum`;
    case 'leaks':
      return amountWords(check.amount, 'stale byte');
    case 'bytes':
      return `${hexWords(check.bytes)} at byte ${check.at}`;
    case 'length':
      return amountWords({ min: check.length, max: check.length }, 'byte');
    case 'error':
      return check.text === '' ? 'an error' : `an error that contains ${JSON.stringify(check.text)}`;
    case 'secrets':
      return secretWords(check);
    case 'frames':
      return `${amountWords(check.amount, 'frame')}${isOfRun ? whereOf(check) : ' each time'}`;
    default:
      return `${amountWords(check.amount, RUN_NOUNS[check.key])}${whereOf(check)}`;
  }
}

/** The channel that is counted alone, if one is. */
function whereOf(check: StepCheck | RunCheck): string {
  return 'channel' in check && check.channel !== undefined ? ` on ${check.channel}` : '';
}

function secretWords({ secret, disclosure }: Extract<RunCheck, { key: 'secrets' }>): string {
  const name = `secret ${JSON.stringify(secret)}`;
  if (disclosure === undefined) return `${name} kept`;
  const to = disclosure.to.map((reached) => reached.name).join(' and ');
  return `${amountWords(disclosure.amount, 'byte')} of ${name} disclosed to ${to}`;
}

/** @returns `no frame`, `1 frame`, `2 to 4 frames`, `at least 1 frame` */
export function amountWords({ min, max }: Amount, noun: string): string {
  if (min === max) return min === 0 ? `no ${noun}` : counted(min, noun);
  if (max === Number.POSITIVE_INFINITY)
    return min === 0 ? `any number of ${noun}s` : `at least ${counted(min, noun)}`;
  return min === 0 ? `at most ${counted(max, noun)}` : `${grouped(min)} to ${counted(max, noun)}`;
}

/** @returns `none` or `2 frames` */
export function foundWords(count: number, noun: string): string {
  return count === 0 ? 'none' : counted(count, noun);
}

/** @returns how many of what a run's expectation counts were found */
export function foundOfRun(key: keyof typeof RUN_NOUNS, count: number): string {
  return foundWords(count, RUN_NOUNS[key]);
}

/** @returns `a wrong ipv4 checksum (stale-memory)` */
export function wrongFound(wrong: readonly WrongChecksum[]): string {
  if (wrong.length === 0) return 'no wrong checksum';
  const [only] = wrong;
  if (only !== undefined && wrong.length === 1) return `a wrong ${only.protocol} checksum (${only.cause})`;
  return `wrong checksums: ${wrong.map(({ protocol, cause }) => `${protocol} (${cause})`).join(', ')}`;
}

function wrongWords(checksums: readonly string[]): string {
  const names = checksums.join(' and ');
  return checksums.length === 1 ? `a wrong ${names} checksum` : `wrong ${names} checksums`;
}

/** @returns the first of `bytes` as hexadecimal digits */
export function hexWords(bytes: Uint8Array): string {
  const digits = [...bytes.subarray(0, QUOTED_BYTES)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `${digits.join(' ')}${bytes.length > QUOTED_BYTES ? ' …' : ''}`;
}

export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function grouped(count: number): string {
  // toLocaleString would load the language data first, which takes longer than most runs.
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
