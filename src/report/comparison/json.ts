import type { ComparisonResult, FrameDifference } from '../../simulation/comparison/comparison-result.ts';
import type { CaptureInfo } from '../capture-info.ts';
import { hexOf } from '../json.ts';
import { jsonText, lazily } from '../json-text.ts';
import { comparisonHeadline } from './headline.ts';
import type { ComparisonReport } from './json-schema.ts';

/**
 * A comparison as data for other programs: everything that the text report says. See `comparisonReportSchema` for
 * what the fields mean.
 *
 * @param captures - where the frames of a release went, if they went anywhere
 * @returns a value for JSON.stringify that shares no memory with `result`
 *
 * @example
 * const text = JSON.stringify(comparisonReport(await compareReleases(script)));
 */
export function comparisonReport(
  result: ComparisonResult,
  captures: ReadonlyMap<string, CaptureInfo> = new Map(),
): ComparisonReport {
  const { releases, differences, ...rest } = result;
  return {
    version: 1,
    headline: comparisonHeadline(result),
    ...structuredClone(rest),
    releases: releases.map(({ release, ...counts }) => ({
      release,
      capture: structuredClone(captures.get(release) ?? null),
      ...structuredClone(counts),
    })),
    differences: { ...differences, first: differences.first.map(encode) },
  };
}

/** The text of the same report, in pieces: it may be longer than a string can be, and be written while it is made. */
export function comparisonReportText(
  result: ComparisonResult,
  captures: ReadonlyMap<string, CaptureInfo> = new Map(),
): Generator<string> {
  const { first } = result.differences;
  const report = comparisonReport({ ...result, differences: { ...result.differences, first: [] } }, captures);
  return jsonText({ ...report, differences: { ...report.differences, first: lazily(first, encode) } });
}

function encode({ frames, ...rest }: FrameDifference): ComparisonReport['differences']['first'][number] {
  return {
    ...structuredClone(rest),
    frames: frames.map(({ bytes, ...frame }) => ({ ...structuredClone(frame), bytes: hexOf(bytes) })),
  };
}
