/** A step of the build: makes a small run, and leaves what V8 compiled for it for those who start the program. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CompiledProgram } from './compiled-program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-build-'));
const inside = (name: string): string => path.join(folder, name);
const program = CompiledProgram.uncompiled();
process.on('exit', () => {
  rmSync(folder, { recursive: true });
  if (process.exitCode === 0) program.save();
});
process.argv.splice(
  2,
  Infinity,
  'run',
  '--output',
  inside('run.pcap'),
  '--reporter',
  `text=${inside('run.txt')}`,
);
program.load('main.cjs');
