import { filesToWrite } from '../completion/values.ts';
import { nameAfter } from './name-after.ts';
import type { OptionRow } from './option-row.ts';

const OF_CAPTURES =
  'a page to look at it byte by byte in a browser, with the capture inside, or its beginning';
const SAYS = 'a page to look at it byte by byte in a browser, with the simulator inside, beside the text';

export const HTML = {
  flags: '--html <file>',
  on: { run: SAYS, compare: SAYS, inspect: OF_CAPTURES, replay: OF_CAPTURES },
  values: filesToWrite('html'),
  parse: nameAfter('--html', 'page'),
} satisfies OptionRow<string>;
