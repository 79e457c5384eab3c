import type { RecordedRun } from '../recording/run-recorder.ts';
import type { WorstFrames } from '../replay/leak-recorder.ts';

/** What stands for bytes in JSON. */
interface BytesInJson {
  bytes64: string;
}

/** @returns JSON, in which bytes are base64 */
export function toldFramesJson(told: Record<string, WorstFrames>): string {
  return JSON.stringify(told, (_, value: unknown) => {
    return value instanceof Uint8Array ? ({ bytes64: base64(value) } satisfies BytesInJson) : value;
  });
}

/** @param json - as `toldFramesJson` makes it */
export function parseToldFrames(json: string): Record<string, WorstFrames> {
  return JSON.parse(json, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('bytes64' in value)) return value;
    return Uint8Array.from(atob(String(value.bytes64)), (letter) => letter.charCodeAt(0));
  });
}

/** @returns the run with frames behind its last one, that the command has told */
export function withToldFrames({ result, recording }: RecordedRun, told: WorstFrames): RecordedRun {
  const base = result.steps.length;
  const steps = told.steps.map((site) => ({ ...site, index: site.index + base }));
  const moved = <F extends { step: number }>(of: F): F => ({ ...of, step: of.step + base });
  const frames = told.frames
    .filter(({ number }) => number > result.totals.frames)
    .map(({ leak, failures, ...frame }) => ({
      ...moved(frame),
      ...(leak === undefined
        ? {}
        : {
            leak: {
              ...leak,
              frame: moved(leak.frame),
              ranges: leak.ranges.map((range) => ({ ...range, source: moved(range.source) })),
            },
          }),
      failures: failures.map((failure) => ({
        ...failure,
        frame: moved(failure.frame),
        staleSummed: failure.staleSummed.map((range) => ({ ...range, source: moved(range.source) })),
      })),
    }));
  return {
    result: { ...result, steps: [...result.steps, ...steps] },
    recording: { ...recording, frames: [...recording.frames, ...frames] },
  };
}

function base64(bytes: Uint8Array): string {
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
