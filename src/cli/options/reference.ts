import type { OptionRow } from './option-row.ts';

export const REFERENCE = {
  flags: '--reference',
  on: { schema: 'a page in Markdown instead' },
} satisfies OptionRow;
