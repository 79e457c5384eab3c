import { devNull } from 'node:os';
import type { Inputs } from './inputs.ts';
import { ourProgram } from './our-program.ts';
import type { Launch, Subject } from './subject.ts';

/** What every program of Node.js takes. */
export const EMPTY_NODE = 'start: node -e 0';
export const START_RUN = 'start: run of the default sample';
export const START_OWN = 'start: run of a script of that size';
export const START_HELP = 'start: --help';
export const START_COMPLETION = 'start: completion bash';
export const START_EXTCAP = 'start: extcap --extcap-interfaces';

/** Starts that are so short that they are not measured once, but this many times in each round. */
const TIMES = 5;

export function startUpSubjects(root: string, inputs: Inputs): Subject[] {
  const start = (name: string, launch: () => Launch): Subject => ({
    name,
    packets: 0,
    frameBytes: undefined,
    phases: ['cold'],
    times: TIMES,
    ...(name === EMPTY_NODE ? {} : { yardstick: EMPTY_NODE }),
    launch,
  });
  return [
    start(EMPTY_NODE, () => ({ command: process.execPath, args: ['-e', '0'] })),
    start(START_RUN, () => ourProgram(root, ['run', '-o', devNull])),
    start(START_OWN, () => ourProgram(root, ['run', inputs.script(), '-o', devNull])),
    start(START_HELP, () => ourProgram(root, ['--help'])),
    start(START_COMPLETION, () => ourProgram(root, ['completion', 'bash'])),
    start(START_EXTCAP, () => ourProgram(root, ['extcap', '--extcap-interfaces'])),
  ];
}
