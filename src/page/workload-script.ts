import { loadScript } from '../script/load-script.ts';
import type { Script } from '../script/script.ts';
import { type Workload, workloadReader } from './workload.ts';

/** @throws ScriptErrors if the script is wrong */
export function scriptOf(workload: Workload): Script {
  const { text, file, defines } = workload;
  return loadScript(text, file, { defines, readFile: workloadReader(workload) });
}
