import type { OptionRow } from './option-row.ts';

export const CAPTURE = {
  flags: '--no-capture',
  on: { run: 'no capture' },
} satisfies OptionRow;
