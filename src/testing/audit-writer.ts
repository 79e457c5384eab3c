import { DEVICE_NAMES, type DeviceName, deviceTitle, isDevice } from '../netchannel/devices.ts';
import { MOST_IN_BUFFER, USUAL_BUFFER } from '../probe/buffer-size.ts';
import { ZEROS } from '../probe/fillings.ts';
import type { Pass } from '../probe/pass.ts';
import { judgePasses } from '../probe/probe.ts';
import type { ProbeResult } from '../probe/result.ts';
import { renderProbe } from '../report/probe/text.ts';
import { devicePasses } from './device-passes.ts';
import { plainPasses } from './plain-passes.ts';
import type { Writer } from './writer.ts';

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
}

/** A device that is there without a script. */
export type TestedDevice = Exclude<DeviceName, 'own'>;

/** What came of auditing a writer. */
export interface WriterAudit extends ProbeResult {
  name: string;
  device: TestedDevice | null;
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
 * @throws WriterFailed if it gives no frame back when its buffer is zeroed
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
  const { size = USUAL_BUFFER, frames = 1, name = writer.name || 'the writer', device } = options;
  check('size', size, MOST_IN_BUFFER);
  check('frames', frames, MOST_FRAMES);
  if (device !== undefined && !isDevice(device)) {
    throw new RangeError(`Unknown device ${JSON.stringify(device)}; there are ${DEVICE_NAMES.join(', ')}`);
  }
  const plain = judged(plainPasses(writer, size, frames), size, name);
  const result =
    device === undefined ? plain : judged(devicePasses(writer, device, size, plain.frames), size, name);
  const subject = device === undefined ? name : `${name} under ${deviceTitle(device)}`;
  return {
    ...result,
    name,
    device: device ?? null,
    writesAll: result.totals.flaws === 0,
    report: renderProbe(subject, result),
  };
}

/** @throws WriterFailed if a frame is missing on clean memory */
function judged(passes: readonly Pass[], size: number, name: string): ProbeResult {
  const failed = passes.find(({ filling, refusal }) => filling === ZEROS && refusal !== undefined);
  if (failed?.refusal === undefined) return judgePasses(passes, size);
  const which = failed.frames.length > 0 ? ` ${failed.frames.length + 1}` : '';
  throw new WriterFailed(`Cannot audit ${name}: of clean memory it made no frame${which}: ${failed.refusal}`);
}

function check(option: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(`Cannot use ${value} as ${option}: expected an integer from 1 to ${most}`);
}
