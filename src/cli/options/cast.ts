import { filesToWrite } from '../completion/values.ts';
import type { OptionRow } from './option-row.ts';

export const CAST = {
  flags: '--cast <file>',
  on: {
    demo: 'write it as a recording of a terminal instead (asciicast version 2, 80 x 24); - for standard output',
  },
  values: filesToWrite('cast'),
} satisfies OptionRow;
