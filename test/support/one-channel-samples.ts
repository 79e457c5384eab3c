import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SAMPLES = path.join(import.meta.dirname, '../../samples');

/** Names of the samples that have one channel: for what is not made for scripts with guests. */
export const ONE_CHANNEL_SAMPLES: readonly string[] = readdirSync(SAMPLES)
  .filter((file) => file.endsWith('.yaml'))
  .filter((file) => !/^guests:/m.test(readFileSync(path.join(SAMPLES, file), 'utf8')));
