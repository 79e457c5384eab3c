/** A step of the build: makes a small run, and leaves what V8 compiled for it for those who start the program. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageFile } from '../package-file.ts';
import { DEFAULT_SAMPLE } from '../scripts/packaged-samples.ts';
import { CompiledProgram } from './compiled-program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-build-'));
const inside = (name: string): string => path.join(folder, name);
const program = CompiledProgram.uncompiled();
process.on('exit', () => {
  rmSync(folder, { recursive: true });
  if (process.exitCode === 0) program.save();
});
// Of the packaged sample more is known than of scripts of one's own, for which more is to be compiled.
const script = inside('script.yaml');
copyFileSync(packageFile(`samples/${DEFAULT_SAMPLE}.yaml`), script);
process.argv.splice(
  2,
  Infinity,
  'run',
  script,
  '--output',
  inside('run.pcap'),
  '--reporter',
  `text=${inside('run.txt')}`,
);
program.load('main.cjs');
