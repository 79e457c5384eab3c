import { isProbedLink, PROBED_LINK_NAMES, type ProbedLink } from '../../probe/probed-link.ts';
import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import { closestHint } from './closest-hint.ts';
import { DEVICE } from './device.ts';
import type { OptionRow } from './option-row.ts';

/** What a packet writer writes. */
export const LINK_TYPE = {
  flags: '--link-type <type>',
  on: {
    probe:
      'what the program writes: ethernet, raw (IP packets with nothing in front, as for a tun device) or null (such behind four bytes) (default: what is evident)',
  },
  values: choices(...PROBED_LINK_NAMES),
  excludes: [
    {
      option: DEVICE,
      when: (own) => own !== 'ethernet',
      says: 'Cannot combine --device with --link-type: a device sends Ethernet frames; leave one out',
    },
  ],
  parse: parseLinkType,
} satisfies OptionRow<ProbedLink>;

function parseLinkType(text: string): ProbedLink {
  if (isProbedLink(text)) return text;
  throw new CliError(
    `Unknown link type ${JSON.stringify(text)} after --link-type${closestHint(text, PROBED_LINK_NAMES)}; there are ${PROBED_LINK_NAMES.join(', ')}`,
  );
}
