import type { Leak } from '../../audit/findings.ts';
import type { ExpectationFailure, MarkedExcerpt } from '../../simulation/expectations/expectation-result.ts';
import type { RunResult } from '../../simulation/result.ts';
import type { CaptureInfo } from '../capture-info.ts';
import type { JsonReport } from '../json-schema.ts';

/** @returns the result that a JSON report was made of, and where its frames went */
export function decodeReport(report: JsonReport): { result: RunResult; capture: CaptureInfo | null } {
  const { version: _, headline: __, capture, leaks, largestLeak, expectations, ...rest } = report;
  return {
    capture,
    result: {
      ...rest,
      leaks: leaks.map(decodeLeak),
      largestLeak: largestLeak === null ? null : decodeLeak(largestLeak),
      expectations: {
        ...expectations,
        failures: expectations.failures.map(
          ({ excerpt, ...failure }): ExpectationFailure => ({
            ...failure,
            excerpt: excerpt === null ? null : decodeExcerpt(excerpt),
          }),
        ),
      },
    },
  };
}

function decodeLeak({ excerpt, ranges, ...leak }: JsonReport['leaks'][number]): Leak {
  return {
    ...leak,
    ranges: ranges.map((range) => ({ ...range, bytes: bytesOf(range.bytes) })),
    excerpt: { start: excerpt.start, bytes: bytesOf(excerpt.bytes) },
  };
}

type EncodedExcerpt = NonNullable<JsonReport['expectations']['failures'][number]['excerpt']>;

function decodeExcerpt({ bytes, expected, ...rest }: EncodedExcerpt): MarkedExcerpt {
  return {
    ...rest,
    bytes: bytesOf(bytes),
    expected: expected === null ? null : { start: expected.start, bytes: bytesOf(expected.bytes) },
  };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
