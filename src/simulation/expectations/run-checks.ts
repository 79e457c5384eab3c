import type { AuditTotals, SecretAccount, SecretReach } from '../../audit/findings.ts';
import type { RunCheck } from '../../script/expectation.ts';
import { isWithin } from './frame-checks.ts';
import { counted, foundOfRun } from './wording.ts';

/** What expectations of a whole run are about, once it has ended. */
export interface RunFigures {
  totals: AuditTotals;
  errorCount: number;
  blockedWrites: number;
  secrets: readonly SecretAccount[];
  /** Address (as in Recipient.address) to the script's name for it. */
  names: Readonly<Record<string, string>>;
}

/** @returns what was found instead of what `check` expects; undefined if it is met */
export function runFinding(check: RunCheck, figures: RunFigures): string | undefined {
  if (check.key === 'secrets') return secretFinding(check, figures);
  const count = figureOf(check.key, figures);
  return isWithin(count, check.amount) ? undefined : foundOfRun(check.key, count);
}

function figureOf(key: Exclude<RunCheck['key'], 'secrets'>, figures: RunFigures): number {
  const { totals } = figures;
  switch (key) {
    case 'frames':
    case 'delivered':
    case 'discarded':
    case 'unverifiable':
      return totals[key];
    case 'leaked':
      return totals.leakedBytes;
    case 'cross_recipient':
      return totals.crossRecipientBytes;
    case 'checksum_failures':
      return totals.checksumFailures;
    case 'errors':
      return figures.errorCount;
    case 'blocked':
      return figures.blockedWrites;
  }
}

type SecretCheck = Extract<RunCheck, { key: 'secrets' }>;

function secretFinding(
  { secret, disclosure }: SecretCheck,
  { secrets, names }: RunFigures,
): string | undefined {
  const reached = secrets.find(({ name }) => name === secret)?.disclosedTo ?? [];
  const found =
    reached.length === 0
      ? 'it kept'
      : `disclosed: ${reached.map((one) => reachWords(one, names)).join(', ')}`;
  if (disclosure === undefined) return reached.length === 0 ? undefined : found;
  const { to, amount } = disclosure;
  const strangers = reached.filter(
    ({ recipient }) => !to.some((host) => host.addresses.includes(recipient.address)),
  );
  const areServed = to.every(({ addresses }) => {
    // A host can be reached by several of its addresses; which bytes both brought is not known.
    const own = reached.filter(({ recipient }) => addresses.includes(recipient.address));
    return isWithin(Math.max(0, ...own.map(({ bytes }) => bytes)), amount);
  });
  return strangers.length === 0 && areServed ? undefined : found;
}

function reachWords({ recipient, bytes }: SecretReach, names: RunFigures['names']): string {
  const { address } = recipient;
  const name = Object.hasOwn(names, address) ? `${names[address]} (${address})` : address;
  return `${counted(bytes, 'byte')} to ${name === '' ? 'somebody unknown' : name}`;
}
