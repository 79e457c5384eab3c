import type { CaptureInfo } from '../capture-info.ts';
import { printable } from '../printable.ts';
import { counted } from '../words.ts';

/** Where the frames of each release went. Empty if nowhere. */
export function capturesSection(captures: ReadonlyMap<string, CaptureInfo>): string[] {
  return [...captures].map(([release, { file, packets, bytes }]) => {
    const where = file === null ? 'standard output' : printable(file);
    return `Wrote ${counted(packets, 'frame')} (${counted(bytes, 'byte')}) of ${release} to ${where}`;
  });
}
