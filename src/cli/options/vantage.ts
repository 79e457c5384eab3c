import { VANTAGES, type Vantage } from '../../simulation/capture/vantage.ts';
import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import { CAPTURE } from './capture.ts';
import { type CaptureFormat, formatOf } from './capture-format.ts';
import { closestHint } from './closest-hint.ts';
import { FORMAT } from './format.ts';
import type { Given, OptionRow } from './option-row.ts';
import { OUTPUT } from './output.ts';

const POINTS = 'netfront, netback, both (pcapng only) or receiver (default: where they arrive)';

/** Where Wireshark has to choose one: no vantage point in particular. */
const WHERE_THEY_ARRIVE = 'arrival';

const BOTH_IN_PCAP =
  'Cannot write frames of both vantage points to a pcap file, which has no interfaces to tell them apart; add --format pcapng, or name the capture *.pcapng';

export const VANTAGE = {
  flags: '--vantage <point>',
  on: {
    run: `from where the capture sees the frames: ${POINTS}`,
    replay: `from where it sees the frames: ${POINTS}`,
  },
  values: choices(...VANTAGES),
  excludes: [
    {
      option: CAPTURE,
      says: 'Cannot combine --no-capture with --vantage, which is about the capture; leave one out',
    },
  ],
  needs: {
    isMet: (given, own) => parseVantage(own) !== 'both' || formatAsked(given) === 'pcapng',
    says: BOTH_IN_PCAP,
  },
  parse: parseVantage,
  extcap: {
    flags: '--vantage <point>',
    says: `netfront, netback, both or receiver; ${WHERE_THEY_ARRIVE} for where frames arrive (default: ${WHERE_THEY_ARRIVE})`,
    none: WHERE_THEY_ARRIVE,
    dialogue: {
      parameters: {
        display: 'Vantage point',
        tooltip: 'From where the frames are seen',
        type: 'selector',
        group: 'Device',
      },
      choices: () => [
        [WHERE_THEY_ARRIVE, 'where they arrive'],
        ['both', 'netfront and netback'],
        ['netfront', 'netfront'],
        ['netback', 'netback'],
        ['receiver', 'receiver, what it discards apart'],
      ],
    },
  },
} satisfies OptionRow<Vantage>;

function parseVantage(text: string): Vantage {
  const vantage = VANTAGES.find((name) => name === text.toLowerCase());
  if (vantage !== undefined) return vantage;
  const [first, second, third, last] = VANTAGES;
  throw new CliError(
    `Unknown vantage point ${JSON.stringify(text)} after --vantage${closestHint(text, VANTAGES)}; there are ${first}, ${second}, ${third} and ${last}`,
  );
}

/**
 * @returns it, if a classic pcap file can tell what is seen from there
 * @throws CliError if not
 */
export function checkVantage(vantage: Vantage | undefined): Exclude<Vantage, 'both'> | undefined {
  if (vantage !== 'both') return vantage;
  throw new CliError(BOTH_IN_PCAP);
}

/** @returns that of the capture, as far as the command line says it */
function formatAsked(given: Given): CaptureFormat {
  const format = given.text(FORMAT);
  return format === undefined ? formatOf(given.text(OUTPUT) ?? '') : FORMAT.parse(format);
}
