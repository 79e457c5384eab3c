import type { ProbedFrame, ProbeResult } from '../../probe/result.ts';
import { hexOf } from '../json.ts';
import { jsonText, lazily } from '../json-text.ts';
import { flawSentence } from './flaw-words.ts';
import { probeHeadline } from './headline.ts';
import type { ProbeJson } from './json-schema.ts';

/**
 * What came of probing a writer as data for other programs. See `probeSchema` for what the fields mean.
 *
 * @param subject - who the writer is
 * @returns a value for JSON.stringify that shares no memory with `result`
 */
export function probeJson(subject: string, result: ProbeResult): ProbeJson {
  return { ...headOf(subject, result), frames: result.frames.map((frame) => frameJson(frame, result)) };
}

/** @returns the text of the same, in pieces, made as they are written */
export function probeText(subject: string, result: ProbeResult): Generator<string> {
  return jsonText({
    ...headOf(subject, result),
    frames: lazily(result.frames, (frame) => frameJson(frame, result)),
  });
}

function headOf(subject: string, result: ProbeResult): Omit<ProbeJson, 'frames'> {
  const { size, linkType, linkTypeGiven, device, fillings, passes, totals } = result;
  return {
    version: 1,
    headline: probeHeadline(result),
    subject,
    size,
    linkType,
    linkTypeGiven,
    device,
    passes,
    fillings: fillings.map((filling) => ({ ...filling })),
    totals: { ...totals },
  };
}

function frameJson(frame: ProbedFrame, result: ProbeResult): ProbeJson['frames'][number] {
  const {
    number,
    protocol,
    flow,
    length,
    stretches,
    checksums,
    refusals,
    flaws,
    clean,
    dirty,
    dirtyFilling,
  } = frame;
  return {
    number,
    protocol,
    flow,
    length: { verdict: length.verdict, under: [...length.under] },
    stretches: stretches.map((stretch) => ({ ...stretch })),
    checksums: checksums.map((checksum) => ({
      ...checksum,
      under: checksum.under.map((state) => ({ ...state })),
    })),
    refusals: refusals.map((refusal) => ({ ...refusal })),
    flaws: flaws.map((flaw) => ({
      ...flaw,
      fields: [...flaw.fields],
      says: flawSentence(flaw, frame, result),
    })),
    clean: hexOf(clean),
    dirty: hexOf(dirty),
    dirtyFilling,
  };
}
