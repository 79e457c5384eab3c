import type { OptionRow } from './option-row.ts';

export const OPEN = {
  flags: '--open',
  on: {
    run: 'show the capture in Wireshark, or, without it or a display, in tshark; pcapng if not named',
  },
} satisfies OptionRow;
