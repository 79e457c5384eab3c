import { OSEC_2019_01 } from '../../advisory/osec-2019-01.ts';
import {
  COMPARED_RELEASES,
  DEFAULT_RELEASE,
  isRelease,
  RELEASE_NAMES,
  type Release,
  VULNERABLE_RELEASE,
} from '../../netchannel/releases.ts';
import { enumerated } from '../../report/words.ts';
import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import { closestHint } from './closest-hint.ts';
import type { OptionRow } from './option-row.ts';

/** Where Wireshark has to choose one: the release that the script itself names. */
const SCRIPTS_OWN = 'script';

export const NETCHANNEL = {
  flags: '--netchannel <releases>',
  on: {
    run: `${enumerated(RELEASE_NAMES, 'or')}, instead of the script's; several, separated by commas, are run one after the other`,
    demo: {
      flags: '--netchannel <release>',
      says: `${enumerated(RELEASE_NAMES, 'or')} to begin with, instead of the script's`,
      values: choices(...RELEASE_NAMES),
    },
    compare: `two or more, separated by commas (default: ${COMPARED_RELEASES.join(',')})`,
    replay: `${enumerated(RELEASE_NAMES.map(marked), 'or')}; several, separated by commas, are run side by side`,
  },
  values: { kind: 'list', choices: RELEASE_NAMES },
  parse: parseReleases,
  extcap: {
    flags: '--netchannel <release>',
    says: `${RELEASE_NAMES.join(', ')}, or script for the script's own (default: script)`,
    none: SCRIPTS_OWN,
    dialogue: {
      parameters: {
        display: 'Release of netchannel',
        tooltip: `${VULNERABLE_RELEASE} is vulnerable to ${OSEC_2019_01.id}`,
        type: 'selector',
        group: 'Device',
      },
      choices: () => [
        [SCRIPTS_OWN, "the script's own"],
        ...RELEASE_NAMES.map((name) => [name, name] as const),
      ],
    },
  },
  write: (releases) => releases.join(','),
} satisfies OptionRow<readonly Release[]>;

function marked(name: Release): string {
  return name === DEFAULT_RELEASE ? `${name} (the default)` : name;
}

/**
 * @param text - what stands after --netchannel: one release, or several with commas between them
 * @returns at least one, each once, in their order
 * @throws CliError
 */
function parseReleases(text: string): Release[] {
  const releases = text.split(',').map((name) => parseRelease(name.trim()));
  const repeated = releases.find((release, i) => releases.indexOf(release) !== i);
  if (repeated === undefined) return releases;
  throw new CliError(`Cannot run netchannel ${repeated} twice; name it once after --netchannel`);
}

function parseRelease(name: string): Release {
  if (isRelease(name)) return name;
  throw new CliError(
    `Unknown netchannel release ${JSON.stringify(name)}${closestHint(name, RELEASE_NAMES)}; there are ${RELEASE_NAMES.join(', ')}`,
  );
}
