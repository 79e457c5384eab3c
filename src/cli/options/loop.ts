import type { OptionRow } from './option-row.ts';
import { OUTPUT } from './output.ts';

export const LOOP = {
  flags: '--loop',
  on: { run: 'with -o -: again and again, until Ctrl-C, or the reader goes away' },
  needs: {
    isMet: (given) => given.text(OUTPUT) === '-',
    says: 'Cannot use --loop without a live reader; add -o -, and pipe the capture into one',
  },
  extcap: {
    flags: '--loop',
    says: 'again and again, until it is stopped',
    dialogue: {
      parameters: {
        display: 'Again and again',
        tooltip: 'Runs the script until the capture is stopped; the timestamps go on',
        type: 'boolflag',
        default: false,
        group: 'Workload',
      },
    },
  },
} satisfies OptionRow;
