/** Programs that some tests need and that are not on every machine. */
import { spawnSync } from 'node:child_process';

/** GNU parallel; another program of that name knows no --version. */
export const HAS_PARALLEL =
  spawnSync('parallel', ['--version']).stdout?.toString().startsWith('GNU parallel') ?? false;

/** For the name of a test that needs it. */
export const PARALLEL_NOTE = HAS_PARALLEL ? '' : ' (SKIPPED: GNU parallel is not installed)';

/** script of util-linux, which gives a program a terminal. */
export const HAS_SCRIPT =
  spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;

export const SCRIPT_NOTE = HAS_SCRIPT ? '' : ' (SKIPPED: script of util-linux is not installed)';
