import type { ExposedInFrame } from '../audit/exposure-result.ts';
import type {
  ChecksumFailure,
  LeakedSecret,
  LeakRange,
  PushedFrame,
  Recipient,
  StaleSource,
} from '../audit/findings.ts';
import { deviceTitle } from '../netchannel/devices.ts';
import type { FrameDetails } from '../simulation/capture/frame-details.ts';
import type { RunResult } from '../simulation/result.ts';
import { checksumSentence } from './checksum-words.ts';
import { isBroadcast } from './names.ts';
import { printable } from './printable.ts';
import { quotedBytes } from './quoted-bytes.ts';
import { verdictWords } from './verdict-words.ts';
import { counted, grouped, hex16 } from './words.ts';

/** Comments of a packet in all: these, one for each checksum, and the verdict. A reader shows them one by one. */
export const MOST_RANGES = 48;
const MOST_NOTES = 8;

/** So that a packet with all its comments stays below what live readers take (pcap-writer/README.md). */
const LONGEST_COMMENT = 1000;

/** What comments need to know of the run. */
export interface CommentContext {
  /** Frames in the capture from runs before this one. */
  framesBefore: number;
  /** What other frames go by: their numbers are those of packets in the capture, or its packet ids. `frame` if absent. */
  reference?: 'frame' | 'packet id';
}

/**
 * What there is to say about a frame, one finding per comment; none for a frame that arrives and has no finding. The
 * profile in `wireshark-profile` reads this.
 *
 * @returns 66 lines at most
 */
export function frameComments(details: FrameDetails, context: CommentContext): string[] {
  const { leak, checksumFailures, notes, exposed, checksum, lost, verdict = lost } = details;
  const ranges = leak?.ranges ?? [];
  const all = ranges.length + (leak?.leftOut?.ranges ?? 0);
  const hasFindings = ranges.length > 0 || checksumFailures.length > 0;
  const lines = [
    ...notes.slice(0, MOST_NOTES).map((text) => `note: ${oneLine(text)}`),
    ...andMore(notes.length - MOST_NOTES, 'note'),
    ...(leak?.frame.pushed === undefined ? [] : [`pushed: ${describePushed(leak.frame.pushed)}`]),
    ...ranges.slice(0, MOST_RANGES).map((range) => `leak: ${describeRange(range, context)}`),
    ...andMore(all - MOST_RANGES, 'range of stale bytes', 'ranges of stale bytes'),
    ...passedLines(details, context),
    ...(exposed !== undefined && exposed.bytes > 0 ? [`exposed: ${describeExposed(exposed)}`] : []),
    ...(checksum === undefined ? [] : [`ring: ${checksumSentence(checksum)}`]),
    ...checksumFailures.map((failure) => `checksum: ${describeFailure(failure)}`),
    ...(verdict !== undefined && (hasFindings || verdict !== 'delivered')
      ? [`verdict: ${verdictWords(verdict)}`]
      : []),
  ];
  return lines.map(shortened);
}

/** @returns a comment for the capture as a whole */
export function captureComment({
  script,
  release,
  seed,
}: Pick<RunResult, 'release' | 'seed'> & { script: string }): string {
  return shortened(`script: ${printable(script)}, ${deviceTitle(release)}, seed ${seed}`);
}

/** @returns the same for a capture of frames that were replayed */
export function replayComment({ file, release }: { file: string; release: RunResult['release'] }): string {
  return shortened(`replay: ${printable(file)}, ${deviceTitle(release)}`);
}

function describePushed({ protocol, recipient }: PushedFrame): string {
  return `${protocol} to ${nameOf(recipient)}, and its block was filled again before netback read it`;
}

function describeRange(range: LeakRange, context: CommentContext): string {
  const { start, end, field, source, secrets = [] } = range;
  const size = end - start;
  const place = size === 1 ? `${start}` : `${start}..${end - 1}`;
  const from = `${describeSource(source, context)}, ${placeInSource(source, size)}`;
  // Of a payload, the place says it all; of a header, the field says what is wrong with the writer.
  const into = field.endsWith('.payload') ? '' : `, in ${field}`;
  const told = [...secretBytes(secrets)].map(
    ([name, count]) => `, ${counted(count, 'byte')} of secret ${printable(name)}`,
  );
  return `${counted(size, 'byte')} at ${place} from ${from}${into}${told.join('')}: ${quotedBytes(range)}`;
}

/** What a firewall's frame carries on that leaked in the one that it was made of. */
function passedLines({ passedOn }: FrameDetails, context: CommentContext): string[] {
  if (passedOn === undefined) return [];
  const { of, ranges } = passedOn;
  const { framesBefore, reference = 'frame' } = context;
  const leaked = `leaked in ${reference} ${framesBefore + of.number} on ${printable(of.channel)}`;
  const told = ranges.slice(0, MOST_RANGES).map(({ start, end, source }) => {
    const place = end - start === 1 ? `${start}` : `${start}..${end - 1}`;
    return `passed on: ${counted(end - start, 'byte')} at ${place}, ${leaked}, from ${describeSource(source, context)}`;
  });
  return [
    ...told,
    ...andMore(ranges.length - MOST_RANGES, 'range that was passed on', 'ranges that were passed on'),
  ];
}

function describeExposed({ bytes, neverSent, crossRecipient }: ExposedInFrame): string {
  const never = neverSent === 0 ? '' : `, ${grouped(neverSent)} of them never sent`;
  const cross = crossRecipient === 0 ? '' : `, ${grouped(crossRecipient)} meant for others`;
  return `${counted(bytes, 'byte')} that netback could read besides${never}${cross}`;
}

/** Where in its source a range was: payload+12 is the thirteenth byte of its payload. */
function placeInSource({ offset, payload }: StaleSource, size: number): string {
  if (payload === undefined || offset + size <= payload) return `offset ${offset}`;
  return offset >= payload ? `payload+${offset - payload}` : 'headers and payload+0';
}

/** @returns how many bytes of each secret there are */
function secretBytes(secrets: readonly LeakedSecret[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, start, end } of secrets) counts.set(name, (counts.get(name) ?? 0) + end - start);
  return counts;
}

function describeSource(source: StaleSource, { framesBefore, reference = 'frame' }: CommentContext): string {
  const never = source.isPending === true ? 'a write yet to be read' : 'a write never sent';
  const own = source.framesAgo === 0;
  const what = own
    ? 'what was pushed'
    : source.number === null
      ? never
      : `${reference} ${framesBefore + source.number}`;
  return `${what} (${source.protocol} to ${nameOf(source.recipient)})`;
}

function nameOf({ address, host }: Recipient): string {
  if (host !== undefined) return printable(host);
  if (address === '') return 'somebody unknown';
  return isBroadcast(address) ? 'everybody' : address;
}

function describeFailure(failure: ChecksumFailure): string {
  return `${describeWrong(failure)}${failure.overlooked === true ? '; the firewall does not look at it' : ''}`;
}

function describeWrong({ protocol, found, expected, cause, staleSummed, leftOut }: ChecksumFailure): string {
  const summed = staleSummed.reduce((sum, { start, end }) => sum + end - start, leftOut?.bytes ?? 0);
  if (cause === 'left-to-card') {
    return `${protocol} ${hex16(found)}, should be ${hex16(expected)}: left to the card, which the receiver does not know`;
  }
  const why = cause === 'writer' ? "the writer's own mistake" : `${counted(summed, 'stale byte')} summed`;
  return `${protocol} ${hex16(found)}, should be ${hex16(expected)}: ${why}`;
}

function andMore(hidden: number, noun: string, plural?: string): string[] {
  return hidden > 0 ? [`and ${counted(hidden, `more ${noun}`, plural && `more ${plural}`)}`] : [];
}

/** Some readers show each line of a comment as a comment of its own. */
function oneLine(text: string): string {
  return printable(text.trim().replace(/\s+/g, ' '));
}

/** @returns a comment that is not too long */
export function shortened(line: string): string {
  if (line.length <= LONGEST_COMMENT) return line;
  const start = line.slice(0, LONGEST_COMMENT);
  // Not in the middle of a character.
  return `${start.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
