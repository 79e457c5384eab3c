import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** What of a standard stream says where it leads. */
export interface StandardStream extends Writable {
  isTTY?: boolean;
  /** Of standard output and standard error. */
  fd?: number;
}

/**
 * Of a standard stream that is a file or a device, the descriptor: Node.js writes to these once, and does not look how
 * much was taken, so that what a full disk leaves out would be lost without a word. To pipes and terminals it writes
 * all.
 */
export function plainDescriptor({ fd, isTTY }: StandardStream): number | undefined {
  if (fd === undefined || isTTY === true) return undefined;
  try {
    const status = fstatSync(fd);
    return status.isFIFO() || status.isSocket() ? undefined : fd;
  } catch {
    return undefined;
  }
}

/** Whether a descriptor may lead to a terminal. To ask the stream takes longer: Node.js makes it for that. */
export function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}
