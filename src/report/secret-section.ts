import type { SecretAccount, SecretReach } from '../audit/findings.ts';
import type { RunResult } from '../simulation/result.ts';
import { listingOf } from './listing.ts';
import type { Names } from './names.ts';
import { printable } from './printable.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import { counted, grouped } from './words.ts';
import { type Piece, wrapPieces } from './wrap.ts';

/** Secrets that are told, if not more findings than that are listed. */
const LEAST_SECRETS = 20;

/** Of one secret: recipients that are told one by one, and of each how many frames. */
const MOST_RECIPIENTS = 4;
const MOST_FRAMES = 2;

/** What became of the secrets of the script, those that were disclosed first. Empty if it has none. */
export function secretSection({ secrets }: RunResult, context: ReportContext): string[] {
  if (secrets.length === 0) return [];
  const { names, list, style, width } = context;
  const isDisclosed = ({ disclosedTo }: SecretAccount): boolean => disclosedTo.length > 0;
  const disclosed = secrets.filter(isDisclosed);
  const kept = secrets.filter((secret) => !isDisclosed(secret));
  const { shown, hidden } = listingOf([...disclosed, ...kept], secrets.length, Math.max(list, LEAST_SECRETS));
  const title = `${grouped(disclosed.length)} of ${grouped(secrets.length)} disclosed to somebody they were not meant for`;
  return [
    ...sectionTitle('SECRETS', title, context),
    ...shown.flatMap((secret) => {
      const told: Piece[] = [{ text: printable(secret.name), paint: style.strong }, { text: ': ' }];
      const fate = { text: fateOf(secret, names), paint: isDisclosed(secret) ? style.secret : undefined };
      return wrapPieces([...told, fate, { text: sentText(secret, names) }], width, '  ', '    ');
    }),
    ...(hidden > 0 ? [style.dim(`  … and ${counted(hidden, 'more secret')}`)] : []),
  ];
}

/** @returns `all 26 bytes disclosed to bob, in frame 11`; `none of 26 bytes disclosed` */
function fateOf({ length, disclosedTo }: SecretAccount, names: Names): string {
  if (disclosedTo.length === 0) return `none of ${counted(length, 'byte')} disclosed`;
  const { shown, hidden } = listingOf(disclosedTo, disclosedTo.length, MOST_RECIPIENTS);
  const told = shown.map((reach, i) => {
    const share = reach.bytes === length ? 'all' : grouped(reach.bytes);
    const of =
      i > 0 ? share : `${share}${reach.bytes === length ? '' : ' of'} ${counted(length, 'byte')} disclosed`;
    return `${of} to ${names.party(reach.recipient)}, in ${frames(reach)}`;
  });
  if (hidden > 0) told.push(counted(hidden, 'more recipient'));
  return listed(told);
}

/** @returns `; meant for alice, in frame 10` */
function sentText({ length, sentTo }: SecretAccount, names: Names): string {
  if (sentTo.length === 0) return '; never sent';
  const { shown, hidden } = listingOf(sentTo, sentTo.length, MOST_RECIPIENTS);
  const told = shown.map((reach) => {
    const share = reach.bytes === length ? '' : `${grouped(reach.bytes)} of them `;
    return `${share}sent to ${names.party(reach.recipient)} in ${frames(reach)}`;
  });
  if (hidden > 0) told.push(counted(hidden, 'more recipient'));
  return `; ${listed(told)}`;
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
