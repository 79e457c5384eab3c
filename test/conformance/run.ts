import path from 'node:path';
import { describeCounts, VerdictCounts } from './counts.ts';
import { judgeVector, type Verdict, vectorFiles } from './verify.ts';

/*
 * npm run conformance -- [DIR…]
 * Verifies every vector of the folders that are named, or of the project's own copies: the first difference of each that
 * differs, how many passed per release, and how many vectors did.
 */
const OWN = ['vectors', 'vectors-later', 'vectors-mixed'].map((name) => `test/conformance/${name}`);

const named = process.argv.slice(2);
const counts = new VerdictCounts();
for (const folder of named.length > 0 ? named : OWN) {
  for (const file of filesOf(path.resolve(folder))) {
    const verdicts = judged(file);
    counts.add(verdicts);
    for (const { key, problem } of verdicts) {
      if (problem !== undefined)
        process.stdout.write(`${path.basename(file, '.json.gz')}: ${key} ${problem}\n`);
    }
  }
}
process.stdout.write(`${describeCounts(counts)}\n`);
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;

function judged(file: string): Verdict[] {
  try {
    return judgeVector(file);
  } catch (error) {
    return [{ key: 'cannot be run:', problem: error instanceof Error ? error.message : String(error) }];
  }
}

function filesOf(name: string): string[] {
  try {
    return vectorFiles(name);
  } catch (error) {
    process.stderr.write(
      `Cannot read the vectors: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
    return [];
  }
}
