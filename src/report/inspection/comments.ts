import type { FrameFindings } from '../../inspection/frame-findings.ts';
import type { OldMemory } from '../../inspection/old-memory/result.ts';
import type { Padding, WrongChecksum, WrongFrameCheckSequence } from '../../inspection/result.ts';
import { MOST_RANGES, shortened } from '../frame-comments.ts';
import { printable } from '../printable.ts';
import { quotedBytes } from '../quoted-bytes.ts';
import { verdictWords } from '../verdict-words.ts';
import { counted, grouped, hex16, hex32 } from '../words.ts';
import { sourceWords } from './old-memory-section.ts';

/** Of each other kind. */
const MOST_OTHERS = 8;

/**
 * What there is to say about a frame of a capture that was inspected, one finding per comment, in the words of the comments
 * of runs (frame-comments.ts). The profile in `wireshark-profile` reads this.
 *
 * @returns 64 lines at most; none if nothing was found
 */
export function inspectionComments(found: FrameFindings): string[] {
  const { oldMemory, checksumFailures, wrongFrameCheckSequences } = found;
  const leaks = oldMemory.filter((finding) => isLeak(finding, oldMemory));
  const others = oldMemory.filter(({ evidence }) => evidence === 'not-zero');
  const paddings = found.paddings.filter((padding) => !leaks.some((leak) => overlap(leak, padding)));
  return [
    ...upTo(
      MOST_RANGES,
      leaks.map((leak) => `leak: ${describeLeak(leak, oldMemory)}`),
      'range of old memory',
      'ranges of old memory',
    ),
    ...upTo(
      MOST_OTHERS,
      [...paddings.map(describePadding), ...others.map(describeReserved)],
      'stretch that is not zero',
      'stretches that are not zero',
    ),
    ...upTo(
      MOST_OTHERS - 2,
      [...checksumFailures.map(describeChecksum), ...wrongFrameCheckSequences.map(describeFrameCheck)].map(
        (text) => `checksum: ${text}`,
      ),
      'wrong checksum',
    ),
    ...(checksumFailures.length > 0 ? [`verdict: ${verdictWords('discarded')}`] : []),
  ].map(shortened);
}

/**
 * What is as good as certain, told once: what was in an earlier frame is that, whatever it looks like besides.
 */
function isLeak(finding: OldMemory, all: readonly OldMemory[]): boolean {
  const { evidence, source } = finding;
  if (source !== null) return true;
  if (evidence !== 'poison' && evidence !== 'pointer' && evidence !== 'secret') return false;
  return !all.some((other) => other.source !== null && overlap(other, finding));
}

function overlap(a: Pick<OldMemory, 'start' | 'end'>, b: Pick<OldMemory, 'start' | 'end'>): boolean {
  return a.start < b.end && b.start < a.end;
}

function describeLeak(finding: OldMemory, all: readonly OldMemory[]): string {
  const { field } = finding;
  const into = field.endsWith('.payload') ? '' : `, in ${field}`;
  return `${stretch(finding)} from ${originOf(finding)}${into}${secretsIn(finding, all)}: ${quoted(finding)}`;
}

function originOf({ evidence, source, what }: OldMemory): string {
  if (source !== null) {
    return `frame ${source.frame} (${sourceWords(source)}), offset ${source.offset}`;
  }
  const name = printable(what ?? '');
  if (evidence === 'secret') return `a secret (${name})`;
  return evidence === 'pointer' ? `the kernel (a pointer, ${name})` : `poison (${name})`;
}

/** @returns how many bytes of which secret are in what was in an earlier frame */
function secretsIn(finding: OldMemory, all: readonly OldMemory[]): string {
  if (finding.source === null) return '';
  const counts = new Map<string, number>();
  for (const secret of all) {
    if (secret.evidence !== 'secret' || !overlap(secret, finding)) continue;
    const size = Math.min(secret.end, finding.end) - Math.max(secret.start, finding.start);
    const name = printable(secret.what ?? '');
    counts.set(name, (counts.get(name) ?? 0) + size);
  }
  return [...counts].map(([name, size]) => `, ${counted(size, 'byte')} of secret ${name}`).join('');
}

function describePadding({ start, end, nonZero, bytes }: Padding): string {
  const place = placeOf(start, end);
  return `padding: ${grouped(nonZero)} of ${counted(end - start, 'byte')} at ${place} not zero: ${quoted({ start, end, bytes })}`;
}

function describeReserved(finding: OldMemory): string {
  const { field, what } = finding;
  const why = what === null ? 'not zero' : `not zero, and ${printable(what)}`;
  return `reserved: ${stretch(finding)}, in ${field}, ${why}: ${quoted(finding)}`;
}

function describeChecksum({ protocol, found, expected, within, quoted: isQuoted }: WrongChecksum): string {
  const inner = within.length === 0 ? '' : `, within ${within.join(', ')}`;
  const of = isQuoted ? ', of the packet that is quoted' : '';
  return `${protocol} ${hex16(found)}, should be ${hex16(expected)}${inner}${of}`;
}

function describeFrameCheck({ found, expected }: WrongFrameCheckSequence): string {
  if (found === null || expected === null) return 'frame check sequence found wrong by the network card';
  return `frame check sequence ${hex32(found)}, should be ${hex32(expected)}`;
}

function stretch({ start, end }: Pick<OldMemory, 'start' | 'end'>): string {
  return `${counted(end - start, 'byte')} at ${placeOf(start, end)}`;
}

function placeOf(start: number, end: number): string {
  return end - start === 1 ? `${start}` : `${start}..${end - 1}`;
}

function quoted({ start, end, bytes }: Pick<OldMemory, 'start' | 'end' | 'bytes'>): string {
  const nonZero = bytes.reduce((count, byte) => (byte === 0 ? count : count + 1), 0);
  return quotedBytes({ start, end, bytes, nonZero, source: { offset: 0 } });
}

function upTo(most: number, lines: readonly string[], noun: string, plural = `${noun}s`): string[] {
  const hidden = lines.length - most;
  if (hidden <= 0) return [...lines];
  return [...lines.slice(0, most), `and ${counted(hidden, `more ${noun}`, `more ${plural}`)}`];
}
