import { inspectionHeadline } from './headline.ts';
import type { InspectionJson } from './json-schema.ts';
import type { InspectionResult } from './result.ts';

/**
 * An inspection as data for other programs: everything that the text report says. See `inspectionSchema` for what
 * the fields mean.
 *
 * @returns a value for JSON.stringify that shares no memory with `result`
 */
export function inspectionJson(result: InspectionResult): InspectionJson {
  const { paddings, ...rest } = result;
  return {
    version: 2,
    headline: inspectionHeadline(result),
    ...structuredClone(rest),
    paddings: paddings.map((padding) => ({ ...structuredClone(padding), bytes: hexOf(padding.bytes) })),
  };
}

function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
