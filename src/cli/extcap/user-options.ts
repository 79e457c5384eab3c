import { OSEC_2019_01 } from '../../advisory/advisories.ts';
import { RELEASE_NAMES, VULNERABLE_RELEASE } from '../../netchannel/releases.ts';
import { type PackagedSample, packagedSamples } from '../scripts/packaged-samples.ts';
import { sentence } from './sentence.ts';

/** The choice of the release that the script itself names. */
export const SCRIPTS_OWN = 'script';

/** The choice of no vantage point in particular. */
export const WHERE_THEY_ARRIVE = 'arrival';

/** The answer to whatever capture filter. */
export const NO_FILTERS = 'netchannel-sim has no capture filters; use a display filter';

/** A list to choose from: value, and what people read. */
type Choices = readonly (readonly [value: string, display: string])[];

interface UserOption {
  call: string;
  parameters: Readonly<Record<string, string | boolean>>;
  /** Of a selector, the default first. */
  choices?: Choices;
}

/** @returns what the user can set before a capture, in the order in which Wireshark shows it */
function userOptions(samples: readonly PackagedSample[]): UserOption[] {
  return [
    {
      call: '--workload',
      parameters: {
        display: 'Workload',
        tooltip: 'A packaged sample, unless a script of your own is chosen',
        type: 'selector',
        group: 'Workload',
      },
      choices: samples.map(({ name }) => [name, name]),
    },
    {
      call: '--script',
      parameters: {
        display: 'Script of your own',
        tooltip: 'A workload script, YAML or JSON; it is run instead of the sample',
        type: 'fileselect',
        mustexist: true,
        fileext: 'Workload scripts (*.yaml *.yml *.json)',
        group: 'Workload',
      },
    },
    {
      call: '--seed',
      parameters: {
        display: 'Seed',
        tooltip: "Decides all filler: 0 to 4294967295, or 0x...; the script's own if empty",
        type: 'string',
        placeholder: "the script's own",
        validation: '^(0[xX][0-9a-fA-F]+|[0-9]*)$',
        group: 'Workload',
      },
    },
    {
      call: '--loop',
      parameters: {
        display: 'Again and again',
        tooltip: 'Runs the script until the capture is stopped; the timestamps go on',
        type: 'boolflag',
        default: false,
        group: 'Workload',
      },
    },
    {
      call: '--netchannel',
      parameters: {
        display: 'Release of netchannel',
        tooltip: `${VULNERABLE_RELEASE} is vulnerable to ${OSEC_2019_01.id}`,
        type: 'selector',
        group: 'Device',
      },
      choices: [[SCRIPTS_OWN, "the script's own"], ...RELEASE_NAMES.map((name) => [name, name] as const)],
    },
    {
      call: '--pace',
      parameters: {
        display: 'Pace',
        tooltip: 'How fast virtual time goes by',
        type: 'selector',
        group: 'Device',
      },
      choices: [
        ['realtime', 'real time'],
        ['x10', '10 times as fast'],
        ['x100', '100 times as fast'],
        ['x0.1', 'a tenth as fast'],
        ['asap', 'as fast as possible'],
      ],
    },
    {
      call: '--vantage',
      parameters: {
        display: 'Vantage point',
        tooltip: 'From where the frames are seen',
        type: 'selector',
        group: 'Device',
      },
      choices: [
        [WHERE_THEY_ARRIVE, 'where they arrive'],
        ['both', 'netfront and netback'],
        ['netfront', 'netfront'],
        ['netback', 'netback'],
        ['receiver', 'receiver, what it discards apart'],
      ],
    },
  ];
}

/** @returns the answer to --extcap-config */
export function configSentences(): string[] {
  return userOptions(packagedSamples()).flatMap(({ call, parameters, choices = [] }, number) => [
    sentence('arg', { number, call, ...parameters }),
    ...valueSentences(number, choices),
  ]);
}

/**
 * @param name - of an option, with or without dashes
 * @returns the answer to --extcap-reload-option: its choices as they are now
 */
export function reloadedSentences(name: string): string[] {
  const call = `--${name.replace(/^-*/, '')}`;
  return userOptions(packagedSamples()).flatMap((option, number) =>
    option.call === call ? valueSentences(number, option.choices ?? []) : [],
  );
}

function valueSentences(arg: number, choices: Choices): string[] {
  return choices.map(([value, display], i) => sentence('value', { arg, value, display, default: i === 0 }));
}
