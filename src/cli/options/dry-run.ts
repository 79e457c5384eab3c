import type { OptionRow } from './option-row.ts';

export const DRY_RUN = {
  flags: '--dry-run',
  on: {
    'wireshark install': 'say what would be written, and write nothing',
    'wireshark uninstall': 'say what would be removed, and remove nothing',
  },
} satisfies OptionRow;
