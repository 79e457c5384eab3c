import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import { CAPTURE } from './capture.ts';
import { CAPTURE_FORMATS, type CaptureFormat } from './capture-format.ts';
import { closestHint } from './closest-hint.ts';
import type { OptionRow } from './option-row.ts';

const SAYS = "pcap or pcapng, whatever the capture's name";

export const FORMAT = {
  flags: '--format <format>',
  on: { run: SAYS, replay: SAYS },
  values: choices(...CAPTURE_FORMATS),
  excludes: [
    {
      option: CAPTURE,
      says: 'Cannot combine --no-capture with --format, which is about the capture; leave one out',
    },
  ],
  parse: parseCaptureFormat,
} satisfies OptionRow<CaptureFormat>;

function parseCaptureFormat(text: string): CaptureFormat {
  const format = CAPTURE_FORMATS.find((name) => name === text.toLowerCase());
  if (format !== undefined) return format;
  throw new CliError(
    `Unknown format ${JSON.stringify(text)} after --format${closestHint(text, CAPTURE_FORMATS)}; there are ${CAPTURE_FORMATS.join(' and ')}`,
  );
}
