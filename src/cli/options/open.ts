import { CAPTURE } from './capture.ts';
import type { OptionRow } from './option-row.ts';
import { OUTPUT } from './output.ts';

export const OPEN = {
  flags: '--open',
  on: {
    run: 'show the capture in Wireshark, or, without it or a display, in tshark; pcapng if not named',
  },
  excludes: [
    {
      option: CAPTURE,
      says: 'Cannot combine --open, which shows the capture, with --no-capture; leave one out',
    },
    {
      option: OUTPUT,
      when: (_, output) => output === '-',
      says: 'Cannot open a capture that goes to standard output; leave out -o -, or leave out --open, and pipe it: | wireshark -k -i -',
    },
  ],
} satisfies OptionRow;
