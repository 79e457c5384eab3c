import type { ChecksumFailure, Leak } from '../audit/findings.ts';
import type { ExpectationResult, MarkedExcerpt } from '../simulation/expectations/expectation-result.ts';
import type { RunResult } from '../simulation/result.ts';
import type { CaptureInfo } from './capture-info.ts';
import type { ExcerptReport } from './expectation-schema.ts';
import { headline } from './headline.ts';
import type { JsonReport } from './json-schema.ts';
import { jsonText, lazily } from './json-text.ts';

/**
 * A run as data for other programs: everything that the text report says. See `jsonReportSchema` for what the
 * fields mean.
 *
 * @param capture - where the frames went; null if nowhere
 * @returns a value for JSON.stringify that shares no memory with `result`
 *
 * @example
 * await writeFile('report.json', JSON.stringify(jsonReport(await runScript(script), null)));
 *
 * @see jsonReportText for one that may be longer than a string can be
 */
export function jsonReport(result: RunResult, capture: CaptureInfo | null): JsonReport {
  const { leaks, largestLeak, checksumFailures, expectations, ...rest } = result;
  return {
    version: 1,
    headline: headline(result),
    capture: capture === null ? null : { ...capture },
    ...structuredClone(rest),
    checksumFailures: checksumFailures.map(encodeFailure),
    leaks: leaks.map(encodeLeak),
    largestLeak: largestLeak === null ? null : encodeLeak(largestLeak),
    expectations: encodeExpectations(expectations),
  };
}

/**
 * The text of the same report, in pieces: it may be longer than a string can be, and be written while it is made.
 *
 * @param capture - where the frames went; null if nowhere
 *
 * @example
 * await pipeline(jsonReportText(await runScript(script), null), createWriteStream('report.json'));
 */
export function jsonReportText(result: RunResult, capture: CaptureInfo | null): Generator<string> {
  return jsonText(lazyReport(result, capture));
}

/** @returns what `jsonReport` returns, but for what is long: that is made when it is asked for */
export function lazyReport(result: RunResult, capture: CaptureInfo | null): object {
  return {
    ...jsonReport({ ...result, leaks: [], checksumFailures: [] }, capture),
    headline: headline(result),
    checksumFailures: lazily(result.checksumFailures, encodeFailure),
    leaks: lazily(result.leaks, encodeLeak),
  };
}

function encodeExpectations(expectations: ExpectationResult): JsonReport['expectations'] {
  const { failures, ...rest } = expectations;
  return {
    ...structuredClone(rest),
    failures: failures.map(({ excerpt, ...failure }) => ({
      ...failure,
      excerpt: excerpt === null ? null : encodeExcerpt(excerpt),
    })),
  };
}

function encodeExcerpt({ bytes, expected, ...rest }: MarkedExcerpt): ExcerptReport {
  return {
    ...structuredClone(rest),
    bytes: hexOf(bytes),
    expected: expected === null ? null : { start: expected.start, bytes: hexOf(expected.bytes) },
  };
}

function encodeFailure(failure: ChecksumFailure): JsonReport['checksumFailures'][number] {
  return structuredClone(failure);
}

function encodeLeak(leak: Leak): JsonReport['leaks'][number] {
  return {
    ...structuredClone(leak),
    ranges: leak.ranges.map((range) => ({ ...structuredClone(range), bytes: hexOf(range.bytes) })),
    excerpt: { start: leak.excerpt.start, bytes: hexOf(leak.excerpt.bytes) },
  };
}

/** @returns two hexadecimal digits for each byte */
export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
