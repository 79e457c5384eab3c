import { captures } from './captures.ts';
import { fileFaults } from './faults/file-faults.ts';
import { tracedFaults } from './faults/traced-faults.ts';
import type { Fuzzer } from './fuzzer.ts';
import { guests } from './guests.ts';
import { hostile } from './hostile.ts';
import { merge } from './merge.ts';
import { opam } from './opam.ts';
import { scripts } from './scripts.ts';
import { shards } from './shards.ts';

/** All fuzzers, by the names that `npm run fuzz` knows them by. A new one is a file and a row. */
export const FUZZERS: Readonly<Record<string, Fuzzer>> = {
  scripts,
  captures,
  merge,
  shards,
  guests,
  hostile,
  opam,
  faults: fileFaults,
  traced: tracedFaults,
};
