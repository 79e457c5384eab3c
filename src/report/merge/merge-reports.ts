import type { RunResult } from '../../simulation/result.ts';
import { mergeResults, type ShardResult } from '../../simulation/shard/merge-results.ts';
import { grouped } from '../words.ts';
import { CannotMergeReports } from './cannot-merge-reports.ts';
import { checkReport } from './check-report.ts';
import { decodeReport } from './decode-report.ts';
import type { NamedReport } from './parse-report.ts';

interface Part {
  name: string;
  result: ShardResult;
}

/** So that a long list of what is missing can be read. */
const MOST_NAMED = 10;

/**
 * Joins the reports of shards into those of the runs that they are parts of.
 *
 * @param reports - in any order; of several runs too, each with all of its shards
 * @returns the results of the whole runs, in the order in which their reports come first
 * @throws CannotMergeReports if a number cannot be that of a run, a shard is missing, there twice, incomplete, or of another run than the others
 *
 * @example
 * ```ts
 * import { jsonReport, loadScript, mergeReports, runShard } from 'netchannel-sim';
 *
 * const steps = '[{"repeat": {"count": 100, "steps": [{"arp": {"request": "10.0.0.2"}}]}}]';
 * const script = loadScript(`{"name": "many", "steps": ${steps}}`, 'many.json');
 * const reports = [];
 * for (const index of [1, 2]) {
 *   const result = await runShard(script, { shard: { index, count: 2 } });
 *   reports.push({ name: `part ${index}`, report: jsonReport(result, null) });
 * }
 * const [whole] = mergeReports(reports);
 * console.log(whole?.totals.frames); // 100
 * ```
 */
export function mergeReports(reports: readonly NamedReport[]): RunResult[] {
  const runs = new Map<string, Part[]>();
  for (const named of reports) {
    checkReport(named);
    const { name, report } = named;
    const { shard, ...result } = decodeReport(report).result;
    if (shard === undefined) {
      throw new CannotMergeReports(
        `Cannot merge ${name}: it is the report of a whole run, not of a shard (run --shard)`,
      );
    }
    const { script, release, seed } = result;
    const key = JSON.stringify([script.name, release, seed]);
    const parts = runs.get(key) ?? [];
    parts.push({ name, result: { ...result, shard } });
    runs.set(key, parts);
  }
  return [...runs.values()].map(mergeRun);
}

function mergeRun(parts: readonly Part[]): RunResult {
  checkAlike(parts);
  const inOrder = [...parts].sort((a, b) => a.result.shard.index - b.result.shard.index);
  checkNumbers(inOrder);
  checkChain(inOrder);
  return mergeResults(inOrder.map(({ result }) => result));
}

function checkAlike(parts: readonly Part[]): void {
  const [first] = parts;
  if (first === undefined) return;
  for (const part of parts) {
    const { result, name } = part;
    if (!result.complete) {
      throw new CannotMergeReports(
        `Cannot merge ${name}: shard ${result.shard.index} was stopped before its end; run it again`,
      );
    }
    if (result.shard.count !== first.result.shard.count) {
      throw new CannotMergeReports(
        `Cannot merge ${first.name} and ${name}: they are parts of ${titleOf(result)}, one of ${first.result.shard.count} shards and the other of ${result.shard.count}`,
      );
    }
    if (JSON.stringify(contentOf(result)) !== JSON.stringify(contentOf(first.result))) {
      throw new CannotMergeReports(
        `Cannot merge ${first.name} and ${name}: their scripts are called ${JSON.stringify(result.script.name)}, but are not the same`,
      );
    }
  }
}

/** What must be the same in all shards of a run; the file may have other names on other machines. */
function contentOf({ script, steps, names }: RunResult): unknown {
  return [script.description, steps.map(({ label, line }) => [label, line]), names];
}

function checkNumbers(parts: readonly Part[]): void {
  const [first] = parts;
  if (first === undefined) return;
  for (const [i, { name, result }] of parts.entries()) {
    const other = parts[i + 1];
    if (other?.result.shard.index !== result.shard.index) continue;
    throw new CannotMergeReports(
      `Cannot merge ${name} and ${other.name}: both are shard ${result.shard.index} of ${titleOf(result)}`,
    );
  }
  const { count } = first.result.shard;
  if (parts.length === count) return;
  const there = new Set(parts.map(({ result }) => result.shard.index));
  const missing: number[] = [];
  for (let index = 1; index <= count && missing.length < MOST_NAMED; index++) {
    if (!there.has(index)) missing.push(index);
  }
  const all = count - parts.length;
  const more = all > missing.length ? ` and ${grouped(all - missing.length)} more` : '';
  throw new CannotMergeReports(
    `Cannot merge the shards of ${titleOf(first.result)}: of ${count}, ${missing.join(', ')}${more} ${all === 1 ? 'is' : 'are'} missing`,
  );
}

/** Each shard has to begin where the one before it ends. */
function checkChain(parts: readonly Part[]): void {
  let frames = 0;
  let before: Part | undefined;
  for (const part of parts) {
    const { shard, totals } = part.result;
    const ends = before?.result.shard.end ?? null;
    const isTorn = ends !== null && shard.begin !== null && shard.begin !== ends;
    if (before !== undefined && (isTorn || shard.framesBefore !== frames)) {
      throw new CannotMergeReports(
        `Cannot merge ${before.name} and ${part.name}: shard ${shard.index} does not begin where shard ${shard.index - 1} ends; run all shards again with "--warm-up all"`,
      );
    }
    frames += totals.frames;
    before = part;
  }
}

function titleOf({ script, release, seed }: RunResult): string {
  return `${JSON.stringify(script.name)} under ${release} with the seed ${seed}`;
}
