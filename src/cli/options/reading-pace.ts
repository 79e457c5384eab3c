import { choices } from '../completion/values.ts';
import type { OptionRow } from './option-row.ts';
import { PACE, USUAL_PACES } from './pace.ts';

/** How fast somebody reads who has nobody to press keys. */
export const READING_PACE = {
  flags: '--pace <pace>',
  on: {
    demo: 'go on without a key: realtime as one reads aloud, or a factor such as x2 (default: wait for a key)',
  },
  values: choices(...USUAL_PACES),
  parse: PACE.parse,
} satisfies OptionRow<number>;
