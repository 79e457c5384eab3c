/**
 * Does your packet writer count on zeroed memory? `netchannel-sim probe` for writers that are functions.
 *
 * @example
 * ```ts
 * import { assertWritesAll, auditWriter, DEVICE_NAMES, NotAllWritten } from 'netchannel-sim/testing';
 *
 * // An ARP request: 42 bytes, and a length that says 60.
 * function arp(buffer: Uint8Array, view: DataView): number {
 *   buffer.set([255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 8, 6]);
 *   view.setUint32(14, 0x0001_0800);
 *   view.setUint32(18, 0x0604_0001);
 *   buffer.set([2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2], 22);
 *   return 60;
 * }
 *
 * try {
 *   assertWritesAll(arp);
 * } catch (error) {
 *   if (error instanceof NotAllWritten) console.log(error.message);
 * }
 * for (const device of DEVICE_NAMES) console.log(device, auditWriter(arp, { device }).totals.leaked);
 * ```
 *
 * @module
 */
export { DEVICE_NAMES } from '../netchannel/devices.ts';
export type { ProbedLink } from '../probe/probed-link.ts';
export type * from '../probe/result.ts';
export { type AssertOptions, assertWritesAll, NotAllWritten } from './assert-writes-all.ts';
export {
  type AuditOptions,
  auditWriter,
  type TestedDevice,
  type WriterAudit,
  WriterFailed,
} from './audit-writer.ts';
export type { Writer } from './writer.ts';
