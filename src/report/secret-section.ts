import type { SecretAccount, SecretReach } from '../audit/findings.ts';
import type { RunResult } from '../simulation/result.ts';
import { listingOf } from './listing.ts';
import type { Names } from './names.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { counted, grouped } from './words.ts';

/** Secrets that are told, if not more findings than that are listed. */
const LEAST_SECRETS = 20;

/** Of one secret: recipients that are told one by one, and of each how many frames. */
const MOST_RECIPIENTS = 4;
const MOST_FRAMES = 2;

/** What became of the secrets of the script, one line each. Empty if it has none. */
export function secretSection({ secrets }: RunResult, names: Names, list: number, style: Style): string[] {
  if (secrets.length === 0) return [];
  const disclosed = secrets.filter(({ disclosedTo }) => disclosedTo.length > 0).length;
  const count = `${grouped(disclosed)} of ${grouped(secrets.length)}`;
  const { shown, hidden } = listingOf(secrets, secrets.length, Math.max(list, LEAST_SECRETS));
  const rows = shown.map((secret) => [
    secret.name,
    counted(secret.length, 'byte'),
    fate(secret, names, style),
  ]);
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'right' },
    { title: '', align: 'left' },
  ] as const;
  return [
    `${style.heading('SECRETS')}  ${count} disclosed to somebody they were not meant for`,
    ...table(columns, rows, '  ', style.dim),
    ...(hidden > 0 ? [style.dim(`  … and ${counted(hidden, 'more secret')}`)] : []),
  ];
}

/** @returns `sent to alice in frame 2; 18 of them disclosed to bob in frames 5, 9 and 3 more` */
function fate({ length, sentTo, disclosedTo }: SecretAccount, names: Names, style: Style): string {
  const sent = sentTo.length === 0 ? 'never sent' : reached('sent', sentTo, length, names);
  if (disclosedTo.length === 0) return `${sent}; kept`;
  return `${sent}; ${style.alarm(reached('disclosed', disclosedTo, length, names))}`;
}

function reached(verb: string, reaches: readonly SecretReach[], length: number, names: Names): string {
  const { shown, hidden } = listingOf(reaches, reaches.length, MOST_RECIPIENTS);
  const told = shown.map((reach, i) => {
    const share = `${reach.bytes === length ? 'all' : grouped(reach.bytes)} of them `;
    // All that is sent goes without saying.
    const how = i > 0 ? '' : `${verb} `;
    const part = verb === 'sent' && reach.bytes === length ? '' : share;
    return `${part}${how}to ${names.party(reach.recipient)} in ${frames(reach)}`;
  });
  if (hidden > 0) told.push(counted(hidden, 'more recipient'));
  return listed(told);
}

/** @returns `frame 2`, `frames 5, 9 and 3 more` */
function frames({ frames: count, firstFrames }: SecretReach): string {
  if (count === 1) return `frame ${grouped(firstFrames[0] ?? 0)}`;
  const told = firstFrames.slice(0, count === MOST_FRAMES + 1 ? count : MOST_FRAMES).map(grouped);
  const hidden = count - told.length;
  return `frames ${listed(hidden > 0 ? [...told, `${grouped(hidden)} more`] : told)}`;
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
