import type { FlawRule } from '../probe/result.ts';
import { type AuditOptions, auditWriter, type WriterAudit } from './audit-writer.ts';
import type { Writer } from './writer.ts';

export interface AssertOptions extends AuditOptions {
  /** Kinds of flaws that are no failure: `wrong-checksum` where a network card fills checksums in. */
  allow?: readonly FlawRule[];
}

/** A writer counts on zeroed memory, or makes wrong checksums. The message has the report. */
export class NotAllWritten extends Error {
  override readonly name = 'NotAllWritten';
  readonly audit: WriterAudit;

  constructor(audit: WriterAudit) {
    super(audit.report.trimEnd());
    this.audit = audit;
  }
}

/**
 * For tests: that a packet writer writes all of its frame, whatever is in the buffer. With any test runner.
 *
 * @returns what was found, if it is not wrong
 * @throws NotAllWritten if bytes of the buffer pass through, something depends on them, or a checksum is wrong: its
 * message shows the bytes and their fields
 * @throws WriterFailed as `auditWriter`
 *
 * @example
 * ```ts
 * import { assertWritesAll } from 'netchannel-sim/testing';
 *
 * assertWritesAll((buffer) => {
 *   buffer.fill(0, 0, 60);
 *   buffer.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5]);
 *   return 60;
 * });
 * ```
 */
export function assertWritesAll(writer: Writer, options: AssertOptions = {}): WriterAudit {
  const { allow = [], ...auditOptions } = options;
  const audit = auditWriter(writer, auditOptions);
  const flaws = audit.frames.flatMap((frame) => frame.flaws);
  if (flaws.some(({ rule }) => !allow.includes(rule))) throw new NotAllWritten(audit);
  return audit;
}
