/**
 * netchannel-sim as a library: what the command line program uses is what others get.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { loadScript, runScript } from 'netchannel-sim';
 *
 * const script = loadScript(await readFile('demo.yaml', 'utf8'), 'demo.yaml');
 * const result = await runScript(script, { release: '1.10.0' });
 * console.log(result.totals.leakedBytes);
 * ```
 *
 * @module
 */
export type { AuditedFrame } from './audit/audited-frame.ts';
export type { WrongChecksum } from './audit/blame.ts';
export type * from './audit/findings.ts';
export { CaptureError } from './capture-reader/capture-error.ts';
export * from './capture-writer/index.ts';
export type * from './guest/packets.ts';
export {
  DEFAULT_RELEASE,
  isRelease,
  RELEASE_NAMES,
  RELEASES,
  type Release,
  type ReleasePolicy,
} from './netchannel/releases.ts';
export { type Imported, type ImportOptions, importCapture } from './replay/import/import-capture.ts';
export { type Replayed, type ReplayOptions, replayCapture } from './replay/replay.ts';
export type { CaptureInfo } from './report/capture-info.ts';
export { comparisonReport, comparisonReportText } from './report/comparison/json.ts';
export { type ComparisonReport, comparisonReportSchema } from './report/comparison/json-schema.ts';
export { type ComparisonTextOptions, renderComparison } from './report/comparison/text.ts';
export { headline } from './report/headline.ts';
export { jsonReport, jsonReportText } from './report/json.ts';
export { jsonRuns } from './report/json-runs.ts';
export { type FailedRun, type JsonRuns, jsonRunsSchema } from './report/json-runs-schema.ts';
export { type JsonReport, jsonReportSchema } from './report/json-schema.ts';
export { jsonText } from './report/json-text.ts';
export { CannotMergeReports } from './report/merge/cannot-merge-reports.ts';
export { mergeReports } from './report/merge/merge-reports.ts';
export { type NamedReport, parseReports } from './report/merge/parse-report.ts';
export type { CommandLine } from './report/next-steps.ts';
export { PLAIN_STYLE, type Style } from './report/style.ts';
export { renderText, type TextOptions } from './report/text.ts';
export { ScriptError, ScriptErrors } from './script/errors.ts';
export type * from './script/expectation.ts';
export type { ReadFile } from './script/include/script-files.ts';
export type { LoadOptions } from './script/load.ts';
export { loadScript } from './script/load-script.ts';
export type { Link, Party, PollPolicy, Script } from './script/script.ts';
export type {
  Fault,
  FaultStep,
  PollStep,
  ReceiveFrameStep,
  ReceivePacketStep,
  ReceiveStep,
  RepetitionStep,
  SendStep,
  Step,
  Timing,
} from './script/step.ts';
export { CannotGoOn } from './simulation/cannot-go-on.ts';
export type { Capture } from './simulation/capture/capture.ts';
export type { FrameDetails } from './simulation/capture/frame-details.ts';
export { VANTAGES, type Vantage, type VantagePoint } from './simulation/capture/vantage.ts';
export { type CompareOptions, compareReleases } from './simulation/comparison/comparison.ts';
export type * from './simulation/comparison/comparison-result.ts';
export type * from './simulation/expectations/expectation-result.ts';
export type { NoteEntry, RunResult, StepSite, WriteError } from './simulation/result.ts';
export {
  drive,
  outcome,
  type RunOptions,
  runScript,
  type StepSource,
} from './simulation/run.ts';
export type { WarmUp } from './simulation/shard/approach.ts';
export { runShard, type ShardOptions } from './simulation/shard/run-shard.ts';
export { ShardGap } from './simulation/shard/shard-gap.ts';
export type { ShardInfo } from './simulation/shard/shard-result.ts';
export type { ShardNumber } from './simulation/shard/slices.ts';
export { Simulation } from './simulation/simulation.ts';
export type { SimulationListener, SimulationOptions } from './simulation/simulation-options.ts';
export { formatIpv4, formatIpv6, formatMac, parseIpv4, parseIpv6, parseMac } from './wire/address.ts';
export { type ByteRange, wholeOf } from './wire/bytes.ts';
export { type Secret, SecretMarks } from './wire/secret-marks.ts';
