/** A step of the build: finds out about the packaged samples what a run would take time to find out. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { knownText } from '../../script/find-known.ts';
import { knownSampleFile } from '../scripts/known-samples.ts';
import { packagedSamples } from '../scripts/packaged-samples.ts';

for (const { name, path: file } of packagedSamples()) {
  const readFile = (other: string): Uint8Array => readFileSync(path.join(path.dirname(file), other));
  const known = knownText(readFileSync(file, 'utf8'), file, { readFile });
  const json = JSON.stringify(known);
  if (!isDeepStrictEqual(JSON.parse(json), known))
    throw new Error(`Cannot prepare ${file}: it is no plain data`);
  mkdirSync(path.dirname(knownSampleFile(name)), { recursive: true });
  writeFileSync(knownSampleFile(name), json);
}
