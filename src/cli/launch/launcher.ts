/** Starts the program: with what the build has left compiled, or else with what Node.js itself keeps, from 22.1 on. */
import nodeModule, { createRequire } from 'node:module';
import { CompiledProgram } from './compiled-program.ts';

const MAIN = 'main.cjs';
const compiled = CompiledProgram.saved();

if (compiled !== undefined) {
  compiled.load(MAIN);
} else {
  const { enableCompileCache }: { enableCompileCache?: unknown } = {
    enableCompileCache: undefined,
    ...nodeModule,
  };
  if (typeof enableCompileCache === 'function') enableCompileCache();
  createRequire(import.meta.url)(`./${MAIN}`);
}
