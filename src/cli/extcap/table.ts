import { FILES_UNDER } from '../options/files-under.ts';
import { LOOP } from '../options/loop.ts';
import { NETCHANNEL } from '../options/netchannel.ts';
import type { ExtcapSaying, OptionRow } from '../options/option-row.ts';
import { PACE } from '../options/pace.ts';
import { SEED } from '../options/seed.ts';
import { VANTAGE } from '../options/vantage.ts';
import { FIFO, SCRIPT, WORKLOAD } from './own-options.ts';

/** A row that an extcap program has. */
export type ExtcapRow<T = unknown> = OptionRow<T> & { extcap: ExtcapSaying };

/** Every option of a capture for Wireshark, in the order of the help. Its dialogue shows them in groups. */
export const EXTCAP_OPTIONS: readonly ExtcapRow[] = [
  FIFO,
  WORKLOAD,
  SCRIPT,
  FILES_UNDER,
  NETCHANNEL,
  SEED,
  PACE,
  VANTAGE,
  LOOP,
];
