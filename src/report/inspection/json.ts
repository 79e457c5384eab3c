import type { OldMemory } from '../../inspection/old-memory/result.ts';
import type { InspectionResult, Padding } from '../../inspection/result.ts';
import { jsonText, lazily } from '../json-text.ts';
import { inspectionHeadline } from './headline.ts';
import type { InspectionJson } from './json-schema.ts';

/**
 * An inspection as data for other programs: everything that the text report says. See `inspectionSchema` for what
 * the fields mean.
 *
 * @returns a value for JSON.stringify that shares no memory with `result`
 */
export function inspectionJson(result: InspectionResult): InspectionJson {
  const { paddings, oldMemory, ...rest } = result;
  return {
    version: 2,
    headline: inspectionHeadline(result),
    ...structuredClone(rest),
    paddings: paddings.map(encodePadding),
    oldMemory: oldMemory.map(encodeOldMemory),
  };
}

/** The text of the same report, in pieces: it may be longer than a string can be, and be written while it is made. */
export function inspectionText(result: InspectionResult): Generator<string> {
  const { paddings, checksumFailures, oldMemory } = result;
  return jsonText({
    ...inspectionJson({ ...result, paddings: [], checksumFailures: [], oldMemory: [] }),
    headline: inspectionHeadline(result),
    checksumFailures,
    paddings: lazily(paddings, encodePadding),
    oldMemory: lazily(oldMemory, encodeOldMemory),
  });
}

function encodePadding(padding: Padding): InspectionJson['paddings'][number] {
  return { ...structuredClone(padding), bytes: hexOf(padding.bytes) };
}

function encodeOldMemory(finding: OldMemory): InspectionJson['oldMemory'][number] {
  return { ...structuredClone(finding), bytes: hexOf(finding.bytes) };
}

function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
