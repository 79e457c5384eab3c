import path from 'node:path';
import { vectorFiles, verifyVector } from './verify.ts';

/** Verifies every vector of the folder that is named, or of the project's own copy. */
const folder = path.resolve(process.argv[2] ?? 'test/conformance/vectors');
let passed = 0;
let failed = 0;
for (const file of filesOf(folder)) {
  let problems: string[];
  try {
    problems = verifyVector(file);
  } catch (error) {
    problems = [error instanceof Error ? error.message : String(error)];
  }
  if (problems.length === 0) passed++;
  else {
    failed++;
    process.stdout.write(`${path.basename(file, '.json.gz')}: ${problems[0]}\n`);
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
if (failed > 0 || passed === 0) process.exitCode = 1;

function filesOf(name: string): string[] {
  try {
    return vectorFiles(name);
  } catch (error) {
    process.stderr.write(
      `Cannot read the vectors: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return [];
  }
}
