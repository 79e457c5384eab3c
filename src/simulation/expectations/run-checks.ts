import type { ExposureResult } from '../../audit/exposure-result.ts';
import type { AuditTotals, Recipient, SecretAccount, SecretReach } from '../../audit/findings.ts';
import type { Reached, RunCheck } from '../../script/expectation.ts';
import type { ChannelResult, FirewallResult } from '../guests/network-result.ts';
import { isWithin } from './frame-checks.ts';
import { counted, foundOfRun } from './wording.ts';

/** What expectations of a whole run are about, once it has ended. */
export interface RunFigures {
  totals: AuditTotals;
  exposure?: ExposureResult;
  channels?: readonly ChannelResult[];
  firewall?: FirewallResult;
  /** Of the unikernel's own pages, that netback read or changed. */
  ownBytes?: number;
  errorCount: number;
  blockedWrites: number;
  secrets: readonly SecretAccount[];
  /** Address (as in Recipient.address) to the name of the host that it belongs to. */
  names: Readonly<Record<string, string>>;
}

/** @returns what was found instead of what `check` expects; undefined if it is met */
export function runFinding(check: RunCheck, figures: RunFigures): string | undefined {
  if (check.key === 'secrets') return secretFinding(check, figures);
  const count = figureOf(check, figures);
  return isWithin(count, check.amount) ? undefined : foundOfRun(check.key, count);
}

function figureOf({ key, channel }: Exclude<RunCheck, SecretCheck>, figures: RunFigures): number {
  // What can be said of a channel is counted there as in all.
  const counted = figures.channels?.find(({ name }) => name === channel);
  const totals = counted === undefined ? figures.totals : { ...figures.totals, ...NOTHING_TOLD, ...counted };
  switch (key) {
    case 'frames':
    case 'delivered':
    case 'discarded':
    case 'unverifiable':
      return totals[key];
    case 'not_judged':
      return totals.notJudged;
    case 'leaked':
      return totals.leakedBytes;
    case 'cross_recipient':
      return totals.crossRecipientBytes;
    case 'checksum_failures':
      return totals.checksumFailures;
    case 'not_as_pushed':
      return totals.notAsPushed ?? 0;
    case 'left_to_card':
      return totals.leftToCard ?? 0;
    case 'segmented':
      return totals.segmented ?? 0;
    case 'fixed_up':
      return totals.fixedUp ?? 0;
    case 'sums_dropped':
      return totals.sumsDropped ?? 0;
    case 'overlooked':
      return totals.overlooked ?? 0;
    case 'own_bytes':
      return figures.ownBytes ?? 0;
    case 'exposed':
      return figures.exposure?.mostBytes ?? 0;
    case 'errors':
      return figures.errorCount;
    case 'blocked':
      return figures.blockedWrites;
    case 'passed_on':
      return totals.passedOnBytes ?? 0;
    case 'dropped':
      return figures.firewall?.dropped ?? 0;
  }
}

/** What a channel leaves out that has none of it. */
const NOTHING_TOLD = { leftToCard: 0, segmented: 0, fixedUp: 0, sumsDropped: 0, overlooked: 0 };

type SecretCheck = Extract<RunCheck, { key: 'secrets' }>;

function secretFinding(
  { secret, disclosure }: SecretCheck,
  { secrets, names }: RunFigures,
): string | undefined {
  const reached = secrets.find(({ name }) => name === secret)?.disclosedTo ?? [];
  const found = reached.length === 0 ? 'it kept' : `disclosed: ${reached.map(reachWords).join(', ')}`;
  if (disclosure === undefined) return reached.length === 0 ? undefined : found;
  const { to, amount } = disclosure;
  const strangers = reached.filter(({ recipient }) => !to.some((one) => isMeant(one, recipient, names)));
  const areServed = to.every((one) => {
    const own = reached.find(({ recipient }) => isMeant(one, recipient, names));
    return isWithin(own?.bytes ?? 0, amount);
  });
  return strangers.length === 0 && areServed ? undefined : found;
}

function isMeant({ address }: Reached, recipient: Recipient, names: RunFigures['names']): boolean {
  const host = Object.hasOwn(names, address) ? names[address] : undefined;
  return host === undefined ? recipient.address === address : recipient.host === host;
}

function reachWords({ recipient, bytes }: SecretReach): string {
  const { host, address } = recipient;
  return `${counted(bytes, 'byte')} to ${host ?? (address === '' ? 'somebody unknown' : address)}`;
}
