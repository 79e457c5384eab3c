import { numberAfter } from './number-after.ts';
import type { OptionRow } from './option-row.ts';

const LEAST_MTU = 68;
const LARGEST_MTU = 65_521;

export const MTU = {
  flags: '--mtu <n>',
  on: { replay: 'leave out packets of more bytes, 68 to 65521 (default: all are sent)' },
  parse: numberAfter('--mtu', LEAST_MTU, LARGEST_MTU),
} satisfies OptionRow<number>;
