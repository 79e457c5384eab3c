import { VANTAGES, type Vantage } from '../../simulation/capture/vantage.ts';
import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import { closestHint } from './closest-hint.ts';
import type { OptionRow } from './option-row.ts';

const POINTS = 'netfront, netback, both (pcapng only) or receiver (default: where they arrive)';

export const VANTAGE = {
  flags: '--vantage <point>',
  on: {
    run: `from where the capture sees the frames: ${POINTS}`,
    replay: `from where it sees the frames: ${POINTS}`,
  },
  values: choices(...VANTAGES),
  parse: parseVantage,
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
  throw new CliError(
    'Cannot write frames of both vantage points to a pcap file, which has no interfaces to tell them apart; add --format pcapng, or name the capture *.pcapng',
  );
}
