import type { OptionRow } from './option-row.ts';

const SAYS = 'no colours';

export const COLOR = {
  flags: '--no-color',
  on: {
    run: SAYS,
    compare: SAYS,
    demo: SAYS,
    merge: SAYS,
    advisory: SAYS,
    inspect: SAYS,
    probe: SAYS,
    replay: SAYS,
  },
} satisfies OptionRow;
