import type { OptionRow } from '../options/option-row.ts';
import { DEFAULT_SAMPLE, packagedSamples } from '../scripts/packaged-samples.ts';

export const FIFO = {
  flags: '--fifo <file>',
  on: {},
  extcap: {
    flags: '--fifo <file>',
    says: 'FIFO to write to; it is opened as soon as somebody reads',
  },
} satisfies OptionRow;

export const WORKLOAD = {
  flags: '--workload <name>',
  on: {},
  extcap: {
    flags: '--workload <name>',
    says: `a packaged sample (default: ${DEFAULT_SAMPLE})`,
    dialogue: {
      parameters: {
        display: 'Workload',
        tooltip: 'A packaged sample, unless a script of your own is chosen',
        type: 'selector',
        group: 'Workload',
      },
      choices: () => packagedSamples().map(({ name }) => [name, name]),
    },
  },
} satisfies OptionRow;

export const SCRIPT = {
  flags: '--script <file>',
  on: {},
  extcap: {
    flags: '--script <file>',
    says: 'a script of your own instead, YAML or JSON',
    dialogue: {
      parameters: {
        display: 'Script of your own',
        tooltip: 'A workload script, YAML or JSON; it is run instead of the sample',
        type: 'fileselect',
        mustexist: true,
        fileext: 'Workload scripts (*.yaml *.yml *.json)',
        group: 'Workload',
      },
    },
  },
} satisfies OptionRow;
