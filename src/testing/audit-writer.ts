import { DEVICE_NAMES, type DeviceName, isDevice } from '../netchannel/devices.ts';
import { MOST_IN_BUFFER, USUAL_BUFFER } from '../probe/buffer-size.ts';
import { crossedPasses } from '../probe/crossed-passes.ts';
import { memoryOfFilling, ZEROS } from '../probe/fillings.ts';
import { handedMemory } from '../probe/handed-memory.ts';
import type { Pass } from '../probe/pass.ts';
import { judgePasses, type ProbedWriter } from '../probe/probe.ts';
import { isProbedLink, PROBED_LINK_NAMES, type ProbedLink } from '../probe/probed-link.ts';
import type { ProbedFrame, ProbeResult } from '../probe/result.ts';
import { renderProbe } from '../report/probe/text.ts';
import type { Writer } from './writer.ts';
import { writerPasses } from './writer-passes.ts';

const MOST_FRAMES = 1000;

export interface AuditOptions {
  /** Bytes that the writer may write, which is what its buffer has. 2048 if absent, as a block of shared memory. */
  size?: number;
  /** How many frames in a row the writer is asked for in each pass. 1 if absent, 1000 at most. */
  frames?: number;
  /** What messages call it. The name of the function if absent. */
  name?: string;
  /**
   * A release of netchannel, or a design against old memory: the writer is handed the memory that this device hands out
   * after an earlier packet, and what crosses the channel is judged. If absent the writer is handed plain buffers.
   */
  device?: TestedDevice;
  /**
   * What the writer writes: Ethernet frames, IP packets alone (`raw`), or such behind four bytes (`null`). If absent: what is
   * evident, frames or IP packets.
   */
  linkType?: ProbedLink;
}

/** A device that is there without a script. */
export type TestedDevice = Exclude<DeviceName, 'own'>;

/** What came of auditing a writer. */
export interface WriterAudit extends ProbeResult {
  name: string;
  /** Whether nothing is wrong with it: no byte passes through, nothing depends on old memory, no checksum is wrong. */
  writesAll: boolean;
  /** The same for people: text of several lines, with the bytes in hexadecimal and their fields. */
  report: string;
}

/** A writer gives no frame back even on clean memory. */
export class WriterFailed extends Error {
  override readonly name = 'WriterFailed';
}

/**
 * Finds out whether a packet writer counts on zeroed memory: has it write into buffers that hold different things, and
 * compares the frames byte by byte.
 *
 * @param writer - fills the buffer and returns the frame's length
 * @throws WriterFailed if it gives no frame back when its buffer is zeroed, or IP packets to a device, which sends frames
 * @throws RangeError for options that are out of range
 *
 * @example
 * ```ts
 * import { auditWriter } from 'netchannel-sim/testing';
 *
 * // A frame of 60 bytes of which 46 are never written.
 * const audit = auditWriter((buffer) => {
 *   buffer.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5]);
 *   return 60;
 * });
 * console.log(audit.writesAll, audit.totals.leaked);
 * console.log(audit.report);
 * ```
 */
export function auditWriter(writer: Writer, options: AuditOptions = {}): WriterAudit {
  const {
    size = USUAL_BUFFER,
    frames = 1,
    name = writer.name || 'the writer',
    device,
    linkType: link,
  } = options;
  check('size', size, MOST_IN_BUFFER);
  check('frames', frames, MOST_FRAMES);
  if (device !== undefined && !isDevice(device)) {
    throw new RangeError(`Unknown device ${JSON.stringify(device)}; there are ${DEVICE_NAMES.join(', ')}`);
  }
  if (link !== undefined && !isProbedLink(link)) {
    throw new RangeError(
      `Unknown link type ${JSON.stringify(link)}; there are ${PROBED_LINK_NAMES.join(', ')}`,
    );
  }
  if (device !== undefined && link !== undefined && link !== 'ethernet') {
    throw new RangeError(
      `Cannot audit packets of link type ${link} under a device: it sends Ethernet frames`,
    );
  }
  const memoryOf = (filling: number): Uint8Array => memoryOfFilling(filling, size);
  const plain = judged(writerPasses(writer, { size, frames, memoryOf }), { size, name, link });
  if (device !== undefined && plain.linkType !== 'ethernet') {
    throw new WriterFailed(
      `Cannot audit ${name} under a device: it writes IP packets without an Ethernet header, and a device sends frames`,
    );
  }
  const result =
    device === undefined ? plain : underDevice(writer, device, { size, frames, name }, plain.frames);
  return {
    ...result,
    name,
    writesAll: result.totals.flaws === 0,
    report: renderProbe(name, result),
  };
}

/** @param known - its frames, as they are judged in plain buffers */
function underDevice(
  writer: Writer,
  device: TestedDevice,
  { size, frames, name }: { size: number; frames: number; name: string },
  known: readonly ProbedFrame[],
): ProbeResult {
  const memoryOf = (filling: number): Uint8Array => handedMemory(device, filling, size);
  const passes = writerPasses(writer, { size, frames, memoryOf });
  return judged(crossedPasses(passes, device, size, known), { size, name, device });
}

/** @throws WriterFailed if a frame is missing on clean memory */
function judged(
  passes: readonly Pass[],
  { size, name, ...known }: { size: number; name: string } & ProbedWriter,
): ProbeResult {
  const failed = passes.find(({ filling, refusal }) => filling === ZEROS && refusal !== undefined);
  if (failed?.refusal === undefined) return judgePasses(passes, size, known);
  const which = failed.frames.length > 0 ? ` ${failed.frames.length + 1}` : '';
  throw new WriterFailed(`Cannot audit ${name}: of clean memory it made no frame${which}: ${failed.refusal}`);
}

function check(option: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(`Cannot use ${value} as ${option}: expected an integer from 1 to ${most}`);
}
