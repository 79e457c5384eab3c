import type { OptionRow } from './option-row.ts';

export const FORCE = {
  flags: '--force',
  on: {
    'samples copy': 'overwrite a file that exists',
    'wireshark install': 'overwrite files that you have changed',
    'wireshark uninstall': 'remove files that you have changed',
    import: { says: 'overwrite the file after --output', flags: '-f, --force' },
  },
} satisfies OptionRow;
