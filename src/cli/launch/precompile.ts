/** A step of the build: makes a small run, and leaves what V8 compiled for it for those who start the program. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { packageFile } from '../package-file.ts';
import { DEFAULT_SAMPLE } from '../scripts/packaged-samples.ts';
import { CompiledProgram } from './compiled-program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-build-'));
const inside = (name: string): string => path.join(folder, name);
const program = CompiledProgram.uncompiled();
setFlagsFromString('--no-flush-bytecode');
process.on('exit', () => {
  rmSync(folder, { recursive: true });
  setFlagsFromString('--flush-bytecode');
  if (process.exitCode === 0) program.save();
});
// A packaged sample, of which much is known, and a script of one's own, which is read and checked.
const sample = packageFile(`samples/${DEFAULT_SAMPLE}.yaml`);
const script = inside('script.yaml');
copyFileSync(sample, script);
process.argv.splice(
  2,
  Infinity,
  'run',
  sample,
  script,
  '--output',
  inside('{script}.pcap'),
  '--reporter',
  `text=${inside('run.txt')}`,
);
program.load('main.cjs');
